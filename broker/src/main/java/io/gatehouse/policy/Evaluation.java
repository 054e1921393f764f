package io.gatehouse.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a walk over every statement found: for refusals, simulations and tools, not for every message. Immutable.
 *
 * @param name what was asked about: the client id, topic, or text of the filter; without {@code topic/} and the like
 * @param decision as {@link Permissions#decide} takes it
 * @param denies every Deny statement that matched; one is enough
 * @param allows every Allow statement that matched, also where a Deny outweighs them
 * @param missing as {@link Explanation#missing}
 * @param withheld as {@link Explanation#withheld}
 * @param nearest where nothing matched, the Allow statement that was nearest to it, if any was near at all
 */
public record Evaluation(
        Action action,
        String name,
        Decision decision,
        List<Origin> denies,
        List<Origin> allows,
        List<String> missing,
        List<String> withheld,
        @Nullable Nearest nearest) {
    public Evaluation {
        denies = List.copyOf(denies);
        allows = List.copyOf(allows);
        missing = List.copyOf(missing);
        withheld = List.copyOf(withheld);
    }

    /** The statement that decided, and the reasons of {@link Explanation}. */
    public Explanation explanation() {
        Origin origin = switch (decision) {
            case ALLOWED -> allows.getFirst();
            case EXPLICIT_DENY -> denies.getFirst();
            case IMPLICIT_DENY -> null;
        };
        return origin == null
                ? new Explanation(decision, null, -1, null, missing, withheld, nearest)
                : new Explanation(
                        decision, origin.policy(), origin.statement(), origin.sid(), missing, withheld, nearest);
    }
}
