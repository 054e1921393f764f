package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.registry.CertificateChecks.Reading;
import io.gatehouse.registry.CertificateRegistrationPlans.Signer;
import io.gatehouse.registry.ThingRegistration.OnExisting;
import io.gatehouse.registry.ThingRegistration.Registered;
import io.gatehouse.registry.ThingRegistration.Source;
import io.gatehouse.registry.ThingRegistration.WantedCertificate;
import io.gatehouse.registry.ThingRegistration.WantedPolicy;
import io.gatehouse.registry.ThingRegistration.WantedThing;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a template wants of one device, in one commit: all of it or nothing, and nothing a second time. Under the
 * writer's lock.
 *
 * <p>Two rules go beyond AWS's documentation, because what a device says of itself may be in the wanted values. A thing
 * that has another certificate gets this one too only where the template has OverrideSettings for the thing, so that
 * its author has thought of things that exist. And a revoked certificate is never provisioned.
 */
final class ThingRegistrationPlans {
    private final Index index;
    private final ThingPlans things;
    private final CertificateRegistrationPlans certificates;
    private final PolicyPlans policies;
    private final Membership membership;
    private final RegistryLimits limits;
    private final InstantSource clock;

    ThingRegistrationPlans(
            Index index,
            ThingPlans things,
            CertificateRegistrationPlans certificates,
            PolicyPlans policies,
            Membership membership,
            RegistryLimits limits,
            InstantSource clock) {
        this.index = index;
        this.things = things;
        this.certificates = certificates;
        this.policies = policies;
        this.membership = membership;
        this.limits = limits;
        this.clock = clock;
    }

    /** Which certificate it is, read already: nothing is parsed while others wait for the lock. */
    sealed interface Claim {
        /** One that is registered. */
        record Known(String id) implements Claim {}

        /** One that is registered, or from now on. */
        record Given(Reading reading, Signer signer) implements Claim {}

        /** Pure; any thread. */
        static Claim of(Source source) {
            return switch (source) {
                case Source.Registered(var id) -> new Known(id);
                case Source.Signed(var pem, var caPem) ->
                    new Given(read(pem), caPem == null ? new Signer.OneOfOurs() : new Signer.Named(read(caPem)));
                case Source.Issued(var certificate) ->
                    new Given(CertificateChecks.read(certificate), new Signer.Any(CertificateMode.DEFAULT));
            };
        }

