package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.provisioning.CertificateCreation;
import io.gatehouse.provisioning.DeviceCertificates;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import org.jspecify.annotations.Nullable;

/**
 * Device certificates that this broker's own authority issues: with a new key pair, or for a signing request. A private
 * key is in the answer and nowhere else.
 */
final class CertificateIssueOperations implements OperationGroup {
    private final @Nullable DeviceCertificates certificates;
    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;

    /** @param certificates null where this broker has no authority that issues: all is refused then */
    CertificateIssueOperations(
            @Nullable DeviceCertificates certificates, Registry registry, Arns arns, RegistryAnswers answers) {
        this.certificates = certificates;
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.creation("CreateKeysAndCertificate", this::withKeys)
                .creation("CreateCertificateFromCsr", this::fromCsr);
    }

    /** @throws OperationRefused ServiceUnavailableException */
    private DeviceCertificates issuing() {
        if (certificates == null) {
            throw new OperationRefused(
                    AwsError.SERVICE_UNAVAILABLE,
                    "authority: none here that issues certificates (expected: one in the broker's configuration; or"
                            + " issue the certificate elsewhere and call RegisterCertificate or"
                            + " RegisterCertificateWithoutCA)");
        }
        return certificates;
    }

    private static CertificateStatus status(Call call) {
        return call.query().isTrue("setAsActive") ? CertificateStatus.ACTIVE : CertificateStatus.INACTIVE;
    }

    private JsonObject withKeys(Call call) {
        return answer(call, issuing().createKeysAndCertificate(status(call)));
    }

    private JsonObject fromCsr(Call call) {
        CertificateStatus status = status(call);
        String csr = call.body().requiredText("certificateSigningRequest");
        return answer(call, issuing().createCertificateFromCsr(csr, status));
    }

    private JsonObject answer(Call call, CertificateCreation creation) {
        return switch (creation) {
            case CertificateCreation.Created(Certificate certificate) ->
                made(call, certificate).build();
            case CertificateCreation.CreatedWithKeys(var certificate, var publicKey, var privateKey) ->
                made(call, certificate)
                        .put("keyPair", IssuanceAnswers.keyPair(publicKey, privateKey))
                        .build();
            case CertificateCreation.NotIssued(var why) -> throw IssuanceAnswers.refusal(why);
            case CertificateCreation.NotRegistered(var why) ->
                throw new IllegalStateException("registration: " + answers.done(why) + " (expected: a refusal)");
        };
    }

    private JsonValue.ObjectBuilder made(Call call, Certificate certificate) {
        call.made(CertificateOperations.subject(registry, arns, certificate.id()));
        return CertificateOperations.arnAndId(arns, certificate.id()).put("certificatePem", certificate.pem());
    }
}
