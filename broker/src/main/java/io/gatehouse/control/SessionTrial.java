package io.gatehouse.control;

import io.gatehouse.policy.Action;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Evaluation;
import io.gatehouse.policy.Permissions;
import io.gatehouse.session.Rights;
import io.gatehouse.session.Usage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What one session uses, judged twice: as things are, and with a policy changed. One use, one thread. */
final class SessionTrial {
    private static final int MOST_EXAMPLES = 10;

    private final Usage usage;
    private final Tally refused;
    private final Tally allowed;
    private final List<PolicyTrialApi.Flip> refusals = new ArrayList<>();
    private final List<PolicyTrialApi.Flip> grants = new ArrayList<>();
    private int refusedHere;
    private int allowedHere;

    /**
     * @param refused counts what would be refused, in all sessions
     * @param allowed counts what would be allowed
     */
    SessionTrial(Usage usage, Tally refused, Tally allowed) {
        this.usage = usage;
        this.refused = refused;
        this.allowed = allowed;
    }

    /** Counts by action. */
    static final class Tally {
        private final Map<Action, Integer> counts = new EnumMap<>(Action.class);

        void add(Action action) {
            counts.merge(action, 1, Integer::sum);
        }

        PolicyTrialApi.Flips flips() {
            return new PolicyTrialApi.Flips(
                    of(Action.CONNECT),
                    of(Action.PUBLISH),
                    of(Action.RETAIN_PUBLISH),
                    of(Action.SUBSCRIBE),
                    of(Action.RECEIVE));
        }

        private int of(Action action) {
            return counts.getOrDefault(action, 0);
        }
    }

    SessionTrial judge(UnaryOperator<List<CompiledPolicy>> changed) {
        Rights.Standing now = usage.rights().now();
        Rights.Standing then = usage.rights().under(changed);
        if (now.refusal() != null) {
            return this; // on its way out already, for another reason
        }
        if (then.refusal() != null) {
            Denial denial = then.denial();
            flip(
                    Action.CONNECT,
                    usage.clientId(),
                    Decision.ALLOWED,
                    denial == null ? then.permissions() : denial.permissions());
            return this; // all else goes with the connection
        }
        for (String filter : usage.filters()) {
            compare(Action.SUBSCRIBE, filter, now.permissions(), then.permissions());
        }
        for (Permissions.Remembered done : usage.lately()) {
            compare(done.action(), done.topic().name(), now.permissions(), then.permissions());
        }
        return this;
    }

    private void compare(Action action, String name, Permissions now, Permissions then) {
        Decision before = now.decide(action, name);
        if (before.isAllowed() != then.decide(action, name).isAllowed()) {
            flip(action, name, before, then);
        }
    }

    private void flip(Action action, String name, Decision before, Permissions then) {
        boolean lost = before.isAllowed();
        List<PolicyTrialApi.Flip> examples = lost ? refusals : grants;
        (lost ? refused : allowed).add(action);
        if (lost) {
            refusedHere++;
        } else {
            allowedHere++;
        }
        if (examples.size() < MOST_EXAMPLES) {
            Evaluation after = then.evaluate(action, name);
            examples.add(new PolicyTrialApi.Flip(
                    action.text(),
                    action.resourcePrefix() + name,
                    before.name(),
                    after.decision().name(),
                    after.explanation().text()));
        }
    }

    boolean isAffected() {
        return refusedHere + allowedHere > 0;
    }

    PolicyTrialApi.Affected affected() {
        List<PolicyTrialApi.Flip> examples = new ArrayList<>(refusals);
        examples.addAll(grants.subList(0, Math.min(grants.size(), MOST_EXAMPLES - refusals.size())));
        return new PolicyTrialApi.Affected(
                usage.clientId(),
                usage.principal().thing(),
                usage.principal().id(),
                refusedHere,
                allowedHere,
                List.copyOf(examples));
    }
}
