package io.gatehouse.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a decision fell as it did.
 *
 * @param policy the policy that decided, or {@code null} if no statement matched
 * @param statement index of the statement that decided, from 0, or -1
 * @param sid its {@code Sid}, where it has one
 * @param missing names of keys and variables without a usable value in the statements for this action, which may have
 *     kept them from matching (AWS: {@code missingContextValues})
 */
public record Explanation(
        Decision decision,
        @Nullable String policy,
        int statement,
        @Nullable String sid,
        List<String> missing) {
    public Explanation {
        missing = List.copyOf(missing);
    }

    /** One line for logs and operators: {@code denied by policy fleet, Statement[2] (NoSecrets)}. */
    public String text() {
        StringBuilder text = new StringBuilder();
        if (policy == null) {
            text.append("no statement matched");
        } else {
            text.append(decision == Decision.ALLOWED ? "allowed" : "denied")
                    .append(" by policy ")
                    .append(policy)
                    .append(", Statement[")
                    .append(statement)
                    .append(']');
            if (sid != null) {
                text.append(" (").append(sid).append(')');
            }
        }
        if (!missing.isEmpty()) {
            text.append("; without a usable value: ").append(String.join(", ", missing));
        }
        return text.toString();
    }
}
