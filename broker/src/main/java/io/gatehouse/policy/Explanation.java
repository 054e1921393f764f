package io.gatehouse.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a decision fell as it did.
 *
 * @param policy the policy that decided, or {@code null} if no statement matched
 * @param statement index of the statement that decided, from 0, or -1
 * @param sid its {@code Sid}, where it has one
 * @param missing names of keys and variables without a value in the statements for this action, which may have kept
 *     them from matching (AWS: {@code missingContextValues})
 * @param withheld names of variables that have a value which may not be put in, and have the same effect
 * @param nearest where no statement matched, the one that was nearest to it
 */
public record Explanation(
        Decision decision,
        @Nullable String policy,
        int statement,
        @Nullable String sid,
        List<String> missing,
        List<String> withheld,
        @Nullable Nearest nearest) {
    public Explanation {
        missing = List.copyOf(missing);
        withheld = List.copyOf(withheld);
    }

    /** The statement that decided; {@code null} where none matched. */
    public @Nullable Origin decidedBy() {
        Effect effect = decision == Decision.ALLOWED ? Effect.ALLOW : Effect.DENY;
        return policy == null ? null : new Origin(policy, statement, sid, effect);
    }

    /**
     * One line for logs and operators: {@code denied by policy fleet, Statement[2] (NoSecrets)}, or {@code no statement
     * matched; nearest: policy fleet, Statement[0]: topic/a/* has a at segment 1, asked was b}.
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        Origin decider = decidedBy();
        if (decider == null) {
            text.append("no statement matched");
        } else {
            text.append(decision == Decision.ALLOWED ? "allowed" : "denied")
                    .append(" by ")
                    .append(decider.text());
        }
        if (nearest != null) {
            text.append("; nearest: ").append(nearest.text());
        }
        if (!missing.isEmpty()) {
            text.append("; without a value: ").append(Quoted.some(missing));
        }
        if (!withheld.isEmpty()) {
            text.append("; with a value that may not be put in: ").append(Quoted.some(withheld));
        }
        return text.toString();
    }
}
