package io.gatehouse.transport.http;

import io.gatehouse.admission.Admission;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.reason.Reason;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Who would prove himself by a signature or a token in the request: nobody can yet, and nobody is let in. */
public enum SignedIdentity implements Identity {
    INSTANCE;

    @Override
    public @Nullable Reason withdrawn() {
        return null;
    }

    @Override
    public long validUntilMillis() {
        return Long.MAX_VALUE;
    }

    @Override
    public Admission of(HttpRequest head) {
        return new Admission.Refused(
                Reason.REQUEST_NOT_SIGNED,
                ReasonCode.NOT_AUTHORIZED,
                "no certificate (expected: a signature, which is not verified yet)");
    }
}
