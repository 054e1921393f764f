package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One walk over every statement: what matched, what was missing, what was near. One use, one thread. */
final class StatementWalk {
    private final Action action;
    private final String name;
    private final @Nullable String inner; // of a shared subscription
    private final Substitution substitution;
    private final List<Origin> denies = new ArrayList<>();
    private final List<Origin> allows = new ArrayList<>();
    private final Set<String> unusable = new LinkedHashSet<>();

    private StatementWalk(Action action, String name, Substitution substitution) {
        this.action = action;
        this.name = name;
        this.inner = action == Action.SUBSCRIBE ? RulesByAction.innerFilter(name) : null;
        this.substitution = substitution;
    }

    /** @param variables asked now */
    static Evaluation of(List<CompiledPolicy> policies, Variables variables, Action action, String name) {
        try {
            return new StatementWalk(action, name, new Substitution(variables)).over(policies);
        } catch (RuntimeException e) {
            return nothing(action, name);
        }
    }

    /** What is answered where nothing can be said: denied. */
    private static Evaluation nothing(Action action, String name) {
        return new Evaluation(action, name, Decision.IMPLICIT_DENY, List.of(), List.of(), List.of(), List.of(), null);
    }

    private Evaluation over(List<CompiledPolicy> policies) {
        for (CompiledPolicy policy : policies) {
            policy.statements().forEach(this::visit);
        }
        Decision decision = !denies.isEmpty()
                ? Decision.EXPLICIT_DENY
                : allows.isEmpty() ? Decision.IMPLICIT_DENY : Decision.ALLOWED;
        Nearest nearest = decision == Decision.IMPLICIT_DENY
                ? new NearestSearch(action, name, inner, substitution).among(policies)
                : null;
        return new Evaluation(
                action,
                name,
                decision,
                denies,
                allows,
                unusable.stream()
                        .filter(variable -> !substitution.hasValue(variable))
                        .toList(),
                unusable.stream().filter(substitution::hasValue).toList(),
                nearest);
    }

    private void visit(CompiledStatement statement) {
        if (!statement.hasAction(action)) {
            return;
        }
        statement.addUnusable(substitution, unusable);
        Rule rule = statement.bind(substitution);
        if (rule != null
                && (rule.hasResource(action, name) || (inner != null && RulesByAction.deniesInner(rule, inner)))) {
            (rule.origin().effect() == Effect.DENY ? denies : allows).add(rule.origin());
        }
    }
}
