package io.gatehouse.policy;

import org.jspecify.annotations.Nullable;

/**
 * Which statement it is. Shared by all connections.
 *
 * @param policy name of the policy
 * @param statement index of the statement, from 0
 * @param sid its {@code Sid}, where it has one
 */
public record Origin(String policy, int statement, @Nullable String sid, Effect effect) {
    /** {@code policy fleet, Statement[2] (NoSecrets)}. */
    public String text() {
        return "policy " + policy + ", Statement[" + statement + "]" + (sid == null ? "" : " (" + sid + ")");
    }
}
