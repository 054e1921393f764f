package io.gatehouse.control;

import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.PolicyDocument;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.Registry;
import io.gatehouse.session.Usage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Says what a changed policy would do to the clients that are connected: every session is asked for what it used
 * lately, and both policies are held against that. Nothing is written, and the loops only copy; what is judged is
 * judged here, on a virtual thread, by the same gate that would judge it then.
 */
final class PolicyTrials {
    static final int MOST_SESSIONS = 10_000;
    static final int MOST_AFFECTED = 100;
    private static final int CERTIFICATES_AT_ONCE = 250;

    private static final Comparator<PolicyTrialApi.Affected> WORST_FIRST = Comparator.comparingInt(
                    PolicyTrialApi.Affected::refused)
            .thenComparingInt(PolicyTrialApi.Affected::allowed)
            .reversed()
            .thenComparing(PolicyTrialApi.Affected::clientId);

    private final Registry registry;
    private final PolicyScope scope;
    private final PolicyLimits limits;
    private final LiveUsage live;

    PolicyTrials(Registry registry, PolicyScope scope, PolicyLimits limits, LiveUsage live) {
        this.registry = registry;
        this.scope = scope;
        this.limits = limits;
        this.live = live;
    }

    Outcome<PolicyTrialApi.Trial> tryOut(PolicyApi.Put request) {
        return switch (PolicyParser.parse(request.document(), limits)) {
            case PolicyParse.Malformed(var problems) ->
                Outcome.refused(
                        Refusal.Code.INVALID,
                        "policy " + request.name() + " was not tried out",
                        problems.stream().map(Object::toString).collect(Collectors.joining("\n")),
                        "correct the document");
            case PolicyParse.Parsed(PolicyDocument document) -> Outcome.done(tryOut(request.name(), document));
        };
    }

    private PolicyTrialApi.Trial tryOut(String name, PolicyDocument document) {
        UnaryOperator<List<CompiledPolicy>> changed = replacing(CompiledPolicy.compile(name, document, scope));
        SessionTrial.Tally refused = new SessionTrial.Tally();
        SessionTrial.Tally allowed = new SessionTrial.Tally();
        List<PolicyTrialApi.Affected> affected = new ArrayList<>();
        int sessions = 0;
        int hit = 0;
        boolean complete = true;
        Iterator<String> certificates =
                registry.certificatesConcernedByPolicy(name).iterator();
        while (complete && certificates.hasNext()) {
            for (Usage usage : live.of(some(certificates), MOST_SESSIONS - sessions + 1)) {
                if (sessions == MOST_SESSIONS) {
                    complete = false;
                    break;
                }
                sessions++;
                SessionTrial trial = new SessionTrial(usage, refused, allowed).judge(changed);
                if (trial.isAffected()) {
                    hit++;
                    keep(affected, trial.affected());
                }
            }
        }
        affected.sort(WORST_FIRST);
        List<PolicyTrialApi.Affected> shown =
                List.copyOf(affected.subList(0, Math.min(affected.size(), MOST_AFFECTED)));
        Policy inForce = registry.policy(name);
        return new PolicyTrialApi.Trial(
                name,
                inForce == null ? 0 : inForce.version(),
                sessions,
                complete,
                refused.flips(),
                allowed.flips(),
                shown,
                hit - shown.size(),
                PolicyLinter.findings(document, scope));
    }

    private static Set<String> some(Iterator<String> certificates) {
        Set<String> some = new HashSet<>();
        while (certificates.hasNext() && some.size() < CERTIFICATES_AT_ONCE) {
            some.add(certificates.next());
        }
        return some;
    }

    /** The worst of all, in memory for a few more than are shown. */
    private static void keep(List<PolicyTrialApi.Affected> affected, PolicyTrialApi.Affected one) {
        affected.add(one);
        if (affected.size() == 2 * MOST_AFFECTED) {
            affected.sort(WORST_FIRST);
            affected.subList(MOST_AFFECTED, affected.size()).clear();
        }
    }

    private static UnaryOperator<List<CompiledPolicy>> replacing(CompiledPolicy changed) {
        return applying -> applying.stream()
                .map(policy -> policy.name().equals(changed.name()) ? changed : policy)
                .toList();
    }
}
