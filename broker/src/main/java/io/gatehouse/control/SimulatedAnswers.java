package io.gatehouse.control;

import io.gatehouse.admission.Simulation;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Evaluation;
import io.gatehouse.policy.Origin;
import io.gatehouse.policy.PolicyScope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the permissions of a simulated connection, and puts the answers into AWS's shape. Immutable. */
final class SimulatedAnswers {
    private final PolicyScope scope;
    private final AskedResources resources;

    SimulatedAnswers(PolicyScope scope) {
        this.scope = scope;
        this.resources = new AskedResources(scope);
    }

    PolicyTestApi.AuthResult result(PolicyTestApi.AuthInfo info, String clientId, Simulation.Simulated simulated) {
        Action action = info.action();
        List<Evaluation> evaluations = new ArrayList<>();
        for (String name : resources.names(action, info.resources(), clientId)) {
            evaluations.add(simulated.permissions().evaluate(action, name));
        }
        Decision decision = worst(evaluations);
        List<String> asked = decision == Decision.IMPLICIT_DENY ? simulated.policies() : List.of();
        return new PolicyTestApi.AuthResult(
                new PolicyTestApi.AuthInfo(
                        info.actionType(), evaluations.stream().map(this::arn).toList()),
                new PolicyTestApi.Allowed(references(policies(evaluations, Evaluation::allows))),
                new PolicyTestApi.Denied(
                        new PolicyTestApi.Implicit(references(asked)),
                        new PolicyTestApi.Explicit(references(policies(evaluations, Evaluation::denies)))),
                decision.name(),
                distinct(evaluations, Evaluation::missing),
                evaluations.stream().map(this::resource).toList());
    }

    private PolicyTestApi.ResourceResult resource(Evaluation evaluation) {
        return new PolicyTestApi.ResourceResult(
                arn(evaluation),
                evaluation.decision().name(),
                Stream.concat(evaluation.denies().stream(), evaluation.allows().stream())
                        .map(origin -> new PolicyTestApi.Matched(
                                origin.effect().text(), origin.policy(), origin.statement(), origin.sid()))
                        .toList(),
                evaluation.missing(),
                evaluation.withheld(),
                evaluation.nearest() == null ? null : evaluation.nearest().text());
    }

    private String arn(Evaluation evaluation) {
        return scope.arn(evaluation.action().resourcePrefix() + evaluation.name());
    }

    private static Decision worst(List<Evaluation> evaluations) {
        Set<Decision> all = evaluations.stream().map(Evaluation::decision).collect(Collectors.toSet());
        if (all.contains(Decision.EXPLICIT_DENY)) {
            return Decision.EXPLICIT_DENY;
        }
        return all.contains(Decision.IMPLICIT_DENY) ? Decision.IMPLICIT_DENY : Decision.ALLOWED;
    }

    private static List<String> policies(List<Evaluation> evaluations, Function<Evaluation, List<Origin>> origins) {
        return distinct(
                evaluations,
                evaluation ->
                        origins.apply(evaluation).stream().map(Origin::policy).toList());
    }

    private static List<String> distinct(List<Evaluation> evaluations, Function<Evaluation, List<String>> texts) {
        Set<String> all = new LinkedHashSet<>();
        evaluations.forEach(evaluation -> all.addAll(texts.apply(evaluation)));
        return List.copyOf(all);
    }

    private List<PolicyTestApi.PolicyRef> references(List<String> names) {
        return names.stream()
                .map(name -> new PolicyTestApi.PolicyRef(name, scope.arn("policy/" + name)))
                .toList();
    }
}
