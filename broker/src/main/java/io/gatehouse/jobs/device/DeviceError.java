package io.gatehouse.jobs.device;

/**
 * What a device is told whose request is rejected: the error codes of AWS's device API over MQTT, and the errors of its
 * model {@code iot-jobs-data} over HTTP.
 */
public enum DeviceError {
    /** Of MQTT only: over HTTP it is a path that is not known. */
    INVALID_TOPIC("InvalidTopic", "InvalidRequestException", 400),
    INVALID_JSON("InvalidJson", "InvalidRequestException", 400),
    INVALID_REQUEST("InvalidRequest", "InvalidRequestException", 400),
    NOT_FOUND("ResourceNotFound", "ResourceNotFoundException", 404),
    INVALID_TRANSITION("InvalidStateTransition", "InvalidStateTransitionException", 409),
    /** The model has no error for it over HTTP; this is the one that says the execution is not as was thought. */
    VERSION_MISMATCH("VersionMismatch", "InvalidStateTransitionException", 409),
    TERMINAL_STATE("TerminalStateReached", "TerminalStateException", 410),
    THROTTLED("RequestThrottled", "ThrottlingException", 429),
    /** A defect of ours, or a store that does not answer. */
    INTERNAL("InternalError", "ServiceUnavailableException", 503);

    private final String code;
    private final String exception;
    private final int status;

    DeviceError(String code, String exception, int status) {
        this.code = code;
        this.exception = exception;
        this.status = status;
    }

    /** Over MQTT. */
    public String code() {
        return code;
    }

    /** Over HTTP, for {@code x-amzn-ErrorType}. */
    public String exception() {
        return exception;
    }

    /** Over HTTP. */
    public int status() {
        return status;
    }
}
