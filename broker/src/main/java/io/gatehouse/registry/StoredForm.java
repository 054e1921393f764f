package io.gatehouse.registry;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as they are stored: JSON objects with their version in {@code v}. {@link StoredRecord} reads them.
 *
 * <p>A later version may add members, which older brokers ignore, as long as ignoring them lets nobody in; anything
 * else raises {@code v}, which older brokers refuse. That is why a thing in a group and an exclusive attachment have 2,
 * where others of their kind still have 1: to an older broker, a Deny that comes by a group would not be there. A
 * dynamic group has 2 because it would be an empty static one there.
 */
final class StoredForm {
    private static final int FIRST = 1;
    private static final int SECOND = 2;

    private StoredForm() {}

    static byte[] of(Thing thing) {
        JsonValue.ObjectBuilder form = begin(thing.groups().isEmpty() ? FIRST : SECOND)
                .putIfPresent("type", thing.typeName())
                .putIfPresent("billingGroup", thing.billingGroup())
                .put("attributes", attributes(thing.attributes()))
                .put("version", thing.version())
                .put("createdAt", thing.createdAt().toEpochMilli());
        return bytes(thing.groups().isEmpty() ? form : form.put("groups", JsonValue.ofStrings(thing.groups())));
    }

    static byte[] of(Certificate certificate) {
        return bytes(begin(FIRST)
                .put("der", base64(certificate.der()))
                .put("status", certificate.status().name())
                .put("notBefore", certificate.notBefore().toEpochMilli())
                .put("notAfter", certificate.notAfter().toEpochMilli())
                .put("subject", certificate.subject())
                .put("issuer", certificate.issuer())
                .put("serial", certificate.serialHex())
                .put("createdAt", certificate.createdAt().toEpochMilli())
                .put("lastModifiedAt", certificate.lastModifiedAt().toEpochMilli())
                .putIfPresent("ca", certificate.caId())
                .putIfPresent("mode", mode(certificate.mode())));
    }

    /** What was written before there were modes is the same as what has the first. */
    static @Nullable String mode(CertificateMode mode) {
        return mode == CertificateMode.DEFAULT ? null : mode.name();
    }

    static byte[] of(CaCertificate ca) {
        JsonValue.ObjectBuilder form = begin(FIRST)
                .put("der", base64(ca.der()))
                .put("status", ca.status().name())
                .put("subject", ca.subject())
                .put("serial", ca.serialHex())
                .put("notBefore", ca.notBefore().toEpochMilli())
                .put("notAfter", ca.notAfter().toEpochMilli())
                .put("createdAt", ca.createdAt().toEpochMilli())
                .put("lastModifiedAt", ca.lastModifiedAt().toEpochMilli());
        return bytes(registering(form, ca));
    }

    /** How devices of a CA are registered; the same in {@link RegistryDocument}. */
    static JsonValue.ObjectBuilder registering(JsonValue.ObjectBuilder form, CaCertificate ca) {
        form.putIfPresent("mode", mode(ca.mode()));
        if (ca.autoRegistration()) {
            form.put("autoRegistration", true);
        }
        RegistrationConfig config = ca.config();
        return config == null
                ? form
                : form.putIfPresent("templateName", config.templateName())
                        .putIfPresent("templateBody", config.templateBody())
                        .putIfPresent("templateRole", config.roleArn());
    }

    static byte[] of(ProvisioningTemplate template) {
        JsonValue.ObjectBuilder form = settings(begin(FIRST), template)
                .put("createdAt", template.createdAt().toEpochMilli())
                .put("lastModifiedAt", template.lastModifiedAt().toEpochMilli());
        List<JsonValue> versions = new ArrayList<>();
        for (TemplateVersion version : template.versions()) {
            versions.add(JsonValue.object()
                    .put("number", version.number())
                    .put("body", version.body())
                    .put("createdAt", version.createdAt().toEpochMilli())
                    .build());
        }
        return bytes(form.put("versions", JsonValue.of(versions)));
    }

