package io.gatehouse.session;

import io.gatehouse.mqtt.Enrichment;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Asks the gate again what a session's principal may do, or might under other policies. Any thread; memory only. */
@FunctionalInterface
public interface Rights {
    /**
     * Asks as if other policies applied.
     *
     * @param policies from those that apply to those that are to count
     */
    Standing under(UnaryOperator<List<CompiledPolicy>> policies);

    default Standing now() {
        return under(UnaryOperator.identity());
    }

    /**
     * What a principal may do now.
     *
     * @param validUntilMillis last moment, by the wall clock, at which this holds unless the registry changes
     * @param enrichment what is appended to the properties of whatever is published
     * @param refusal why it would not be let in now, with {@link Permissions#NONE}; else {@code null}
     * @param denial what the policies denied, where that is why
     */
    record Standing(
            Permissions permissions,
            long validUntilMillis,
            Enrichment enrichment,
            @Nullable Reason refusal,
            @Nullable Denial denial) {
        public static Standing granted(Permissions permissions, long validUntilMillis) {
            return granted(permissions, validUntilMillis, Enrichment.NONE);
        }

        public static Standing granted(Permissions permissions, long validUntilMillis, Enrichment enrichment) {
            return new Standing(permissions, validUntilMillis, enrichment, null, null);
        }

        public static Standing refused(Reason reason, @Nullable Denial denial) {
            return new Standing(Permissions.NONE, Long.MAX_VALUE, Enrichment.NONE, reason, denial);
        }
    }
}
