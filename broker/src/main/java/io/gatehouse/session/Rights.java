package io.gatehouse.session;

import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import org.jspecify.annotations.Nullable;

/** Asks the gate again what a session's principal may do. Any thread; memory only. */
@FunctionalInterface
public interface Rights {
    Standing now();

    /**
     * What a principal may do now.
     *
     * @param refusal why it would not be let in now, with {@link Permissions#NONE}; else {@code null}
     */
    record Standing(Permissions permissions, @Nullable Reason refusal) {
        public static Standing refused(Reason reason) {
            return new Standing(Permissions.NONE, reason);
        }
    }
}
