package io.gatehouse.tls;

import io.gatehouse.reason.Reason;

/** Reads the exceptions of Netty, BoringSSL and the JDK. */
final class FailureClassifier {
    private FailureClassifier() {}

    static HandshakeFailure classify(Throwable cause) {
        return new HandshakeFailure(Reason.TLS_FAILED, String.valueOf(cause.getMessage()), null);
    }
}
