package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.registry.CertificateChecks.Reading;
import io.gatehouse.registry.Provisioning.Provisioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A thing, its certificate and its policy in one commit. Under the writer's lock. */
final class ProvisioningPlans {
    private final Index index;
    private final ThingPlans things;
    private final CertificatePlans certificates;
    private final PolicyPlans policies;

    ProvisioningPlans(Index index, ThingPlans things, CertificatePlans certificates, PolicyPlans policies) {
        this.index = index;
        this.things = things;
        this.certificates = certificates;
        this.policies = policies;
    }

    Plan<Provisioned> provision(Provisioning wanted, Reading reading) {
        String problem = things.problem(wanted.thingName(), null, wanted.typeName(), wanted.attributes());
        if (problem != null) {
            return Plan.invalid(problem);
        }
        if (index.thing(wanted.thingName()) != null) {
            return Plan.alreadyExists(Kind.THING, wanted.thingName());
        }
        return switch (policies.wanted(wanted.policyName(), wanted.policyDocument())) {
            case RegistryResult.Done<Policy>(var policy) ->
                switch (certificates.prepare(reading, wanted.status())) {
                    case RegistryResult.Done<Certificate>(var certificate) -> commit(wanted, certificate, policy);
                    case RegistryResult<Certificate> refused -> refused(refused);
                };
            case RegistryResult<Policy> refused -> refused(refused);
        };
    }

    private static Plan<Provisioned> refused(RegistryResult<?> result) {
        return new Plan.Answer<>(result.map(done -> {
            throw new IllegalStateException("provision: done (expected: a refusal)");
        }));
    }

    private Plan<Provisioned> commit(Provisioning wanted, Certificate certificate, Policy policy) {
        Thing thing = things.fresh(wanted.thingName(), wanted.typeName(), wanted.attributes());
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Create(Keys.thing(thing.name()), StoredForm.of(thing)));
        changes.add(new Change.Create(Keys.certificate(certificate.id()), StoredForm.of(certificate)));
        if (index.policy(policy.name()) == null) {
            changes.addAll(PolicyPlans.creation(policy));
        }
        changes.add(new Attachment(Kind.THING, thing.name(), certificate.id()).creation());
        changes.add(new Attachment(Kind.POLICY, policy.name(), certificate.id()).creation());
        return new Plan.Commit<>(
                changes,
                () -> index.put(certificate, thing, policy),
                List.of(
                        new RegistryChange.CertificateChanged(certificate.id(), null, certificate.status()),
                        new RegistryChange.ThingChanged(thing.name(), Set.of(certificate.id()))),
                true,
                new Provisioned(thing, certificate, policy));
    }
}
