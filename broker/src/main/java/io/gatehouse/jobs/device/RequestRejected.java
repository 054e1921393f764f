package io.gatehouse.jobs.device;

/**
 * Carries a rejection out of the reading of a request. Stackless: it is an expected outcome. {@link JobsTopics} and
 * {@link JobsData} catch it.
 */
final class RequestRejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final DeviceError error;

    RequestRejected(DeviceError error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    /** @param problem {@code name: value (expected: …)} */
    static RequestRejected invalid(String problem) {
        return new RequestRejected(DeviceError.INVALID_REQUEST, problem);
    }

    DeviceReply.Rejected reply() {
        return new DeviceReply.Rejected(error, String.valueOf(getMessage()));
    }
}
