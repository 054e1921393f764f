package io.gatehouse.control.aws;

import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Registry;
import java.util.ArrayList;
import java.util.List;

/** Puts a {@link ControlPlane} together from the nouns that it shall answer for. At start, one thread. */
public final class ControlPlaneBuilder {
    private final Operations operations = Operations.load();
    private final List<OperationGroup> groups = new ArrayList<>();

    ControlPlaneBuilder() {}

    /**
     * Things, types, groups, policies, attachments, and certificates that are there already.
     *
     * @param scope of the ARNs
     * @param limits of policy documents, as the registry has them
     */
    public ControlPlaneBuilder registry(Registry registry, PolicyScope scope, PolicyLimits limits) {
        Arns arns = new Arns(scope);
        RegistryAnswers answers = new RegistryAnswers(arns);
        groups.add(new ThingOperations(registry, arns, answers));
        groups.add(new ThingPrincipalOperations(registry, arns, answers));
        groups.add(new ThingTypeOperations(registry, arns, answers));
        groups.add(new ThingGroupOperations(registry, arns, answers));
        groups.add(new GroupMemberOperations(registry, arns, answers));
        groups.add(new PolicyOperations(registry, arns, answers, limits));
        groups.add(new PolicyVersionOperations(registry, arns, answers, limits));
        groups.add(new AttachmentOperations(registry, arns, answers));
        groups.add(new EffectivePolicyOperations(registry, arns));
        groups.add(new CertificateOperations(registry, arns, answers));
        return this;
    }

    public ControlPlaneBuilder endpoints(EndpointNames names) {
        groups.add(new EndpointOperations(names));
        return this;
    }

    public ControlPlane build(Callers callers, AuditTrail audit) {
        Handlers.Builder handlers = new Handlers.Builder(operations);
        groups.forEach(group -> group.addTo(handlers));
        return new ControlPlane(operations, handlers.build(), callers, audit);
    }
}
