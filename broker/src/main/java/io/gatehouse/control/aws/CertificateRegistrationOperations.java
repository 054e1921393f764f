package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import java.nio.charset.StandardCharsets;

/** Device certificates that were issued elsewhere, by a registered authority or by anybody. */
final class CertificateRegistrationOperations implements OperationGroup {
    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;

    CertificateRegistrationOperations(Registry registry, Arns arns, RegistryAnswers answers) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.creation("RegisterCertificate", this::register)
                .creation("RegisterCertificateWithoutCA", this::registerWithoutCa);
    }

    private JsonObject register(Call call) {
        byte[] certificate = pem(call);
        String authority = call.body().text("caCertificatePem");
        CertificateStatus status = status(call, call.query().isTrue("setAsActive"));
        return made(
                call,
                answers.done(registry.registrations()
                        .register(
                                certificate,
                                authority == null ? null : authority.getBytes(StandardCharsets.UTF_8),
                                status)));
    }

    private JsonObject registerWithoutCa(Call call) {
        return made(call, answers.done(registry.registrations().registerWithoutCa(pem(call), status(call, false))));
    }

    private static byte[] pem(Call call) {
        return call.body().requiredText("certificatePem").getBytes(StandardCharsets.UTF_8);
    }

    /** @param setAsActive the older way to ask for ACTIVE; alone or beside that very status */
    private static CertificateStatus status(Call call, boolean setAsActive) {
        String asked = call.body().text("status");
        if (asked == null) {
            return setAsActive ? CertificateStatus.ACTIVE : CertificateStatus.INACTIVE;
        }
        if (setAsActive && !asked.equals("ACTIVE")) {
            throw OperationRefused.invalid(
                    "status: " + Json.quoted(asked) + " (expected: ACTIVE or none beside setAsActive)");
        }
        return CertificateOperations.settable("status", asked);
    }

    private JsonObject made(Call call, Certificate certificate) {
        call.made(CertificateOperations.subject(registry, arns, certificate.id()));
        return CertificateOperations.arnAndId(arns, certificate.id()).build();
    }
}
