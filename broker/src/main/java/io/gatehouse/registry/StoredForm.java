package io.gatehouse.registry;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.StoreException;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as they are stored: JSON objects with their version in {@code v}.
 *
 * <p>A later version may add members, which older brokers ignore, as long as ignoring them lets nobody in; anything
 * else raises {@code v}, which older brokers refuse. What cannot be read stops the start: a certificate or a Deny that
 * is skipped would be a hole.
 */
final class StoredForm {
    private static final int VERSION = 1;
    private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 4, 1 << 20, 1024, 10_000);

    private final String where;
    private final JsonObject object;

    private StoredForm(String where, JsonObject object) {
        this.where = where;
        this.object = object;
    }

    // ---- Records to bytes

    static byte[] of(Thing thing) {
        JsonValue.ObjectBuilder attributes = JsonValue.object();
        thing.attributes().forEach(attributes::put);
        return bytes(begin().putIfPresent("type", thing.typeName())
                .put("attributes", attributes.build())
                .put("version", thing.version())
                .put("createdAt", thing.createdAt().toEpochMilli()));
    }

    static byte[] of(Certificate certificate) {
        return bytes(begin().put("der", base64(certificate.der()))
                .put("status", certificate.status().name())
                .put("notBefore", certificate.notBefore().toEpochMilli())
                .put("notAfter", certificate.notAfter().toEpochMilli())
                .put("subject", certificate.subject())
                .put("issuer", certificate.issuer())
                .put("serial", certificate.serialHex())
                .put("createdAt", certificate.createdAt().toEpochMilli())
                .put("lastModifiedAt", certificate.lastModifiedAt().toEpochMilli())
                .putIfPresent("ca", certificate.caId()));
    }

    static byte[] of(CaCertificate ca) {
        return bytes(begin().put("der", base64(ca.der()))
                .put("status", ca.status().name())
                .put("subject", ca.subject())
                .put("serial", ca.serialHex())
                .put("notBefore", ca.notBefore().toEpochMilli())
                .put("notAfter", ca.notAfter().toEpochMilli())
                .put("createdAt", ca.createdAt().toEpochMilli())
                .put("lastModifiedAt", ca.lastModifiedAt().toEpochMilli()));
    }

    static byte[] of(Policy policy) {
        return bytes(begin().put("document", policy.document())
                .put("version", policy.version())
                .put("createdAt", policy.createdAt().toEpochMilli()));
    }

    /** Its key says it all. */
    static byte[] ofAttachment() {
        return bytes(begin());
    }

    private static JsonValue.ObjectBuilder begin() {
        return JsonValue.object().put("v", VERSION);
    }

    private static byte[] bytes(JsonValue.ObjectBuilder object) {
        return Json.print(object.build()).getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(Der der) {
        return Base64.getEncoder().encodeToString(der.bytes());
    }

    // ---- Bytes to records

    /** @throws StoreException not a record this version can read */
    static StoredForm read(Entry entry) throws StoreException {
        String where = String.join(" ", entry.key().parts());
        return switch (Json.parse(entry.value(), LIMITS)) {
            case JsonParse.Parsed(JsonObject object) -> {
                StoredForm form = new StoredForm(where, object);
                long version = form.number("v");
                if (version != VERSION) {
                    throw new StoreException("registry record " + where + ": version " + version + " (expected: "
                            + VERSION + "); nothing was changed; start the version of the broker that wrote it");
                }
                yield form;
            }
            case JsonParse.Parsed(JsonValue other) -> throw unreadable(where, other.kind() + " (expected: an object)");
            case JsonParse.Malformed(var position, var message) -> throw unreadable(where, message);
        };
    }

    Thing thing(String name) throws StoreException {
        if (!(object.member("attributes") instanceof JsonObject stored)) {
            throw unreadable(where, "attributes: missing (expected: an object)");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (JsonObject.Member member : stored.members()) {
            if (!(member.value() instanceof JsonString value)) {
                throw unreadable(where, "attributes: " + member.value().kind() + " (expected: strings)");
            }
            attributes.put(member.name(), value.text());
        }
        return new Thing(name, textOrNull("type"), attributes, number("version"), time("createdAt"));
    }

    Certificate certificate(String id) throws StoreException {
        return new Certificate(
                id,
                der(id),
                constant(CertificateStatus.class),
                time("notBefore"),
                time("notAfter"),
                text("subject"),
                text("issuer"),
                text("serial"),
                time("createdAt"),
                time("lastModifiedAt"),
                textOrNull("ca"));
    }

    CaCertificate ca(String id) throws StoreException {
        return new CaCertificate(
                id,
                der(id),
                constant(CaStatus.class),
                text("subject"),
                text("serial"),
                time("notBefore"),
                time("notAfter"),
                time("createdAt"),
                time("lastModifiedAt"));
    }

    String document() throws StoreException {
        return text("document");
    }

    long version() throws StoreException {
        return number("version");
    }

    Instant createdAt() throws StoreException {
        return time("createdAt");
    }

    private Der der(String id) throws StoreException {
        Der der;
        try {
            der = new Der(Base64.getDecoder().decode(text("der")));
        } catch (IllegalArgumentException notBase64) {
            throw unreadable(where, "der: not base64 (expected: a certificate)");
        }
        if (!der.id().equals(id)) {
            throw unreadable(where, "der: another certificate (expected: the one with this id)");
        }
        return der;
    }

    private <E extends Enum<E>> E constant(Class<E> type) throws StoreException {
        String name = text("status");
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException unknown) {
            throw unreadable(where, "status: " + name + " (expected: a status this version knows)");
        }
    }

    private Instant time(String member) throws StoreException {
        return Instant.ofEpochMilli(number(member));
    }

    private String text(String member) throws StoreException {
        String text = textOrNull(member);
        if (text == null) {
            throw unreadable(where, member + ": missing (expected: a string)");
        }
        return text;
    }

    private @Nullable String textOrNull(String member) throws StoreException {
        JsonValue value = object.member(member);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonString string) {
            return string.text();
        }
        throw unreadable(where, member + ": " + value.kind() + " (expected: a string)");
    }

    private long number(String member) throws StoreException {
        if (object.member(member) instanceof JsonNumber number) {
            Long value = number.toLong();
            if (value != null) {
                return value;
            }
        }
        throw unreadable(where, member + ": missing (expected: a whole number)");
    }

    private static StoreException unreadable(String where, String problem) {
        return new StoreException("registry record " + where + ": cannot be read: " + problem
                + "; the broker does not start with half a registry; restore a backup");
    }
}
