package io.gatehouse.control.aws;

/**
 * Errors by the names that SDKs know, with the HTTP status of each in the model of AWS IoT's control plane. {@code
 * x-amzn-ErrorType} carries the name.
 */
public enum AwsError {
    INVALID_REQUEST("InvalidRequestException", 400),
    /** A presigned request whose time is over. */
    REQUEST_EXPIRED("RequestExpired", 400),
    MALFORMED_POLICY("MalformedPolicyException", 400),
    CERTIFICATE_VALIDATION("CertificateValidationException", 400),
    REGISTRATION_CODE_VALIDATION("RegistrationCodeValidationException", 400),
    RESOURCE_REGISTRATION_FAILURE("ResourceRegistrationFailureException", 400),
    INVALID_QUERY("InvalidQueryException", 400),
    /** 400 here; 429 on the data plane. */
    THROTTLING("ThrottlingException", 400),

    // The door: what every AWS service answers a request that is not, or not properly, signed.
    ACCESS_DENIED("AccessDeniedException", 403),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException", 403),
    INCOMPLETE_SIGNATURE("IncompleteSignatureException", 403),
    INVALID_SIGNATURE("InvalidSignatureException", 403),
    UNRECOGNIZED_CLIENT("UnrecognizedClientException", 403),

    RESOURCE_NOT_FOUND("ResourceNotFoundException", 404),
    UNKNOWN_OPERATION("UnknownOperationException", 404),
    METHOD_NOT_ALLOWED("MethodNotAllowedException", 405),
    CERTIFICATE_STATE("CertificateStateException", 406),
    RESOURCE_ALREADY_EXISTS("ResourceAlreadyExistsException", 409),
    INVALID_STATE_TRANSITION("InvalidStateTransitionException", 409),
    VERSION_CONFLICT("VersionConflictException", 409),
    VERSIONS_LIMIT_EXCEEDED("VersionsLimitExceededException", 409),
    DELETE_CONFLICT("DeleteConflictException", 409),
    CERTIFICATE_CONFLICT("CertificateConflictException", 409),
    LIMIT_EXCEEDED("LimitExceededException", 410),
    /** Of iot-jobs-data. */
    TERMINAL_STATE("TerminalStateException", 410),
    REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLargeException", 413),
    INTERNAL_FAILURE("InternalFailureException", 500),
    /** Ours: an operation that AWS has and this broker has not. */
    NOT_IMPLEMENTED("NotImplementedException", 501),
    SERVICE_UNAVAILABLE("ServiceUnavailableException", 503);

    private final String typeName;
    private final int status;

    AwsError(String typeName, int status) {
        this.typeName = typeName;
        this.status = status;
    }

    /** {@code ResourceNotFoundException}. */
    public String typeName() {
        return typeName;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
