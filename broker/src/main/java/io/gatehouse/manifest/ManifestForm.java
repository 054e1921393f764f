package io.gatehouse.manifest;

import io.gatehouse.control.TypeApi;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import io.gatehouse.json.Position;
import io.gatehouse.manifest.Resource.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A resource as a file has it: AWS's names of members, and {@code kind} before them. */
final class ManifestForm {
    private static final String KIND = "kind";
    private static final String POLICIES = "policies";
    private static final String ATTRIBUTES = "attributes";
    private static final String PROPAGATING = "propagatingAttributes";
    private static final String TAGS = "tags";
    private static final Pattern PROPERTY_KEY = Pattern.compile("[a-zA-Z0-9:$.]{1,128}");

    private ManifestForm() {}

    static Resource read(Shape shape) throws Shape.Wrong {
        String word = shape.text(KIND);
        if (word == null) {
            throw new Shape.Wrong(shape.position(), KIND + ": missing (expected: " + words() + ")");
        }
        return switch (kind(shape, word)) {
            case THING_TYPE -> {
                shape.only(Set.of(
                        KIND,
                        "thingTypeName",
                        "thingTypeDescription",
                        "searchableAttributes",
                        PROPAGATING,
                        "deprecated",
                        TAGS));
                yield new Resource.ThingType(
                        shape.name("thingTypeName", Shape.NAME),
                        shape.text("thingTypeDescription"),
                        shape.texts("searchableAttributes"),
                        shape.has(PROPAGATING) ? propagating(shape) : null,
                        shape.flag("deprecated"),
                        shape.tags());
            }
            case POLICY -> {
                shape.only(Set.of(KIND, "policyName", "policyDocument", TAGS));
                yield new Resource.Policy(
                        shape.name("policyName", Shape.POLICY), shape.document("policyDocument"), shape.tags());
            }
            case THING_GROUP -> {
                shape.only(Set.of(
                        KIND,
                        "thingGroupName",
                        "parentGroupName",
                        "queryString",
                        "thingGroupDescription",
                        ATTRIBUTES,
                        POLICIES,
                        TAGS));
                yield new Resource.ThingGroup(
                        shape.name("thingGroupName", Shape.NAME),
                        shape.textOrNone("parentGroupName", Shape.NAME),
                        shape.text("queryString"),
                        shape.text("thingGroupDescription"),
                        shape.textMap(ATTRIBUTES),
                        shape.names(POLICIES, Shape.POLICY),
                        shape.tags());
            }
            case BILLING_GROUP -> {
                shape.only(Set.of(KIND, "billingGroupName", "billingGroupDescription", TAGS));
                yield new Resource.BillingGroup(
                        shape.name("billingGroupName", Shape.NAME),
                        shape.text("billingGroupDescription"),
                        shape.tags());
            }
            case PROVISIONING_TEMPLATE -> {
                shape.only(ProvisioningForm.TEMPLATE_MEMBERS);
                yield ProvisioningForm.template(shape, shape.tags());
            }
            case CA_CERTIFICATE -> {
                shape.only(ProvisioningForm.AUTHORITY_MEMBERS);
                yield ProvisioningForm.authority(shape, shape, shape.tags());
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
                        "billingGroupName",
                        "certificates",
                        "exclusiveCertificates"));
                yield new Resource.Thing(
                        shape.name("thingName", Shape.NAME),
                        shape.textOrNone("thingTypeName", Shape.NAME),
                        shape.textMap(ATTRIBUTES),
                        shape.names("thingGroups", Shape.NAME),
                        shape.textOrNone("billingGroupName", Shape.NAME),
                        shape.names("certificates", Shape.CERTIFICATE),
                        shape.names("exclusiveCertificates", Shape.CERTIFICATE));
            }
        };
    }

    /** {@code propagatingAttributes}, of a file and of what AWS prints. */
    static List<TypeApi.Propagating> propagating(Shape shape) throws Shape.Wrong {
        List<TypeApi.Propagating> attributes = new ArrayList<>();
        for (Shape one : shape.objects(PROPAGATING)) {
            one.only(Set.of("userPropertyKey", "thingAttribute", "connectionAttribute"));
            attributes.add(new TypeApi.Propagating(
                    one.name("userPropertyKey", PROPERTY_KEY),
                    one.text("thingAttribute"),
                    one.text("connectionAttribute")));
        }
        return attributes;
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
            case Resource.ThingType(
                    var name,
                    var description,
                    var searchable,
                    var propagating,
                    var deprecated,
                    var tags) -> {
                form.put("thingTypeName", name).putIfPresent("thingTypeDescription", description);
                putNames(form, "searchableAttributes", searchable);
                if (propagating != null) {
                    form.put(PROPAGATING, propagating(propagating));
                }
                if (deprecated != null) {
                    form.put("deprecated", deprecated);
                }
                putMap(form, TAGS, tags);
            }
            case Resource.Policy(var name, var document, var tags) -> {
                form.put("policyName", name);
                if (document != null) {
                    form.put("policyDocument", Documents.json(document));
                }
                putMap(form, TAGS, tags);
            }
            case Resource.ThingGroup(
                    var name,
                    var parent,
                    var query,
                    var description,
                    var attributes,
                    var policies,
                    var tags) -> {
                form.put("thingGroupName", name);
                putOrNone(form, "parentGroupName", parent);
                form.putIfPresent("queryString", query).putIfPresent("thingGroupDescription", description);
                putMap(form, ATTRIBUTES, attributes);
                putNames(form, POLICIES, policies);
                putMap(form, TAGS, tags);
            }
            case Resource.BillingGroup(var name, var description, var tags) -> {
                form.put("billingGroupName", name).putIfPresent("billingGroupDescription", description);
                putMap(form, TAGS, tags);
            }
            case Resource.Template template -> {
                ProvisioningForm.write(form, template);
                putMap(form, TAGS, template.tags());
            }
            case Resource.Authority authority -> {
                ProvisioningForm.write(form, authority);
                putMap(form, TAGS, authority.tags());
            }
            case Resource.Certificate(var name, var status, var pem, var policies) -> {
                form.put("certificateId", name).putIfPresent("status", status);
                putNames(form, POLICIES, policies);
                form.putIfPresent("certificatePem", pem);
            }
            case Resource.Thing(
                    var name,
                    var type,
                    var attributes,
                    var groups,
                    var billingGroup,
                    var certificates,
                    var exclusive) -> {
                form.put("thingName", name);
                putOrNone(form, "thingTypeName", type);
                putMap(form, ATTRIBUTES, attributes);
                putNames(form, "thingGroups", groups);
                putOrNone(form, "billingGroupName", billingGroup);
                putNames(form, "certificates", certificates);
                putNames(form, "exclusiveCertificates", exclusive);
            }
        }
        return Json.printPretty(form.build()) + "\n";
    }

    private static JsonValue propagating(List<TypeApi.Propagating> attributes) {
        return JsonValue.of(attributes.stream()
                .map(one -> JsonValue.object()
                        .put("userPropertyKey", one.userPropertyKey())
                        .putIfPresent("thingAttribute", one.thingAttribute())
                        .putIfPresent("connectionAttribute", one.connectionAttribute())
                        .build())
                .toList());
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
