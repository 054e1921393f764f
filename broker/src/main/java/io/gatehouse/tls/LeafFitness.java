package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import org.jspecify.annotations.Nullable;

/** Whether a certificate is fit as such. */
final class LeafFitness {
    private LeafFitness() {}

    record Unfit(Reason reason, String detail) {}

    static @Nullable Unfit judge(byte[] der) {
        return der.length == 0 ? new Unfit(Reason.TLS_CERTIFICATE_MALFORMED, "empty") : null;
    }
}
