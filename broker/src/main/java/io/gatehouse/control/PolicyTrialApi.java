package io.gatehouse.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dry run of a changed policy against what live clients did lately, and its shapes. */
public final class PolicyTrialApi {
    /** Stores nothing. */
    public static final Operation<PolicyApi.Put, Trial> TRY =
            new Operation<>("policy/try", PolicyApi.Put.class, Trial.class);

    private PolicyTrialApi() {}

    /**
     * What would change if the document were put.
     *
     * @param version in force now, 0 where there is no such policy
     * @param sessions that were looked at: the connected ones of certificates that have the policy
     * @param complete false where there were more sessions than one look takes
     * @param refused what is allowed now and would not be
     * @param allowed what is not allowed now and would be
     * @param affected sessions for which something would change, those that would lose most first
     * @param omitted sessions that are affected and not in the list
     * @param findings what is legal and probably not meant
     */
    public record Trial(
            String name,
            long version,
            int sessions,
            boolean complete,
            Flips refused,
            Flips allowed,
            List<Affected> affected,
            int omitted,
            List<PolicyApi.Finding> findings) {}

    /** How many decisions would change, by action. */
    public record Flips(int connect, int publish, int retainPublish, int subscribe, int receive) {
        static final Flips NONE = new Flips(0, 0, 0, 0, 0);

        public int total() {
            return connect + publish + retainPublish + subscribe + receive;
        }
    }

    /**
     * One session for which something would change.
     *
     * @param refused decisions that would become a no
     * @param allowed decisions that would become a yes
     * @param examples refusals first
     */
    public record Affected(
            String clientId,
            @Nullable String thing,
            String certificate,
            int refused,
            int allowed,
            List<Flip> examples) {}

    /**
     * One decision that would change.
     *
     * @param action {@code iot:Publish}
     * @param resource {@code topic/a/b}
     * @param now ALLOWED, EXPLICIT_DENY or IMPLICIT_DENY
     * @param then the same, under the new document
     * @param why the statement that would decide, or the nearest one
     */
    public record Flip(String action, String resource, String now, String then, String why) {}
}
