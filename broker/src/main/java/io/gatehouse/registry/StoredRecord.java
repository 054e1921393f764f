package io.gatehouse.registry;

import io.gatehouse.engine.Entry;
import io.gatehouse.engine.StoreException;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One record that {@link StoredForm} wrote, being read. What cannot be read stops the start: a certificate or a Deny
 * that is skipped would be a hole.
 */
final class StoredRecord {
    private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 4, 1 << 20, 1024, 10_000);

    private final String where;
    private final JsonObject object;
    private final long form;

    private StoredRecord(String where, JsonObject object) throws StoreException {
        this.where = where;
        this.object = object;
        this.form = number("v");
    }

    /** An object within a record. */
    private StoredRecord(String where, JsonObject object, long form) {
        this.where = where;
        this.object = object;
        this.form = form;
    }

    /**
     * @param newest the newest form of this kind of record that this version knows
     * @throws StoreException not a record this version can read
     */
    static StoredRecord read(Entry entry, int newest) throws StoreException {
        String where = String.join(" ", entry.key().parts());
        return switch (Json.parse(entry.value(), LIMITS)) {
            case JsonParse.Parsed(JsonObject object) -> {
                StoredRecord record = new StoredRecord(where, object);
                if (record.form < 1 || record.form > newest) {
                    throw new StoreException("registry record " + where + ": version " + record.form + " (expected: "
                            + (newest == 1 ? "1" : "1 to " + newest)
                            + "); nothing was changed; start the version of the broker that wrote it");
                }
                yield record;
            }
            case JsonParse.Parsed(JsonValue other) -> throw unreadable(where, other.kind() + " (expected: an object)");
            case JsonParse.Malformed(var position, var message) -> throw unreadable(where, message);
        };
    }

    long form() {
        return form;
    }

    /** @param names answers with an equal name, which many things may share */
    Thing thing(String name, UnaryOperator<String> names) throws StoreException {
        String type = textOrNull("type");
        String billingGroup = textOrNull("billingGroup");
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes().forEach((attribute, value) -> attributes.put(names.apply(attribute), value));
        return new Thing(
                name,
                type == null ? null : names.apply(type),
                attributes,
                form == 1 ? List.of() : texts("groups").stream().map(names).toList(),
                billingGroup == null ? null : names.apply(billingGroup),
                number("version"),
                time("createdAt"));
    }

    /** @param names answers with an equal name, which many certificates may share */
    Certificate certificate(String id, UnaryOperator<String> names) throws StoreException {
        String ca = textOrNull("ca");
        return new Certificate(
                id,
                der(id),
                constant("status", CertificateStatus.class),
                time("notBefore"),
                time("notAfter"),
                text("subject"),
                names.apply(text("issuer")),
                text("serial"),
                time("createdAt"),
                time("lastModifiedAt"),
                ca == null ? null : names.apply(ca),
                mode());
    }

    private CertificateMode mode() throws StoreException {
        return object.has("mode") ? constant("mode", CertificateMode.class) : CertificateMode.DEFAULT;
    }

    CaCertificate ca(String id) throws StoreException {
        return new CaCertificate(
                id,
                der(id),
                constant("status", CaStatus.class),
                text("subject"),
                text("serial"),
                time("notBefore"),
                time("notAfter"),
                time("createdAt"),
                time("lastModifiedAt"),
                mode(),
                object.has("autoRegistration") && flag("autoRegistration"),
                config());
    }

    private @Nullable RegistrationConfig config() throws StoreException {
        return object.has("templateName") || object.has("templateBody")
                ? new RegistrationConfig(
                        textOrNull("templateName"), textOrNull("templateBody"), textOrNull("templateRole"))
                : null;
    }

    ProvisioningTemplate template(String name) throws StoreException {
        String hook = textOrNull("hookTarget");
        List<TemplateVersion> versions = new ArrayList<>();
        if (object.member("versions") instanceof JsonArray array) {
            for (JsonValue element : array.elements()) {
                if (!(element instanceof JsonObject version)) {
                    throw unreadable(where, "versions: " + element.kind() + " (expected: objects)");
                }
                StoredRecord stored = new StoredRecord(where, version, form);
                versions.add(
                        new TemplateVersion(stored.number("number"), stored.text("body"), stored.time("createdAt")));
            }
        }
        long chosen = number("default");
        if (versions.stream().noneMatch(version -> version.number() == chosen)) {
            throw unreadable(where, "default: " + chosen + " (expected: one of its versions)");
        }
        return new ProvisioningTemplate(
                name,
                text("description"),
                constant("type", TemplateType.class),
                flag("enabled"),
                textOrNull("role"),
                hook == null ? null : new ProvisioningHook(text("hookVersion"), hook),
                versions,
                chosen,
                number("newest"),
                time("createdAt"),
                time("lastModifiedAt"));
    }

    String registrationCode() throws StoreException {
        return text("code");
    }

    /** A kind of event that a later version turned on is one this version does not tell. */
    EventConfiguration eventConfiguration() throws StoreException {
        Set<EventType> enabled = EnumSet.noneOf(EventType.class);
        List<String> names = texts("enabled");
        for (EventType type : EventType.values()) {
            if (names.contains(type.name())) {
                enabled.add(type);
            }
        }
        return new EventConfiguration(enabled, time("createdAt"), time("lastModifiedAt"));
    }

    ThingType thingType(String name) throws StoreException {
        return new ThingType(
                name,
                text("description"),
                texts("searchable"),
                propagating(),
                object.has("deprecatedAt") ? time("deprecatedAt") : null,
                time("createdAt"));
    }

    private List<PropagatingAttribute> propagating() throws StoreException {
        List<PropagatingAttribute> attributes = new ArrayList<>();
        if (object.member("propagating") instanceof JsonArray array) {
            for (JsonValue element : array.elements()) {
                PropagatingAttribute attribute =
                        element instanceof JsonObject stored ? PropagatingReading.of(stored) : null;
                if (attribute == null) {
                    throw unreadable(where, "propagating: not an attribute (expected: one this version knows)");
                }
                attributes.add(attribute);
            }
        }
        return attributes;
    }

    ThingGroup group(String name) throws StoreException {
        return new ThingGroup(
                name,
                textOrNull("parent"),
                form == 1 ? null : memberQuery(),
                text("description"),
                attributes(),
                number("version"),
                time("createdAt"));
    }

    private MemberQuery memberQuery() throws StoreException {
        return switch (MemberQuery.read(text("query"))) {
            case MemberQuery.Reading.Read(MemberQuery query) -> query;
            case MemberQuery.Reading.Malformed(String problem) -> throw unreadable(where, problem);
        };
    }

    Tags tags() throws StoreException {
        return Tags.of(textMap("tags"));
    }

    BillingGroup billingGroup(String name) throws StoreException {
        return new BillingGroup(name, text("description"), number("version"), time("createdAt"));
    }

    ThingPrincipalType attachment() throws StoreException {
        return form == 1 ? ThingPrincipalType.NON_EXCLUSIVE_THING : constant("type", ThingPrincipalType.class);
    }

    String document() throws StoreException {
        return text("document");
    }

    /** A number that a policy's record has. */
    long version(String member) throws StoreException {
        return number(member);
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

    private <E extends Enum<E>> E constant(String member, Class<E> type) throws StoreException {
        String name = text(member);
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException unknown) {
            throw unreadable(where, member + ": " + name + " (expected: one this version knows)");
        }
    }

    private Map<String, String> attributes() throws StoreException {
        return textMap("attributes");
    }

    private Map<String, String> textMap(String member) throws StoreException {
        if (!(object.member(member) instanceof JsonObject stored)) {
            throw unreadable(where, member + ": missing (expected: an object)");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (JsonObject.Member each : stored.members()) {
            if (!(each.value() instanceof JsonString value)) {
                throw unreadable(where, member + ": " + each.value().kind() + " (expected: strings)");
            }
            texts.put(each.name(), value.text());
        }
        return texts;
    }

    private List<String> texts(String member) throws StoreException {
        if (!(object.member(member) instanceof JsonArray array)) {
            throw unreadable(where, member + ": missing (expected: an array)");
        }
        List<String> texts = new ArrayList<>();
        for (JsonValue element : array.elements()) {
            if (!(element instanceof JsonString string)) {
                throw unreadable(where, member + ": " + element.kind() + " (expected: strings)");
            }
            texts.add(string.text());
        }
        return texts;
    }

    private boolean flag(String member) throws StoreException {
        if (object.member(member) instanceof JsonBoolean flag) {
            return flag.value();
        }
        throw unreadable(where, member + ": missing (expected: true or false)");
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
        Long number = object.wholeNumberOf(member);
        if (number == null) {
            throw unreadable(where, member + ": missing (expected: a whole number)");
        }
        return number;
    }

    private static StoreException unreadable(String where, String problem) {
        return new StoreException("registry record " + where + ": cannot be read: " + problem
                + "; the broker does not start with half a registry; restore a backup");
    }
}
