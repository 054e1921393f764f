package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.registry.CertificateChecks.Reading;
import io.gatehouse.registry.Enrolment.Enrolled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Devices that are to be known, each a step of {@link BulkChanges}. Under the writer's lock. */
final class EnrolmentPlans {
    private final Index index;
    private final ThingPlans things;
    private final CertificatePlans certificates;
    private final AttachmentPlans attachments;

    EnrolmentPlans(Index index, ThingPlans things, CertificatePlans certificates, AttachmentPlans attachments) {
        this.index = index;
        this.things = things;
        this.certificates = certificates;
        this.attachments = attachments;
    }

    BulkStep<Enrolled> enrol(Enrolment wanted, Reading reading) {
        return switch (reading) {
            case Reading.Unreadable(var problem) -> new BulkStep<>(Set.of(), Plan.invalid(problem));
            case Reading.Read read ->
                new BulkStep<>(
                        Set.of(
                                Keys.thing(wanted.thingName()),
                                Keys.certificate(read.der().id())),
                        enrol(wanted, read));
        };
    }

    private Plan<Enrolled> enrol(Enrolment wanted, Reading.Read reading) {
        Thing existing = index.thing(wanted.thingName());
        if (existing == null) {
            String problem = things.problem(wanted.thingName(), null, null, Map.of());
            if (problem != null) {
                return Plan.invalid(problem);
            }
        }
        Policy policy = wanted.policyName() == null ? null : index.policy(wanted.policyName());
        if (wanted.policyName() != null && policy == null) {
            return Plan.notFound(Kind.POLICY, wanted.policyName());
        }
        Thing thing = existing == null ? things.fresh(wanted.thingName(), null, Map.of()) : existing;
        List<Change> changes = new ArrayList<>();
        if (existing == null) {
            changes.add(new Change.Create(Keys.thing(thing.name()), StoredForm.of(thing)));
        }
        Principal registered = index.principal(reading.der().id());
        return registered == null
                ? newcomer(wanted, reading, thing, policy, changes)
                : complete(wanted, registered, thing, existing == null, policy, changes);
    }

    /** A certificate that appears with everything bound to it. */
    private Plan<Enrolled> newcomer(
            Enrolment wanted, Reading reading, Thing thing, @Nullable Policy policy, List<Change> changes) {
        return switch (certificates.prepare(reading, wanted.status())) {
            case RegistryResult.Done<Certificate>(var certificate) -> {
                String id = certificate.id();
                changes.add(new Change.Create(Keys.certificate(id), StoredForm.of(certificate)));
                changes.add(new Attachment(Kind.THING, thing.name(), id).creation());
                if (policy != null) {
                    changes.add(new Attachment(Kind.POLICY, policy.name(), id).creation());
                }
                yield new Plan.Commit<>(
                        changes,
                        () -> index.put(certificate, thing, policy),
                        List.of(
                                new RegistryChange.CertificateChanged(id, null, certificate.status()),
                                new RegistryChange.ThingChanged(thing.name(), Set.of(id))),
                        true,
                        new Enrolled(thing, certificate, true));
            }
            case RegistryResult<Certificate> refused ->
                new Plan.Answer<>(refused.map(done -> {
                    throw new IllegalStateException("enrol: " + done + " (expected: a refusal)");
                }));
        };
    }

    /** What a registered certificate lacks of what is wanted. */
    private Plan<Enrolled> complete(
            Enrolment wanted,
            Principal registered,
            Thing thing,
            boolean newThing,
            @Nullable Policy policy,
            List<Change> changes) {
        Certificate certificate = registered.certificate();
        String id = certificate.id();
        if (certificate.status() != wanted.status()) {
            return Plan.conflict(
                    "certificate " + id + " is " + certificate.status() + " (expected: " + wanted.status() + ")",
                    certificate.status() == CertificateStatus.REVOKED
                            ? "that is final: take a new certificate with a new key"
                            : "change its status first: gatehouse cert " + verb(wanted.status()) + " " + id);
        }
        for (BoundThing other : registered.things()) {
            if (!other.name().equals(thing.name())) {
                return Plan.conflict(
                        "certificate " + id + " has the thing " + other.name() + " (expected: " + thing.name()
                                + " or none)",
                        "give each device a certificate of its own, or: gatehouse thing detach " + other.name() + " "
                                + id);
            }
        }
        List<Runnable> applied = new ArrayList<>();
        List<RegistryChange> told = new ArrayList<>();
        if (newThing) {
            applied.add(() -> index.put(thing));
        }
        if (registered.things().isEmpty()) {
            changes.add(new Attachment(Kind.THING, thing.name(), id).creation());
            applied.add(() -> index.attach(thing, id, false));
            told.add(new RegistryChange.ThingChanged(thing.name(), Set.of(id)));
        }
        if (policy != null) {
            switch (attachments.attachPolicy(policy.name(), id)) {
                case Plan.Commit<Attachment> commit -> {
                    changes.addAll(commit.changes());
                    applied.add(commit.apply());
                    told.addAll(commit.told());
                }
                case Plan.Answer<Attachment>(RegistryResult.Done<Attachment> _) -> {} // attached already
                case Plan.Answer<Attachment>(var refused) -> {
                    return new Plan.Answer<>(refused.map(_ -> new Enrolled(thing, certificate, false)));
                }
                case Plan.Commits<Attachment> _ -> throw new IllegalStateException("attachment: several commits");
            }
        }
        Enrolled enrolled = new Enrolled(thing, certificate, !changes.isEmpty());
        return changes.isEmpty()
                ? Plan.unchanged(enrolled)
                : new Plan.Commit<>(changes, () -> applied.forEach(Runnable::run), told, true, enrolled);
    }

    private static String verb(CertificateStatus wanted) {
        return wanted == CertificateStatus.ACTIVE ? "activate" : "deactivate";
    }
}
