package io.gatehouse.control.aws;

import io.gatehouse.admission.Simulation;
import io.gatehouse.indexing.FleetIndex;
import io.gatehouse.indexing.ThingConnectivity;
import io.gatehouse.loop.Clock;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.provisioning.DeviceCertificates;
import io.gatehouse.provisioning.TemplateCatalogue;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.provisioning.bulk.BulkRegistration;
import io.gatehouse.provisioning.fleet.ProvisioningClaims;
import io.gatehouse.registry.Registry;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts a {@link ControlPlane} together from the nouns that it shall answer for. At start, one thread. */
public final class ControlPlaneBuilder {
    private final Operations operations = Operations.load();
    private final Handlers.Builder handlers = new Handlers.Builder(operations);
    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;
    private AnswerCount count = (_, _, _, _) -> {};
    private @Nullable FirstOperatorRequest firstOperator;

    ControlPlaneBuilder(Registry registry, PolicyScope scope) {
        this.registry = registry;
        this.arns = new Arns(scope);
        this.answers = new RegistryAnswers(arns);
    }

    private ControlPlaneBuilder add(OperationGroup... groups) {
        for (OperationGroup group : groups) {
            group.addTo(handlers);
        }
        return this;
    }

    /**
     * Things, types, groups, policies, attachments, certificates that are there already, and what is told of them.
     *
     * @param limits of policy documents, as the registry has them
     */
    public ControlPlaneBuilder registry(PolicyLimits limits) {
        return add(
                new ThingOperations(registry, arns, answers),
                new ThingPrincipalOperations(registry, arns, answers),
                new ThingTypeOperations(registry, arns, answers),
                new ThingGroupOperations(registry, arns, answers),
                new GroupMemberOperations(registry, arns, answers),
                new BillingGroupOperations(registry.billingGroups(), arns, answers),
                new BillingGroupMemberOperations(registry, arns, answers),
                new PolicyOperations(registry, arns, answers, limits),
                new PolicyVersionOperations(registry, arns, answers, limits),
                new AttachmentOperations(registry, arns, answers),
                new EffectivePolicyOperations(registry, arns),
                new CertificateOperations(registry, arns, answers),
                new EventConfigurationOperations(registry.eventConfigurations(), arns, answers),
                new TagOperations(registry.tags(), arns, answers));
    }

    /** TestAuthorization. */
    public ControlPlaneBuilder authorization(Simulation simulation) {
        return add(new AuthorizationOperations(registry, simulation, arns));
    }

    /**
     * Certificates that are issued here or registered from elsewhere, and the authorities whose devices may come.
     *
     * @param issuing into the same registry; null where this broker has no authority that issues:
     *     CreateKeysAndCertificate and CreateCertificateFromCsr are refused then, all else is answered
     */
    public ControlPlaneBuilder certificates(@Nullable DeviceCertificates issuing) {
        return add(
                new CertificateIssueOperations(issuing, registry, arns, answers),
                new CertificateRegistrationOperations(registry, arns, answers),
                new AuthorityOperations(registry.authorities(), arns, answers),
                new RegistrationCodeOperations(registry.authorities(), arns, answers));
    }

    /**
     * Provisioning templates and RegisterThing.
     *
     * @param registrar into the same registry; one without an authority refuses templates with a signing request
     */
    public ControlPlaneBuilder provisioning(ThingRegistrar registrar) {
        TemplateCatalogue catalogue = new TemplateCatalogue(registry);
        return add(
                new ProvisioningTemplateOperations(catalogue, registry.templates(), arns, answers),
                new ProvisioningTemplateVersionOperations(catalogue, registry.templates(), arns, answers),
                new ThingRegistrationOperations(registrar, registry, arns));
    }

    /** @param claims that CreateProvisioningClaim makes, where the gate asks for them */
    public ControlPlaneBuilder claims(ProvisioningClaims claims) {
        return add(new ProvisioningClaimOperations(claims, registry.templates(), arns));
    }

    /** @param tasks of the registrar that {@link #provisioning} has */
    public ControlPlaneBuilder bulkRegistration(BulkRegistration tasks) {
        return add(new ThingRegistrationTaskOperations(tasks));
    }

    /**
     * Fleet indexing: the index {@code AWS_Things}, and the connectivity of single things.
     *
     * @param connectivity what the broker knows of the connections of things
     */
    public ControlPlaneBuilder fleetIndexing(ThingConnectivity connectivity, Clock clock) {
        return add(
                new IndexOperations(new FleetIndex(registry, connectivity, ThingOperations::id, clock)),
                new IndexingConfigurationOperations(arns),
                new ThingConnectivityOperations(registry, connectivity));
    }

    /**
     * Where devices connect: DescribeEndpoint, and domain configurations, which are shown as they are configured.
     *
     * @param named what has a certificate of its own, as it is now
     */
    public ControlPlaneBuilder endpoints(EndpointNames names, DomainDoors doors, Supplier<List<NamedDomain>> named) {
        return add(new EndpointOperations(names), new DomainConfigurationOperations(names, doors, named, arns));
    }

    /** @param told of every answer */
    public ControlPlaneBuilder counting(AnswerCount told) {
        count = told;
        return this;
    }

    /** @param made by whoever shows a token; unsaid, nobody comes in by one */
    public ControlPlaneBuilder firstOperator(FirstOperator made) {
        firstOperator = new FirstOperatorRequest(made);
        return this;
    }

    public ControlPlane build(Callers callers, AuditTrail audit) {
        return new ControlPlane(operations, handlers.build(), callers, audit, count, firstOperator);
    }
}
