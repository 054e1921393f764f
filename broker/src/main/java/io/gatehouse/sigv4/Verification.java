package io.gatehouse.sigv4;

import java.time.Instant;

/** What came of looking at a signature. */
public sealed interface Verification {
    /**
     * Whoever has the secret of {@code accessKeyId} sent this request as it is.
     *
     * @param region as the client has it configured; nothing is said about whether it is ours
     * @param service which API the client means: {@code iot}, {@code execute-api} (the same), {@code iotdata},
     *     {@code iotdevicegateway} or {@code iot-jobs-data}
     */
    record Verified(String accessKeyId, String region, String service, Instant signedAt) implements Verification {}

    /**
     * Nobody is known to have sent it.
     *
     * @param message for the client, in a sentence; tells nothing that it does not know
     */
    record Refused(AuthenticationError error, String message) implements Verification {}
}
