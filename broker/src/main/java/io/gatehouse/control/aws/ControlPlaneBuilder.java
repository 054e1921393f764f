package io.gatehouse.control.aws;

import io.gatehouse.indexing.FleetIndex;
import io.gatehouse.indexing.ThingConnectivity;
import io.gatehouse.loop.Clock;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.provisioning.DeviceCertificates;
import io.gatehouse.provisioning.TemplateCatalogue;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Puts a {@link ControlPlane} together from the nouns that it shall answer for. At start, one thread. */
public final class ControlPlaneBuilder {
    private final Operations operations = Operations.load();
    private final List<OperationGroup> groups = new ArrayList<>();
    private IntConsumer statuses = _ -> {};

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

    /**
     * Certificates that are issued here or registered from elsewhere, and the authorities whose devices may come.
     *
     * @param registry the one of {@link #registry}, as in {@link #provisioning}
     * @param issuing null where this broker has no authority that issues: CreateKeysAndCertificate and
     *     CreateCertificateFromCsr are refused then, all else is answered
     */
    public ControlPlaneBuilder certificates(
            Registry registry, PolicyScope scope, @Nullable DeviceCertificates issuing) {
        Arns arns = new Arns(scope);
        RegistryAnswers answers = new RegistryAnswers(arns);
        groups.add(new CertificateIssueOperations(issuing, registry, arns, answers));
        groups.add(new CertificateRegistrationOperations(registry, arns, answers));
        groups.add(new AuthorityOperations(registry.authorities(), arns, answers));
        groups.add(new RegistrationCodeOperations(registry.authorities(), arns, answers));
        return this;
    }

    /**
     * Provisioning templates and RegisterThing.
     *
     * @param catalogue over the registry's templates
     * @param registrar one without an authority refuses templates with a signing request
     */
    public ControlPlaneBuilder provisioning(
            Registry registry, PolicyScope scope, TemplateCatalogue catalogue, ThingRegistrar registrar) {
        Arns arns = new Arns(scope);
        RegistryAnswers answers = new RegistryAnswers(arns);
        groups.add(new ProvisioningTemplateOperations(catalogue, registry.templates(), arns, answers));
        groups.add(new ProvisioningTemplateVersionOperations(catalogue, registry.templates(), arns, answers));
        groups.add(new ThingRegistrationOperations(registrar, registry, arns));
        return this;
    }

    /**
     * Fleet indexing: the index {@code AWS_Things}, and the connectivity of single things.
     *
     * @param connectivity what the broker knows of the connections of things
     */
    public ControlPlaneBuilder fleetIndexing(
            Registry registry, PolicyScope scope, ThingConnectivity connectivity, Clock clock) {
        FleetIndex index = new FleetIndex(registry, connectivity, ThingOperations::id, clock);
        groups.add(new IndexOperations(index));
        groups.add(new IndexingConfigurationOperations(new Arns(scope)));
        groups.add(new ThingConnectivityOperations(registry, connectivity));
        return this;
    }

    public ControlPlaneBuilder endpoints(EndpointNames names) {
        groups.add(new EndpointOperations(names));
        return this;
    }

    /** @param told of the HTTP status of every answer; by many threads at once */
    public ControlPlaneBuilder counting(IntConsumer told) {
        statuses = told;
        return this;
    }

    public ControlPlane build(Callers callers, AuditTrail audit) {
        Handlers.Builder handlers = new Handlers.Builder(operations);
        groups.forEach(group -> group.addTo(handlers));
        return new ControlPlane(operations, handlers.build(), callers, audit, statuses);
    }
}