    /** All of a template but its name, its times and its texts; the same in {@link RegistryDocument}. */
    static JsonValue.ObjectBuilder settings(JsonValue.ObjectBuilder form, ProvisioningTemplate template) {
        ProvisioningHook hook = template.hook();
        return form.put("description", template.description())
                .put("type", template.type().name())
                .put("enabled", template.enabled())
                .putIfPresent("role", template.roleArn())
                .putIfPresent("hookTarget", hook == null ? null : hook.targetArn())
                .putIfPresent("hookVersion", hook == null ? null : hook.payloadVersion())
                .put("default", template.defaultVersion())
                .put("newest", template.newest());
    }

    static byte[] ofRegistrationCode(String code) {
        return bytes(begin(FIRST).put("code", code));
    }

    /** Form 1 had the one document in it; since form 2 each version is a record of its own. */
    static byte[] of(Policy policy) {
        return bytes(begin(SECOND)
                .put("default", policy.version())
                .put("newest", policy.newest())
                .put("createdAt", policy.createdAt().toEpochMilli()));
    }

    static byte[] of(PolicyVersion version) {
        return bytes(begin(FIRST)
                .put("document", version.document())
                .put("createdAt", version.createdAt().toEpochMilli()));
    }

    static byte[] of(EventConfiguration configuration) {
        JsonValue.ObjectBuilder form = begin(FIRST)
                .put(
                        "enabled",
                        JsonValue.ofStrings(configuration.enabled().stream()
                                .map(EventType::name)
                                .toList()));
        Instant createdAt = configuration.createdAt();
        Instant lastModifiedAt = configuration.lastModifiedAt();
        if (createdAt != null && lastModifiedAt != null) {
            form.put("createdAt", createdAt.toEpochMilli()).put("lastModifiedAt", lastModifiedAt.toEpochMilli());
        }
        return bytes(form);
    }

    static byte[] of(BillingGroup group) {
        return bytes(begin(FIRST)
                .put("description", group.description())
                .put("version", group.version())
                .put("createdAt", group.createdAt().toEpochMilli()));
    }

    static byte[] of(Tags tags) {
        return bytes(begin(FIRST).put("tags", attributes(tags.values())));
    }

    static byte[] of(ThingType type) {
        JsonValue.ObjectBuilder form = begin(FIRST)
                .put("description", type.description())
                .put("searchable", JsonValue.ofStrings(type.searchableAttributes()))
                .put("createdAt", type.createdAt().toEpochMilli());
        if (!type.propagatingAttributes().isEmpty()) {
            form.put("propagating", PropagatingReading.form(type.propagatingAttributes()));
        }
        Instant deprecatedAt = type.deprecatedAt();
        return bytes(deprecatedAt == null ? form : form.put("deprecatedAt", deprecatedAt.toEpochMilli()));
    }

    static byte[] of(ThingGroup group) {
        MemberQuery query = group.query();
        return bytes(begin(query == null ? FIRST : SECOND)
                .putIfPresent("parent", group.parent())
                .putIfPresent("query", query == null ? null : query.text())
                .put("description", group.description())
                .put("attributes", attributes(group.attributes()))
                .put("version", group.version())
                .put("createdAt", group.createdAt().toEpochMilli()));
    }

    /** Its key says it all. */
    static byte[] ofAttachment() {
        return bytes(begin(FIRST));
    }

    static byte[] ofAttachment(ThingPrincipalType type) {
        return switch (type) {
            case NON_EXCLUSIVE_THING -> ofAttachment();
            case EXCLUSIVE_THING -> bytes(begin(SECOND).put("type", type.name()));
        };
    }

    private static JsonValue.ObjectBuilder begin(int form) {
        return JsonValue.object().put("v", form);
    }

    private static JsonValue attributes(Map<String, String> attributes) {
        JsonValue.ObjectBuilder object = JsonValue.object();
        attributes.forEach(object::put);
        return object.build();
    }

    private static byte[] bytes(JsonValue.ObjectBuilder object) {
        return Json.print(object.build()).getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(Der der) {
        return Base64.getEncoder().encodeToString(der.bytes());
    }
}
