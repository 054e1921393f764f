package io.gatehouse.provisioning.fleet;

/**
 * What a device is told whose request is rejected. AWS documents the form, and of the codes those of a token and of a
 * refusing hook; the others are named after what its control plane says in the same case.
 */
enum FleetError {
    INVALID_PARAMETERS(400, "InvalidParameters"),
    INVALID_SIGNING_REQUEST(400, "InvalidCertificateSigningRequest"),
    INVALID_TOKEN(400, "InvalidCertificateOwnershipToken"),
    ACCESS_DENIED(403, "ACCESS_DENIED"),
    NOT_FOUND(404, "ResourceNotFound"),
    CONFLICT(409, "ResourceConflict"),
    THROTTLED(429, "TooManyRequests"),
    INTERNAL(500, "InternalFailure"),
    UNAVAILABLE(503, "ServiceUnavailable");

    private final int status;
    private final String code;

    FleetError(int status, String code) {
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
