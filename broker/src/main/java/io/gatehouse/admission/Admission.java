package io.gatehouse.admission;

import io.gatehouse.mqtt.Enrichment;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import org.jspecify.annotations.Nullable;

/** What the gate answers. */
public sealed interface Admission {
    /**
     * Let in.
     *
     * @param thing the thing this connection stands for; the certificate is attached to it
     * @param validUntilMillis last moment, by the wall clock, at which the certificate is let in, grace included
     * @param enrichment what the thing's type adds to whatever the connection publishes
     */
    record Admitted(@Nullable String thing, Permissions permissions, long validUntilMillis, Enrichment enrichment)
            implements Admission {
        /** Of one that stands for no thing. */
        Admitted(Permissions permissions, long validUntilMillis) {
            this(null, permissions, validUntilMillis, Enrichment.NONE);
        }
    }

    /**
     * Turned away.
     *
     * @param code what CONNACK says
     * @param detail for the operator: which check failed on what
     * @param denial what the policies denied, where it was they
     * @param thing as of {@link Admitted}, where it came so far
     */
    record Refused(
            Reason reason,
            ReasonCode code,
            String detail,
            @Nullable Denial denial,
            @Nullable String thing) implements Admission {
        public Refused(Reason reason, ReasonCode code, String detail) {
            this(reason, code, detail, null, null);
        }

        static Refused denied(Reason reason, Denial denial, @Nullable String thing) {
            return new Refused(
                    reason,
                    ReasonCode.NOT_AUTHORIZED,
                    denial.action().text() + " on " + denial.resource(),
                    denial,
                    thing);
        }
    }
}
