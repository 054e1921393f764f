package io.gatehouse.session;

import io.gatehouse.policy.Permissions;

/**
 * Asks the gate again what a session's principal may do. Any thread; memory only. Answers {@link Permissions#NONE} when
 * the principal is no longer let in.
 */
@FunctionalInterface
public interface Rights {
    Permissions now();
}
