package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What is answered.
 *
 * @param error null for success
 * @param requestId for {@code x-amzn-RequestId}
 */
record Reply(int status, @Nullable AwsError error, JsonObject body, String requestId) {
    static Reply success(JsonObject body, String requestId) {
        return new Reply(200, null, body, requestId);
    }

    static Reply refused(OperationRefused refused, String requestId) {
        return new Reply(refused.error().status(), refused.error(), refused.body(), requestId);
    }

    /** Without the body of a success: there may be a private key in it. */
    @Override
    public String toString() {
        return "Reply[" + status + ", " + (error == null ? "ok" : body) + ", " + requestId + "]";
    }

    /** {@code ok}, or the error's name. */
    String result() {
        return error == null ? "ok" : error.typeName();
    }
}
