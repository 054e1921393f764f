package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.util.List;
import java.util.Set;

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
        if (index.has(attachment)) {
            return Plan.unchanged(attachment);
        }
        if (principal.policies().size() >= limits.policiesPerCertificate()) {
            return Plan.conflict(
                    "certificate " + certificateId + " has "
                            + principal.policies().size() + " policies (expected: at most "
                            + limits.policiesPerCertificate() + ")",
                    "detach one, or join two documents");
        }
        return attach(attachment, () -> index.attach(policy, certificateId));
    }

    Plan<Attachment> attachThing(String thingName, String certificateId) {
        Thing thing = index.thing(thingName);
        if (thing == null) {
            return Plan.notFound(Kind.THING, thingName);
        }
        if (index.principal(certificateId) == null) {
            return Plan.notFound(Kind.CERTIFICATE, certificateId);
        }
        Attachment attachment = new Attachment(Kind.THING, thingName, certificateId);
        if (index.has(attachment)) {
            return Plan.unchanged(attachment);
        }
        return attach(attachment, () -> index.attach(thing, certificateId));
    }

    private static Plan<Attachment> attach(Attachment attachment, Runnable apply) {
        return new Plan.Commit<>(
                List.of(new Change.Create(Keys.attachment(attachment), StoredForm.ofAttachment())),
                apply,
                told(attachment),
                true,
                attachment);
    }

    Plan<Attachment> detach(Kind kind, String name, String certificateId) {
        Attachment attachment = new Attachment(kind, name, certificateId);
        if (!index.has(attachment)) {
            return Plan.notFound(Kind.ATTACHMENT, name + " to " + certificateId);
        }
        return new Plan.Commit<>(
                List.of(new Change.Delete(Keys.attachment(attachment))),
                () -> index.detach(attachment),
                told(attachment),
                true,
                attachment);
    }

    private static List<RegistryChange> told(Attachment attachment) {
        Set<String> certificate = Set.of(attachment.certificateId());
        return List.of(
                attachment.kind() == Kind.THING
                        ? new RegistryChange.ThingChanged(attachment.name(), certificate)
                        : new RegistryChange.PoliciesChanged(certificate));
    }
}
