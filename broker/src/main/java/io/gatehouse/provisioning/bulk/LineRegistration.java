package io.gatehouse.provisioning.bulk;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import io.gatehouse.pki.Issuance;
import io.gatehouse.pki.PkiException;
import io.gatehouse.pki.SigningRequest;
import io.gatehouse.provisioning.CertificateMethod;
import io.gatehouse.provisioning.ProvisioningPlan;
import io.gatehouse.provisioning.TemplateBody;
import io.gatehouse.provisioning.TemplateEvaluation;
import io.gatehouse.provisioning.ThingProvisioning;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a device of one line: its values, literally, in the place of the template's parameters.
 *
 * <p><b>The same line again changes nothing</b>, also where it has a signing request: if the thing has a certificate
 * for the key of the request, which has not ended, that is the one that is answered, and none is issued. So a task may
 * do lines again after a crash, and a file be given again whose failed lines were corrected. A template without a thing
 * has nothing by which a device would be known again: it gets another certificate each time.
 */
final class LineRegistration {
    /** A line has one object of texts; how many and how long is the template's matter. */
    private static final JsonLimits LIMITS =
            new JsonLimits(InputLines.MOST_LINE_BYTES, 2, InputLines.MOST_LINE_BYTES, 1024, 2000);

    private static final int MOST_LOOKED_AT = 16;

    private final Registry registry;
    private final Function<ProvisioningPlan, ThingProvisioning> registrar;
    private final InstantSource time;

    /** @param registrar into the same registry */
    LineRegistration(Registry registry, Function<ProvisioningPlan, ThingProvisioning> registrar, InstantSource time) {
        this.registry = registry;
        this.registrar = registrar;
        this.time = time;
    }

    LineOutcome register(TemplateBody template, InputLine line) {
        if (line.bytes() == null) {
            return new LineOutcome.Refused(
                    "line: too long (expected: at most " + InputLines.MOST_LINE_BYTES + " bytes)");
        }
        return switch (Json.parse(line.bytes(), LIMITS)) {
            case JsonParse.Malformed(var position, var message) ->
                new LineOutcome.Refused("column " + position.column() + ": " + message);
            case JsonParse.Parsed(JsonObject object) -> register(template, object);
            case JsonParse.Parsed(JsonValue other) ->
                new LineOutcome.Refused("line: " + other.kind() + " (expected: a JSON object with the parameters)");
        };
    }

    private LineOutcome register(TemplateBody template, JsonObject line) {
        Map<String, String> parameters = new HashMap<>();
        for (JsonObject.Member member : line.members()) {
            if (!(member.value() instanceof JsonString value)) {
                return new LineOutcome.Refused("parameter " + Json.quoted(member.name()) + ": "
                        + member.value().kind() + " (expected: a string)");
            }
            parameters.put(member.name(), value.text());
        }
        return switch (template.evaluate(parameters, Map.of())) {
            case TemplateEvaluation.Refused(String problem) -> new LineOutcome.Refused(problem);
            case TemplateEvaluation.Planned(ProvisioningPlan plan) -> outcome(registrar.apply(asBefore(plan)));
        };
    }

    /** The plan with the certificate that the device has got for this key already. */
    private ProvisioningPlan asBefore(ProvisioningPlan plan) {
        if (plan.thing() == null
                || !(plan.certificate() instanceof CertificateMethod.ByRequest(String csr))
                || registry.thing(plan.thing().name()) == null) {
            return plan;
        }
        String id = certificateFor(csr, plan.thing().name());
        return id == null ? plan : plan.with(new CertificateMethod.ById(id));
    }

    private @Nullable String certificateFor(String csr, String thing) {
        try {
            byte[] key = SigningRequest.provenKey(csr).getEncoded();
            Instant now = time.instant();
            for (String id : registry.certificatesOfThing(thing, null, MOST_LOOKED_AT)) {
                Certificate certificate = registry.certificate(id);
                if (certificate != null
                        && certificate.notAfter().isAfter(now)
                        && Arrays.equals(key, keyOf(certificate))) {
                    return id;
                }
            }
        } catch (PkiException notProven) {
            return null; // whoever issues says what is wrong with it
        }
        return null;
    }

    private static byte @Nullable [] keyOf(Certificate certificate) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(certificate.der().bytes()))
                    .getPublicKey()
                    .getEncoded();
        } catch (CertificateException ofAKindThatJavaCannotRead) {
            return null;
        }
    }

    private static LineOutcome outcome(ThingProvisioning made) {
        return switch (made) {
            case ThingProvisioning.Provisioned(var registered, var arns) ->
                new LineOutcome.Registered(JsonValue.object()
                        .put("certificatePem", registered.certificate().pem())
                        .put("resourceArns", texts(arns))
                        .build());
            case ThingProvisioning.NotItsOwn(String problem) -> new LineOutcome.Refused(problem);
            case ThingProvisioning.NotIssued(Issuance.Throttled _) -> new LineOutcome.Throttled();
            case ThingProvisioning.NotIssued(Issuance.Unavailable(String problem)) ->
                new LineOutcome.Impossible(problem);
            case ThingProvisioning.NotIssued(Issuance.Refused(String problem)) -> new LineOutcome.Refused(problem);
            case ThingProvisioning.NotIssued(Issuance issued) ->
                throw new IllegalStateException("issuance: " + issued + " (expected: registered)");
            case ThingProvisioning.NotRegistered(ResourceResult.StoreFailed<?> failed) ->
                new LineOutcome.Impossible(failed.sentence());
            case ThingProvisioning.NotRegistered(var why) -> new LineOutcome.Refused(why.sentence());
        };
    }

    private static JsonObject texts(Map<String, String> arns) {
        JsonValue.ObjectBuilder object = JsonValue.object();
        new TreeMap<>(arns).forEach(object::put);
        return object.build();
    }
}
