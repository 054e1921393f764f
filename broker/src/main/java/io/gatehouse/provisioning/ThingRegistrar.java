package io.gatehouse.provisioning;

import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.Issuance;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.ThingRegistration;
import io.gatehouse.registry.ThingRegistration.Registered;
import io.gatehouse.registry.ThingRegistration.Source;
import io.gatehouse.registry.ThingRegistration.WantedCertificate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RegisterThing: does what a plan says, in one commit of the registry, or nothing. Asked again for the same certificate
 * it changes nothing; a plan with a signing request has a new certificate issued each time.
 *
 * <p>Virtual threads; blocks until the store has it.
 */
public final class ThingRegistrar {
    private final Registry registry;
    private final @Nullable DeviceIssuer issuer;
    private final PolicyScope scope;

    /** @param issuer null where this broker certifies nobody: plans with a signing request are refused then */
    public ThingRegistrar(Registry registry, @Nullable DeviceIssuer issuer, PolicyScope scope) {
        this.registry = registry;
        this.issuer = issuer;
        this.scope = scope;
    }

    /** For an operator, who may say which certificate it is. */
    public ThingProvisioning register(ProvisioningPlan plan) {
        return switch (plan.certificate()) {
            case CertificateMethod.ById(var id) -> register(plan, new Source.Registered(id));
            case CertificateMethod.ByPem(var pem, var caPem) -> register(plan, new Source.Signed(pem, caPem));
            case CertificateMethod.ByRequest(var csr) -> issued(plan, csr);
        };
    }

    /**
     * For a device, which is provisioned with the certificate it has and no other.
     *
     * @param certificateId of the certificate that the device came with or was just given
     */
    public ThingProvisioning registerOwn(ProvisioningPlan plan, String certificateId) {
        return plan.certificate() instanceof CertificateMethod.ById(var id) && id.equals(certificateId)
                ? register(plan, new Source.Registered(id))
                : new ThingProvisioning.NotItsOwn("CertificateId: another one (expected: {\"Ref\":\""
                        + TemplateBody.CERTIFICATE_ID + "\"}, the certificate of the device)");
    }

    private ThingProvisioning issued(ProvisioningPlan plan, String csr) {
        if (issuer == null) {
            return new ThingProvisioning.NotIssued(new Issuance.Unavailable(
                    "authority: none here (expected: one that certifies devices, or a template with CertificatePem)"));
        }
        return switch (issuer.certify(csr)) {
            case Issuance.Certified(var certificate) -> register(plan, new Source.Issued(certificate));
            case Issuance why -> new ThingProvisioning.NotIssued(why);
        };
    }

    private ThingProvisioning register(ProvisioningPlan plan, Source source) {
        ThingRegistration wanted = new ThingRegistration(
                plan.thing(), new WantedCertificate(source, plan.status(), plan.onStatus()), plan.policies());
        return switch (registry.registerThing(wanted)) {
            case ResourceResult.Done<Registered>(var registered) ->
                new ThingProvisioning.Provisioned(registered, arns(plan.names(), registered));
            case ResourceResult<Registered> refused -> new ThingProvisioning.NotRegistered(refused);
        };
    }

    private Map<String, String> arns(LogicalNames names, Registered registered) {
        Map<String, String> arns = new LinkedHashMap<>();
        if (names.thing() != null && registered.thing() != null) {
            arns.put(names.thing(), scope.arn("thing/" + registered.thing().name()));
        }
        arns.put(
                names.certificate(),
                scope.arn("cert/" + registered.certificate().id()));
        names.policies().forEach((logical, policy) -> arns.put(logical, scope.arn("policy/" + policy)));
        return arns;
    }
}
