package io.gatehouse.control;

import io.gatehouse.admission.Admission;
import io.gatehouse.admission.ConnectAttributes;
import io.gatehouse.admission.Simulation;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers what a device might do if it were here. Any thread; reads memory only, changes nothing. */
final class PolicySimulator {
    private final Registry registry;
    private final PolicyScope scope;
    private final PolicyLimits limits;
    private final Simulation simulation;
    private final SimulatedAnswers answers;

    PolicySimulator(Registry registry, PolicyScope scope, PolicyLimits limits, Simulation simulation) {
        this.registry = registry;
        this.scope = scope;
        this.limits = limits;
        this.simulation = simulation;
        this.answers = new SimulatedAnswers(scope);
    }

    Outcome<PolicyTestApi.Tested> test(PolicyTestApi.Test request) {
        try {
            String certificate = certificate(request);
            String clientId = clientId(request, certificate);
            List<CompiledPolicy> added = added(request);
            Simulation.Simulated simulated = simulation.of(
                    new Simulation.Device(certificate, clientId, request.sourceIp(), attributes(request)),
                    counting(added, request.policyNamesToSkip()));
            if (simulated == null) {
                throw new Unanswerable(Refusal.notFound(
                        Unanswerable.WHAT, "certificate", certificate, "see what there is: gatehouse cert ls"));
            }
            List<PolicyTestApi.AuthResult> results =
                    new ArrayList<>(request.authInfos().size());
            for (PolicyTestApi.AuthInfo info : request.authInfos()) {
                results.add(answers.result(info, clientId, simulated));
            }
            return Outcome.done(new PolicyTestApi.Tested(
                    certificate,
                    clientId,
                    simulated.thing(),
                    simulated.policies(),
                    gate(simulated.admission()),
                    List.copyOf(results),
                    null));
        } catch (Unanswerable unanswerable) {
            return Outcome.refused(unanswerable.refusal());
        }
    }

    private String certificate(PolicyTestApi.Test request) {
        if (request.certificate() != null) {
            return switch (RegistryOutcome.certificate(Unanswerable.WHAT, registry, request.certificate())) {
                case Outcome.Done<Certificate>(Certificate found) -> found.id();
                case Outcome.Refused<Certificate>(Refusal refusal) -> throw new Unanswerable(refusal);
            };
        }
        String thing = String.valueOf(request.thing());
        if (registry.thing(thing) == null) {
            throw Unanswerable.notFound("thing", thing);
        }
        List<String> certificates = registry.certificatesOfThing(thing, null, 2);
        if (certificates.size() != 1) {
            throw Unanswerable.invalid(
                    "thing " + thing + " has " + (certificates.isEmpty() ? "no certificate" : "several certificates")
                            + " (expected: one, or a certificate in the request)",
                    "see which: gatehouse thing describe " + thing);
        }
        return certificates.getFirst();
    }

    /** As said, or the name of the thing, or of the only thing that the certificate has. */
    private String clientId(PolicyTestApi.Test request, String certificate) {
        if (request.clientId() != null) {
            return request.clientId();
        }
        if (request.thing() != null) {
            return request.thing();
        }
        var things = registry.thingsOf(certificate);
        if (things.size() != 1) {
            throw Unanswerable.invalid(
                    "client id: missing (expected: one, because the certificate has " + things.size() + " things)",
                    "give the client id that the device would send");
        }
        return things.getFirst().name();
    }

    private static ConnectAttributes attributes(PolicyTestApi.Test request) {
        if (request.persistent()) {
            return request.lastWill() ? ConnectAttributes.PERSISTENT_AND_LAST_WILL : ConnectAttributes.PERSISTENT;
        }
        return request.lastWill() ? ConnectAttributes.LAST_WILL : ConnectAttributes.NONE;
    }

    private List<CompiledPolicy> added(PolicyTestApi.Test request) {
        List<CompiledPolicy> added = new ArrayList<>();
        for (String name : request.policyNamesToAdd()) {
            Policy policy = registry.policy(name);
            if (policy == null) {
                throw Unanswerable.notFound("policy", name);
            }
            added.add(policy.compiled());
        }
        for (PolicyApi.Put document : request.documentsToAdd()) {
            switch (PolicyParser.parse(document.document(), limits)) {
                case PolicyParse.Malformed(var problems) ->
                    throw Unanswerable.invalid(
                            document.name() + " is no policy document\n"
                                    + problems.stream().map(Object::toString).collect(Collectors.joining("\n")),
                            "correct the document");
                case PolicyParse.Parsed(var parsed) ->
                    added.add(CompiledPolicy.compile(document.name(), parsed, scope));
            }
        }
        return added;
    }

    private static UnaryOperator<List<CompiledPolicy>> counting(List<CompiledPolicy> added, List<String> skipped) {
        return applying -> {
            Set<String> names = applying.stream().map(CompiledPolicy::name).collect(Collectors.toSet());
            for (String skip : skipped) {
                if (!names.contains(skip)) {
                    throw Unanswerable.invalid(
                            "policy to skip: " + skip + " (expected: one that applies: "
                                    + String.join(", ", names.stream().sorted().toList()) + ")",
                            "name one of those, or none");
                }
            }
            List<CompiledPolicy> kept = applying.stream()
                    .filter(policy -> !skipped.contains(policy.name()))
                    .toList();
            return Stream.concat(kept.stream(), added.stream().filter(policy -> !kept.contains(policy)))
                    .toList();
        };
    }

    private static PolicyTestApi.@Nullable Gate gate(Admission admission) {
        return switch (admission) {
            case Admission.Admitted _ -> null;
            case Admission.Refused refused -> {
                Denial denial = refused.denial();
                yield new PolicyTestApi.Gate(
                        refused.reason().name(),
                        denial == null
                                ? refused.detail()
                                : refused.detail() + ": " + denial.explain().text());
            }
        };
    }
}
