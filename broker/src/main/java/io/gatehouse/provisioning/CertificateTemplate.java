package io.gatehouse.provisioning;

import io.gatehouse.json.Json;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.ThingRegistration.OnExisting;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code AWS::IoT::Certificate} of a template. Immutable.
 *
 * @param value what the method is about: an id, a request or a certificate
 * @param ca beside a certificate, or null
 * @param status null for ACTIVE
 */
record CertificateTemplate(
        String logicalName,
        Method method,
        Expression value,
        @Nullable Expression ca,
        @Nullable Expression status,
        OnExisting onStatus) {
    enum Method {
        ID,
        REQUEST,
        PEM
    }

    CertificateMethod evaluate(Evaluation evaluation) {
        String text = evaluation.text(value).value();
        return switch (method) {
            case ID -> {
                if (!text.matches("[0-9a-fA-F]{64}")) {
                    throw new TemplateProblem(
                            value.position(),
                            "CertificateId: " + Json.quoted(text) + " (expected: 64 hexadecimal digits)");
                }
                yield new CertificateMethod.ById(text.toLowerCase(Locale.ROOT));
            }
            case REQUEST -> new CertificateMethod.ByRequest(text);
            case PEM ->
                new CertificateMethod.ByPem(
                        text, ca == null ? null : evaluation.text(ca).value());
        };
    }

    /** In any case of letters: AWS's own example says {@code Active}. */
    CertificateStatus evaluateStatus(Evaluation evaluation) {
        if (status == null) {
            return CertificateStatus.ACTIVE;
        }
        String text = evaluation.text(status).value();
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "ACTIVE" -> CertificateStatus.ACTIVE;
            case "INACTIVE" -> CertificateStatus.INACTIVE;
            default ->
                throw new TemplateProblem(
                        status.position(), "Status: " + Json.quoted(text) + " (expected: ACTIVE or INACTIVE)");
        };
    }

    /** Whether it is the certificate that the device itself has, whatever the device says. */
    boolean isThatOfTheDevice() {
        return method == Method.ID
                && value instanceof Expression.Ref ref
                && ref.parameter().equals(TemplateBody.CERTIFICATE_ID);
    }
}