        private static Reading read(String pem) {
            return CertificateChecks.read(pem.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** @param claim that of {@code wanted} */
    Plan<ResourceResult<Registered>> register(ThingRegistration wanted, Claim claim) {
        return switch (certificate(wanted.certificate(), claim)) {
            case ResourceResult.Done<Certificate>(var certificate) ->
                switch (policies(wanted.policies(), certificate.id())) {
                    case ResourceResult.Done<List<Policy>>(var found) -> withThing(wanted, certificate, found);
                    case ResourceResult<List<Policy>> refused -> ResourceResult.answer(refused.refused());
                };
            case ResourceResult<Certificate> refused -> ResourceResult.answer(refused.refused());
        };
    }

    private Plan<ResourceResult<Registered>> withThing(
            ThingRegistration wanted, Certificate certificate, List<Policy> found) {
        WantedThing thing = wanted.thing();
        if (thing == null) {
            return commit(certificate, null, found);
        }
        return switch (thing(thing, certificate.id())) {
            case ResourceResult.Done<Thing>(var made) -> commit(certificate, made, found);
            case ResourceResult<Thing> refused -> ResourceResult.answer(refused.refused());
        };
    }

    // ---- The certificate, as it is to be

    private ResourceResult<Certificate> certificate(WantedCertificate wanted, Claim claim) {
        return switch (claim) {
            case Claim.Known(var id) -> {
                Certificate there = index.certificate(id);
                yield there == null
                        ? new ResourceResult.ResourceNotFound<>(Kind.CERTIFICATE, id)
                        : existing(there, wanted);
            }
            case Claim.Given(var reading, var signer) -> {
                Certificate there = reading instanceof Reading.Read one
                        ? index.certificate(one.der().id())
                        : null;
                yield there == null ? certificates.prepare(reading, signer, wanted.status()) : existing(there, wanted);
            }
        };
    }

    private ResourceResult<Certificate> existing(Certificate there, WantedCertificate wanted) {
        CertificateStatus status = wanted.status();
        if (there.status() == status) {
            return new ResourceResult.Done<>(there);
        }
        return switch (there.status()) {
            case PENDING_ACTIVATION -> new ResourceResult.Done<>(there.with(status, Registry.now(clock)));
            case REVOKED, PENDING_TRANSFER ->
                new ResourceResult.CertificateState<>(
                        "certificate " + there.id() + " is " + there.status(), CertificatePlans.remedy(there.status()));
            case ACTIVE, INACTIVE ->
                switch (wanted.onStatus()) {
                    case DO_NOTHING -> new ResourceResult.Done<>(there);
                    case REPLACE -> new ResourceResult.Done<>(there.with(status, Registry.now(clock)));
                    case MERGE, FAIL ->
                        conflicts(
                                "certificate " + there.id() + " is " + there.status() + " (expected: " + status + ")",
                                "change its status first, or OverrideSettings of the template");
                };
        };
    }

    // ---- The policies

    private ResourceResult<List<Policy>> policies(List<WantedPolicy> wanted, String certificateId) {
        List<Policy> found = new ArrayList<>();
        for (WantedPolicy one : wanted) {
            switch (policy(one)) {
                case ResourceResult.Done<Policy>(var policy) -> found.add(policy);
                case ResourceResult<Policy> refused -> {
                    return refused.refused();
                }
            }
        }
        Set<String> all = new LinkedHashSet<>();
        Principal principal = index.principal(certificateId);
        if (principal != null) {
            principal.policies().forEach(policy -> all.add(policy.name()));
        }
        found.forEach(policy -> all.add(policy.name()));
        return all.size() <= limits.policiesPerCertificate()
                ? new ResourceResult.Done<>(found)
                : new ResourceResult.LimitExceeded<>(
                        "certificate " + certificateId + " would have " + all.size() + " policies (expected: at most "
                                + limits.policiesPerCertificate() + ")",
                        "detach one, or join two documents");
    }

    private ResourceResult<Policy> policy(WantedPolicy wanted) {
        return switch (policies.wanted(wanted.name(), wanted.document())) {
            case RegistryResult.Done<Policy>(var policy) -> new ResourceResult.Done<>(policy);
            case RegistryResult.NotFound<Policy>(var kind, var name) ->
                new ResourceResult.ResourceNotFound<>(kind, name);
            case RegistryResult.AlreadyExists<Policy>(var _, var name) ->
                conflicts(
                        "policy " + name + " has another document in force",
                        "give the template's policy another name, or none");
            case RegistryResult<Policy> refused -> new ResourceResult.InvalidRequest<>(refused.sentence());
        };
    }

    // ---- The thing, as it is to be

    private ResourceResult<Thing> thing(WantedThing wanted, String certificateId) {
        Thing there = index.thing(wanted.name());
        boolean attached = index.certificatesOfThing().has(wanted.name(), certificateId);
        ResourceResult<Thing> refused = attached ? null : attachment(wanted, there != null, certificateId);
        if (refused != null) {
            return refused;
        }
        ResourceResult<Thing> base = there == null ? fresh(wanted) : changed(wanted, there, attached);
        return switch (base) {
            case ResourceResult.Done<Thing>(var thing)
            when wanted.groups() != null -> grouped(wanted, wanted.groups(), thing, there != null, attached);
            case ResourceResult<Thing> other -> other;
        };
    }

    private @Nullable ResourceResult<Thing> attachment(WantedThing wanted, boolean there, String certificateId) {
        if (there && !wanted.mayBeAnothers() && index.certificatesOfThing().any(wanted.name())) {
            return conflicts(
                    "thing " + wanted.name() + " has another certificate",
                    "detach that one, or say in OverrideSettings of the template what becomes of things that exist");
        }
        Principal principal = index.principal(certificateId);
        if (principal == null) {
            return null;
        }
        for (BoundThing other : principal.things()) {
            if (other.exclusive()) {
                return conflicts(
                        "certificate " + certificateId + " has the thing " + other.name() + " exclusively",
                        "detach it first");
            }
        }
        return principal.things().size() < limits.thingsPerCertificate()
                ? null
                : new ResourceResult.LimitExceeded<>(
                        "certificate " + certificateId + " has "
                                + principal.things().size() + " things",
                        "detach one");
    }

    private ResourceResult<Thing> fresh(WantedThing wanted) {
        Map<String, String> attributes = wanted.attributes() == null
                ? Map.of()
                : new AttributeChange(wanted.attributes(), false).applyTo(Map.of());
        String problem = things.problem(wanted.name(), null, wanted.typeName(), attributes);
        if (problem != null) {
            return new ResourceResult.InvalidRequest<>(problem);
        }
        String billingGroup = wanted.billingGroup();
        return billingGroup == null || index.billingGroups().of(billingGroup) != null
                ? new ResourceResult.Done<>(things.fresh(wanted.name(), wanted.typeName(), attributes)
                        .billedTo(billingGroup))
                : new ResourceResult.ResourceNotFound<>(Kind.BILLING_GROUP, billingGroup);
    }

    private ResourceResult<Thing> changed(WantedThing wanted, Thing there, boolean attached) {
        Map<String, String> attributes = there.attributes();
        if (wanted.attributes() != null) {
            Map<String, String> asked = new AttributeChange(wanted.attributes(), false).applyTo(there.attributes());
            attributes = switch (wanted.onAttributes()) {
                case DO_NOTHING, FAIL -> there.attributes();
                case REPLACE -> asked;
                case MERGE -> new AttributeChange(wanted.attributes(), true).applyTo(there.attributes());
            };
            boolean same = there.attributes().equals(asked);
            if (wanted.onAttributes() == OnExisting.FAIL && !(attached && same)) {
                return exists(there, "attributes");
            }
        }
        String type = there.typeName();
        if (wanted.typeName() != null) {
            boolean same = wanted.typeName().equals(type);
            if (wanted.onType() == OnExisting.FAIL && !(attached && same)) {
                return exists(there, "type");
            }
            type = wanted.onType() == OnExisting.REPLACE ? wanted.typeName() : type;
        }
        if (attributes.equals(there.attributes()) && Objects.equals(type, there.typeName())) {
            return new ResourceResult.Done<>(there);
        }
        String problem = things.problem(there.name(), there.typeName(), type, attributes);
        return problem == null
                ? new ResourceResult.Done<>(there.with(type, attributes))
                : new ResourceResult.InvalidRequest<>(problem);
    }

    private ResourceResult<Thing> grouped(
            WantedThing wanted, List<String> groups, Thing thing, boolean existed, boolean attached) {
        for (String group : groups) {
            ThingGroup found = index.group(group);
            if (found == null) {
                return new ResourceResult.ResourceNotFound<>(Kind.THING_GROUP, group);
            }
            String isDynamic = DynamicGroupPlans.isDynamic(found);
            if (isDynamic != null) {
                return new ResourceResult.InvalidRequest<>(isDynamic);
            }
        }
        Set<String> asked = new LinkedHashSet<>(groups);
        OnExisting how = existed ? wanted.onGroups() : OnExisting.REPLACE;
        if (how == OnExisting.FAIL && !(attached && asked.equals(Set.copyOf(thing.groups())))) {
            return exists(thing, "groups");
        }
        if (how == OnExisting.DO_NOTHING || how == OnExisting.FAIL) {
            return new ResourceResult.Done<>(thing);
        }
        Set<String> before = Set.copyOf(thing.groups());
        Thing at = how == OnExisting.MERGE
                ? thing
                : thing.in(thing.groups().stream().filter(asked::contains).toList());
        for (String group : asked) {
            if (!at.groups().contains(group)) {
                String full = membership.refusal(at, group);
                if (full == null && !before.contains(group)) {
                    full = membership.full(group, 1);
                }
                if (full != null) {
                    return new ResourceResult.LimitExceeded<>(full, "take it out of another group first");
                }
                at = Membership.with(at, group);
            }
        }
        return new ResourceResult.Done<>(at);
    }

    private static <T> ResourceResult<T> exists(Thing thing, String what) {
        return conflicts(
                "thing " + thing.name() + " exists, and OverrideSettings of the template say FAIL for its " + what,
                "take another name");
    }

    private static <T> ResourceResult<T> conflicts(String why, String whatToDo) {
        return new ResourceResult.ResourceConflicts<>(why, whatToDo);
    }

    // ---- All of it

    private Plan<ResourceResult<Registered>> commit(
            Certificate certificate, @Nullable Thing thing, List<Policy> wanted) {
        String id = certificate.id();
        Principal before = index.principal(id);
        List<Change> changes = new ArrayList<>();
        List<RegistryChange> told = new ArrayList<>();
        if (before == null || !before.certificate().equals(certificate)) {
            changes.add(new Change.Put(Keys.certificate(id), StoredForm.of(certificate)));
            CertificateStatus was = before == null ? null : before.certificate().status();
            told.add(new RegistryChange.CertificateChanged(id, was, certificate.status()));
        }
        if (thing != null) {
            thing(thing, id, changes, told);
        }
        boolean attaches = false;
        for (Policy policy : wanted) {
            if (index.policy(policy.name()) == null) {
                changes.addAll(PolicyPlans.creation(policy));
            }
            if (!index.certificatesOfPolicy().has(policy.name(), id)) {
                changes.add(new Attachment(Kind.POLICY, policy.name(), id).creation());
                attaches = true;
            }
        }
        if (attaches) {
            told.add(new RegistryChange.PoliciesChanged(Set.of(id)));
        }
        Registered registered = new Registered(thing, certificate, wanted, !changes.isEmpty());
        return changes.isEmpty()
                ? ResourceResult.answer(new ResourceResult.Done<>(registered))
                : new Plan.Commit<>(
                        changes,
                        () -> index.bind(certificate, thing, wanted),
                        told,
                        true,
                        new ResourceResult.Done<>(registered));
    }

    private void thing(Thing thing, String certificateId, List<Change> changes, List<RegistryChange> told) {
        boolean attached = index.certificatesOfThing().has(thing.name(), certificateId);
        boolean other = !thing.equals(index.thing(thing.name()));
        if (other) {
            changes.add(new Change.Put(Keys.thing(thing.name()), StoredForm.of(thing)));
        }
        if (!attached) {
            changes.add(new Attachment(Kind.THING, thing.name(), certificateId).creation());
        }
        if (other || !attached) {
            Set<String> concerned =
                    new LinkedHashSet<>(index.certificatesOfThing().of(thing.name()));
            concerned.add(certificateId);
            told.add(new RegistryChange.ThingChanged(thing.name(), concerned));
        }
    }
}
