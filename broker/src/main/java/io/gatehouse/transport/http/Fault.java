package io.gatehouse.transport.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * The errors of AWS IoT's data plane (service models {@code iot-data} and {@code iot-jobs-data}), and those of HTTP
 * that they leave out.
 */
enum Fault {
    INVALID_REQUEST(HttpResponseStatus.BAD_REQUEST, "InvalidRequestException"),
    FORBIDDEN(HttpResponseStatus.FORBIDDEN, "ForbiddenException"),
    /** Of signatures; the SDKs look for these names, and set their clocks by one of them. */
    SIGNATURE_INCOMPLETE(HttpResponseStatus.FORBIDDEN, "IncompleteSignatureException"),
    SIGNATURE_INVALID(HttpResponseStatus.FORBIDDEN, "InvalidSignatureException"),
    SIGNER_UNKNOWN(HttpResponseStatus.FORBIDDEN, "UnrecognizedClientException"),
    SIGNATURE_EXPIRED(HttpResponseStatus.BAD_REQUEST, "RequestExpired"),
    NOT_FOUND(HttpResponseStatus.NOT_FOUND, "ResourceNotFoundException"),
    UNKNOWN_OPERATION(HttpResponseStatus.NOT_FOUND, "UnknownOperationException"),
    METHOD_NOT_ALLOWED(HttpResponseStatus.METHOD_NOT_ALLOWED, "MethodNotAllowedException"),
    TIMEOUT(HttpResponseStatus.REQUEST_TIMEOUT, "RequestTimeoutException"),
    /** Of jobs. */
    INVALID_STATE(HttpResponseStatus.CONFLICT, "InvalidStateTransitionException"),
    /** Of jobs. */
    TERMINAL_STATE(HttpResponseStatus.GONE, "TerminalStateException"),
    TOO_LARGE(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "RequestEntityTooLargeException"),
    LINE_TOO_LONG(HttpResponseStatus.REQUEST_URI_TOO_LONG, "InvalidRequestException"),
    HEADERS_TOO_LARGE(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "InvalidRequestException"),
    EXPECTATION_FAILED(HttpResponseStatus.EXPECTATION_FAILED, "InvalidRequestException"),
    UPGRADE_REQUIRED(HttpResponseStatus.UPGRADE_REQUIRED, "InvalidRequestException"),
    THROTTLED(HttpResponseStatus.TOO_MANY_REQUESTS, "ThrottlingException"),
    INTERNAL(HttpResponseStatus.INTERNAL_SERVER_ERROR, "InternalFailureException"),
    UNAVAILABLE(HttpResponseStatus.SERVICE_UNAVAILABLE, "ServiceUnavailableException"),
    VERSION_UNSUPPORTED(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "InvalidRequestException");

    private final HttpResponseStatus status;
    private final String type;

    Fault(HttpResponseStatus status, String type) {
        this.status = status;
        this.type = type;
    }

    HttpResponseStatus status() {
        return status;
    }

    /** For {@code x-amzn-ErrorType}. */
    String type() {
        return type;
    }
}
