package io.gatehouse.manifest;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import io.gatehouse.json.Position;
import io.gatehouse.manifest.Resource.Kind;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A resource as a file has it: AWS's names of members, and {@code kind} before them. */
final class ManifestForm {
    private static final String KIND = "kind";
    private static final String POLICIES = "policies";
    private static final String ATTRIBUTES = "attributes";

    private ManifestForm() {}

    static Resource read(Shape shape) throws Shape.Wrong {
        String word = shape.text(KIND);
        if (word == null) {
            throw new Shape.Wrong(shape.position(), KIND + ": missing (expected: " + words() + ")");
        }
        return switch (kind(shape, word)) {
            case THING_TYPE -> {
                shape.only(Set.of(KIND, "thingTypeName", "thingTypeDescription", "searchableAttributes", "deprecated"));
                yield new Resource.ThingType(
                        shape.name("thingTypeName", Shape.NAME),
                        shape.text("thingTypeDescription"),
                        shape.texts("searchableAttributes"),
                        shape.flag("deprecated"));
            }
            case POLICY -> {
                shape.only(Set.of(KIND, "policyName", "policyDocument"));
                yield new Resource.Policy(shape.name("policyName", Shape.POLICY), shape.document("policyDocument"));
            }
            case THING_GROUP -> {
                shape.only(Set.of(
                        KIND,
                        "thingGroupName",
                        "parentGroupName",
                        "queryString",
                        "thingGroupDescription",
                        ATTRIBUTES,
                        POLICIES));
                yield new Resource.ThingGroup(
                        shape.name("thingGroupName", Shape.NAME),
                        shape.textOrNone("parentGroupName", Shape.NAME),
                        shape.text("queryString"),
                        shape.text("thingGroupDescription"),
                        shape.textMap(ATTRIBUTES),
                        shape.names(POLICIES, Shape.POLICY));
            }
            case CERTIFICATE -> {
                shape.only(Set.of(KIND, "certificateId", "status", "certificatePem", POLICIES));
                yield new Resource.Certificate(
                        shape.name("certificateId", Shape.CERTIFICATE),
                        shape.text("status"),
                        shape.text("certificatePem"),
                        shape.names(POLICIES, Shape.POLICY));
            }
            case THING -> {
                shape.only(Set.of(
                        KIND,
                        "thingName",
                        "thingTypeName",
                        ATTRIBUTES,
                        "thingGroups",
                        "certificates",
                        "exclusiveCertificates"));
                yield new Resource.Thing(
                        shape.name("thingName", Shape.NAME),
                        shape.textOrNone("thingTypeName", Shape.NAME),
                        shape.textMap(ATTRIBUTES),
                        shape.names("thingGroups", Shape.NAME),
                        shape.names("certificates", Shape.CERTIFICATE),
                        shape.names("exclusiveCertificates", Shape.CERTIFICATE));
            }
        };
    }

    private static String words() {
        return Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", "));
    }

    private static Kind kind(Shape shape, String word) throws Shape.Wrong {
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new Shape.Wrong(shape.position(), KIND + ": " + Json.quoted(word) + " (expected: " + words() + ")");
    }

    /** The same resource gives the same text, which {@link #read} reads again. */
    static String write(Resource resource) {
        ObjectBuilder form = JsonValue.object().put(KIND, resource.kind().word());
        switch (resource) {
            case Resource.ThingType(var name, var description, var searchable, var deprecated) -> {
                form.put("thingTypeName", name).putIfPresent("thingTypeDescription", description);
                putNames(form, "searchableAttributes", searchable);
                if (deprecated != null) {
                    form.put("deprecated", deprecated);
                }
            }
            case Resource.Policy(var name, var document) -> {
                form.put("policyName", name);
                if (document != null) {
                    form.put("policyDocument", document(document));
                }
            }
            case Resource.ThingGroup(
                    var name,
                    var parent,
                    var query,
                    var description,
                    var attributes,
                    var policies) -> {
                form.put("thingGroupName", name);
                putOrNone(form, "parentGroupName", parent);
                form.putIfPresent("queryString", query).putIfPresent("thingGroupDescription", description);
                putMap(form, ATTRIBUTES, attributes);
                putNames(form, POLICIES, policies);
            }
            case Resource.Certificate(var name, var status, var pem, var policies) -> {
                form.put("certificateId", name).putIfPresent("status", status);
                putNames(form, POLICIES, policies);
                form.putIfPresent("certificatePem", pem);
            }
            case Resource.Thing(var name, var type, var attributes, var groups, var certificates, var exclusive) -> {
                form.put("thingName", name);
                putOrNone(form, "thingTypeName", type);
                putMap(form, ATTRIBUTES, attributes);
                putNames(form, "thingGroups", groups);
                putNames(form, "certificates", certificates);
                putNames(form, "exclusiveCertificates", exclusive);
            }
        }
        return Json.printPretty(form.build()) + "\n";
    }

    /** As an object where nothing is lost by it: a text that is no JSON stays one. */
    private static JsonValue document(String document) {
        return Json.parse(document, JsonLimits.DEFAULT) instanceof JsonParse.Parsed(JsonObject parsed)
                ? parsed
                : JsonValue.of(document);
    }

    private static void putOrNone(ObjectBuilder form, String member, @Nullable String text) {
        if (text != null) {
            form.put(member, text.isEmpty() ? new JsonNull(Position.NOWHERE) : JsonValue.of(text));
        }
    }

    private static void putNames(ObjectBuilder form, String member, @Nullable Collection<String> names) {
        if (names != null) {
            form.put(member, JsonValue.ofStrings(names.stream().sorted().toList()));
        }
    }

    private static void putMap(ObjectBuilder form, String member, @Nullable Map<String, String> texts) {
        if (texts != null) {
            ObjectBuilder inner = JsonValue.object();
            new TreeMap<>(texts).forEach(inner::put);
            form.put(member, inner.build());
        }
    }
}
