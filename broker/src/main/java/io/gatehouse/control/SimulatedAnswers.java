package io.gatehouse.control;

import io.gatehouse.admission.Simulation;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Evaluation;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.policy.Verdict;
import java.util.List;
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
        Verdict verdict =
                Verdict.of(simulated.permissions(), action, resources.names(action, info.resources(), clientId));
        List<Evaluation> evaluations = verdict.evaluations();
        Decision decision = verdict.decision();
        List<String> asked = decision == Decision.IMPLICIT_DENY ? simulated.policies() : List.of();
        return new PolicyTestApi.AuthResult(
                new PolicyTestApi.AuthInfo(
                        info.actionType(), evaluations.stream().map(this::arn).toList()),
                new PolicyTestApi.Allowed(references(verdict.allowing())),
                new PolicyTestApi.Denied(
                        new PolicyTestApi.Implicit(references(asked)),
                        new PolicyTestApi.Explicit(references(verdict.denying()))),
                decision.name(),
                verdict.missing(),
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

    private List<PolicyTestApi.PolicyRef> references(List<String> names) {
        return names.stream()
                .map(name -> new PolicyTestApi.PolicyRef(name, scope.arn("policy/" + name)))
                .toList();
    }
}
