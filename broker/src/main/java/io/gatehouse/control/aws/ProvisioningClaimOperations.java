package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.provisioning.fleet.ClaimCreation;
import io.gatehouse.provisioning.fleet.ProvisioningClaims;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.ProvisioningTemplate;
import io.gatehouse.registry.ProvisioningTemplates;
import io.gatehouse.registry.TemplateType;

/** Claims for five minutes, with which one template can be followed. */
final class ProvisioningClaimOperations implements OperationGroup {
    private final ProvisioningClaims claims;
    private final ProvisioningTemplates templates;
    private final Arns arns;

    ProvisioningClaimOperations(ProvisioningClaims claims, ProvisioningTemplates templates, Arns arns) {
        this.claims = claims;
        this.templates = templates;
        this.arns = arns;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.creation("CreateProvisioningClaim", this::create);
    }

    private JsonObject create(Call call) {
        ProvisioningTemplate template =
                ProvisioningTemplateOperations.existing(templates, ProvisioningTemplateOperations.name(call));
        if (template.type() != TemplateType.FLEET_PROVISIONING) {
            throw OperationRefused.invalid("template " + template.name() + ": type " + template.type()
                    + " (expected: FLEET_PROVISIONING; with JITP devices need no claim)");
        }
        return switch (claims.create(template.name())) {
            case ClaimCreation.Created(Certificate claim, var publicKey, var privateKey) -> {
                call.made(new Subject(
                        arns.template(template.name()) + " -> " + arns.certificate(claim.id()),
                        () -> JsonValue.of(claim.id())));
                yield JsonValue.object()
                        .put("certificateId", claim.id())
                        .put("certificatePem", claim.pem())
                        .put("keyPair", IssuanceAnswers.keyPair(publicKey, privateKey))
                        .put("expiration", RegistryAnswers.seconds(claim.notAfter()))
                        .build();
            }
            case ClaimCreation.NotIssued(var why) -> throw IssuanceAnswers.refusal(why);
        };
    }
}
