package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes to what is bound to a certificate. Under the writer's lock. */
final class AttachmentPlans {
    private final Index index;
    private final RegistryLimits limits;

    AttachmentPlans(Index index, RegistryLimits limits) {
        this.index = index;
        this.limits = limits;
    }

    Plan<Attachment> attachPolicy(String policyName, String certificateId) {
        Policy policy = index.policy(policyName);
        Principal principal = index.principal(certificateId);
        if (policy == null) {
            return Plan.notFound(Kind.POLICY, policyName);
        }
        if (principal == null) {
            return Plan.notFound(Kind.CERTIFICATE, certificateId);
        }
        Attachment attachment = new Attachment(Kind.POLICY, policyName, certificateId);
        if (index.certificatesOfPolicy().has(policyName, certificateId)) {
            return Plan.unchanged(attachment);
        }
        if (principal.policies().size() >= limits.policiesPerCertificate()) {
            return Plan.conflict(
                    tooMany(certificateId, principal.policies().size() + " policies", limits.policiesPerCertificate()),
                    "detach one, or join two documents");
        }
        return new Plan.Commit<>(
                List.of(attachment.creation()),
                () -> index.attach(policy, certificateId),
                told(attachment),
                true,
                attachment);
    }

    /** Where it is attached already, the way it is attached changes in place. */
    Plan<Attachment> attachThing(String thingName, String certificateId, ThingPrincipalType type) {
        Thing thing = index.thing(thingName);
        if (thing == null) {
            return Plan.notFound(Kind.THING, thingName);
        }
        Principal principal = index.principal(certificateId);
        if (principal == null) {
            return Plan.notFound(Kind.CERTIFICATE, certificateId);
        }
        boolean exclusive = type == ThingPrincipalType.EXCLUSIVE_THING;
        Attachment attachment = new Attachment(Kind.THING, thingName, certificateId);
        for (BoundThing bound : principal.things()) {
            if (bound.name().equals(thingName) && bound.exclusive() == exclusive) {
                return Plan.unchanged(attachment);
            }
        }
        Plan<Attachment> refused = refusal(principal, thingName, exclusive);
        if (refused != null) {
            return refused;
        }
        return new Plan.Commit<>(
                List.of(new Change.Put(Keys.attachment(attachment), StoredForm.ofAttachment(type))),
                () -> index.attach(thing, certificateId, exclusive),
                told(attachment),
                true,
                attachment);
    }

    private @Nullable Plan<Attachment> refusal(Principal principal, String thingName, boolean exclusive) {
        String id = principal.certificate().id();
        for (BoundThing other : principal.things()) {
            if (!other.name().equals(thingName) && (exclusive || other.exclusive())) {
                return Plan.conflict(
                        "certificate " + id + " has the thing " + other.name()
                                + (other.exclusive() ? " exclusively" : "")
                                + " (expected: no other, where one is exclusive)",
                        "detach it first: gatehouse thing detach " + other.name() + " " + id);
            }
        }
        if (principal.thing(thingName) == null && principal.things().size() >= limits.thingsPerCertificate()) {
            return Plan.conflict(
                    tooMany(id, principal.things().size() + " things", limits.thingsPerCertificate()),
                    "detach one, or give the device a certificate of its own");
        }
        return null;
    }

    private static String tooMany(String certificateId, String has, int most) {
        return "certificate " + certificateId + " has " + has + " (expected: at most " + most + ")";
    }

    Plan<Attachment> detachPolicy(String name, String certificateId) {
        return index.certificatesOfPolicy().has(name, certificateId)
                ? detach(
                        new Attachment(Kind.POLICY, name, certificateId), () -> index.detachPolicy(name, certificateId))
                : notAttached(name, certificateId);
    }

    Plan<Attachment> detachThing(String name, String certificateId) {
        return index.certificatesOfThing().has(name, certificateId)
                ? detach(new Attachment(Kind.THING, name, certificateId), () -> index.detachThing(name, certificateId))
                : notAttached(name, certificateId);
    }

    private static Plan<Attachment> notAttached(String name, String certificateId) {
        return Plan.notFound(Kind.ATTACHMENT, name + " to " + certificateId);
    }

    private static Plan<Attachment> detach(Attachment attachment, Runnable apply) {
        return new Plan.Commit<>(
                List.of(new Change.Delete(Keys.attachment(attachment))), apply, told(attachment), true, attachment);
    }

    private static List<RegistryChange> told(Attachment attachment) {
        Set<String> certificate = Set.of(attachment.certificateId());
        return List.of(
                attachment.kind() == Kind.THING
                        ? new RegistryChange.ThingChanged(attachment.name(), certificate)
                        : new RegistryChange.PoliciesChanged(certificate));
    }
}
