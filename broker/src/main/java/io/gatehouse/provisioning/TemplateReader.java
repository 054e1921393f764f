package io.gatehouse.provisioning;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import io.gatehouse.json.Position;
import io.gatehouse.provisioning.CertificateTemplate.Method;
import io.gatehouse.registry.ThingRegistration.OnExisting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the sections of a template into a {@link TemplateBody}. One use, one thread. */
final class TemplateReader {
    /** AWS IoT Core's longest body. */
    private static final JsonLimits LIMITS = new JsonLimits(10_240, 32, 10_240, 256, 5_000);

    private static final int MAX_PARAMETERS = 64;
    private static final int MAX_POLICIES = 10;
    private static final Set<String> SECTIONS =
            Set.of("Version", "Description", "Parameters", "Mappings", "Resources", "DeviceConfiguration");
    private static final Set<String> OVERRIDES = Set.of("AttributePayload", "ThingTypeName", "ThingGroups");

    private final Map<String, @Nullable String> parameters = new LinkedHashMap<>();
    private final Map<String, Map<String, Value>> mappings = new HashMap<>();
    private final Set<String> maps = new HashSet<>();
    private final ExpressionReader expressions = new ExpressionReader(this::isDeclared, maps::contains);
    private final List<PolicyTemplate> policies = new ArrayList<>();
    private final Map<String, PolicyTemplate.Node> configuration = new LinkedHashMap<>();
    private @Nullable ThingTemplate thing;
    private @Nullable CertificateTemplate certificate;

    private TemplateReader() {}

    static TemplateParse read(String json) {
        return switch (Json.parse(json, LIMITS)) {
            case JsonParse.Malformed(Position position, String message) ->
                new TemplateParse.Malformed(position + ": " + message);
            case JsonParse.Parsed(JsonValue value) -> {
                try {
                    yield new TemplateParse.Parsed(new TemplateReader().template(value));
                } catch (TemplateProblem problem) {
                    yield new TemplateParse.Malformed(String.valueOf(problem.getMessage()));
                }
            }
        };
    }

    private boolean isDeclared(String name) {
        return parameters.containsKey(name) || name.equals(TemplateBody.CERTIFICATE_ID);
    }

    private TemplateBody template(JsonValue value) {
        JsonObject all = object(value, "the template", SECTIONS);
        JsonValue declared = all.member("Parameters");
        if (declared != null) {
            object(declared, "Parameters", null).members().forEach(this::parameter);
        }
        JsonValue tables = all.member("Mappings");
        if (tables != null) {
            object(tables, "Mappings", null).members().forEach(this::mapping);
        }
        JsonValue resources = all.member("Resources");
        if (resources == null) {
            throw new TemplateProblem(
                    all.position(), "Resources: missing (expected: a certificate, and what goes with it)");
        }
        object(resources, "Resources", null).members().forEach(this::resource);
        JsonValue device = all.member("DeviceConfiguration");
        if (device != null) {
            object(device, "DeviceConfiguration", null).members().forEach(this::configuration);
        }
        if (certificate == null) {
            throw new TemplateProblem(
                    resources.position(), "Resources: no AWS::IoT::Certificate (expected: exactly one)");
        }
        return new TemplateBody(parameters, mappings, thing, certificate, policies, configuration);
    }

    /** @param known members, any other is a problem; null for any */
    private static JsonObject object(JsonValue value, String what, @Nullable Set<String> known) {
        if (!(value instanceof JsonObject object)) {
            throw new TemplateProblem(value.position(), what + ": " + value.kind() + " (expected: an object)");
        }
        for (JsonObject.Member member : object.members()) {
            if (known != null && !known.contains(member.name())) {
                throw new TemplateProblem(
                        member.position(),
                        what + ": " + Json.quoted(member.name()) + " (expected: one of "
                                + String.join(", ", known.stream().sorted().toList()) + ")");
            }
        }
        return object;
    }

    private static String string(JsonValue value, String what) {
        if (value instanceof JsonString string) {
            return string.text();
        }
        throw new TemplateProblem(value.position(), what + ": " + value.kind() + " (expected: a string)");
    }

    private void parameter(JsonObject.Member member) {
        String what = "parameter " + Json.quoted(member.name());
        JsonObject declaration = object(member.value(), what, Set.of("Type", "Default", "Description"));
        JsonValue type = declaration.member("Type");
        if (type == null || !string(type, what + " Type").equals("String")) {
            throw new TemplateProblem(declaration.position(), what + ": Type (expected: String)");
        }
        if (parameters.size() >= MAX_PARAMETERS) {
            throw new TemplateProblem(
                    member.position(), "Parameters: too many (expected: at most " + MAX_PARAMETERS + ")");
        }
        JsonValue byDefault = declaration.member("Default");
        parameters.put(member.name(), byDefault == null ? null : string(byDefault, what + " Default"));
    }

    private void mapping(JsonObject.Member map) {
        maps.add(map.name());
        for (JsonObject.Member first :
                object(map.value(), "map " + Json.quoted(map.name()), null).members()) {
            Map<String, Value> values = new HashMap<>();
            for (JsonObject.Member second : object(first.value(), "key " + Json.quoted(first.name()), null)
                    .members()) {
                values.put(second.name(), constant(second.value()));
            }
            mappings.put(Evaluation.mapping(map.name(), first.name()), Map.copyOf(values));
        }
    }

    private static Value constant(JsonValue value) {
        if (value instanceof JsonArray array) {
            if (array.elements().size() > Evaluation.MAX_ITEMS) {
                throw new TemplateProblem(
                        array.position(), "Mappings: a list (expected: at most " + Evaluation.MAX_ITEMS + " elements)");
            }
            return new Value.Texts(array.elements().stream()
                    .map(element -> Text.own(string(element, "Mappings")))
                    .toList());
        }
        return Text.own(string(value, "Mappings (no function and no parameter may be in it)"));
    }

    private void resource(JsonObject.Member member) {
        JsonObject resource = object(
                member.value(),
                "resource " + Json.quoted(member.name()),
                Set.of("Type", "Properties", "OverrideSettings"));
        JsonValue type = resource.member("Type");
        String name = type == null ? "none" : string(type, "Type");
        JsonValue properties = resource.member("Properties");
        if (properties == null) {
            throw new TemplateProblem(resource.position(), "Properties: missing (expected: an object)");
        }
        switch (name) {
            case "AWS::IoT::Thing" -> thing(member.name(), resource, properties);
            case "AWS::IoT::Certificate" -> certificate(member.name(), resource, properties);
            case "AWS::IoT::Policy" -> policy(member.name(), resource, properties);
            default ->
                throw new TemplateProblem(
                        resource.position(),
                        "Type: " + Json.quoted(name)
                                + " (expected: AWS::IoT::Thing, AWS::IoT::Certificate or AWS::IoT::Policy)");
        }
    }

    private static void once(JsonObject resource, boolean there) {
        if (there) {
            throw new TemplateProblem(resource.position(), "Resources: a second one of this Type (expected: one)");
        }
    }

    private @Nullable Expression property(JsonObject properties, String name) {
        JsonValue value = properties.member(name);
        return value == null ? null : expressions.read(value);
    }

    private void thing(String logicalName, JsonObject resource, JsonValue value) {
        once(resource, thing != null);
        JsonObject properties = object(
                value,
                "Properties",
                Set.of("ThingName", "AttributePayload", "ThingTypeName", "ThingGroups", "BillingGroup"));
        Expression name = property(properties, "ThingName");
        if (name == null) {
            throw new TemplateProblem(properties.position(), "ThingName: missing (expected: a name)");
        }
        JsonValue groups = properties.member("ThingGroups");
        JsonValue settings = resource.member("OverrideSettings");
        JsonObject overrides = settings == null ? null : object(settings, "OverrideSettings", OVERRIDES);
        thing = new ThingTemplate(
                logicalName,
                name,
                attributes(properties.member("AttributePayload")),
                property(properties, "ThingTypeName"),
                groups == null ? null : expressions.readList(groups),
                property(properties, "BillingGroup"),
                setting(overrides, "AttributePayload", true),
                setting(overrides, "ThingTypeName", false),
                setting(overrides, "ThingGroups", true),
                overrides != null && !overrides.members().isEmpty());
    }

    private @Nullable Map<String, Expression> attributes(@Nullable JsonValue value) {
        if (value == null) {
            return null;
        }
        Map<String, Expression> attributes = new LinkedHashMap<>();
        object(value, "AttributePayload", null)
                .members()
                .forEach(member -> attributes.put(member.name(), expressions.read(member.value())));
        return attributes;
    }

    private static OnExisting setting(@Nullable JsonObject overrides, String name, boolean mayMerge) {
        JsonValue value = overrides == null ? null : overrides.member(name);
        if (value == null) {
            return OnExisting.DO_NOTHING;
        }
        String text = string(value, name);
        for (OnExisting setting : OnExisting.values()) {
            if (setting.name().equals(text) && (mayMerge || setting != OnExisting.MERGE)) {
                return setting;
            }
        }
        throw new TemplateProblem(
                value.position(),
                name + ": " + Json.quoted(text) + " (expected: DO_NOTHING, REPLACE" + (mayMerge ? ", MERGE" : "")
                        + " or FAIL)");
    }

    private void certificate(String logicalName, JsonObject resource, JsonValue value) {
        once(resource, certificate != null);
        JsonObject properties = object(
                value,
                "Properties",
                Set.of(
                        "CertificateId",
                        "CertificateID",
                        "CertificateSigningRequest",
                        "CertificatePem",
                        "CACertificatePem",
                        "Status"));
        Expression id = property(properties, "CertificateId");
        Expression sameId = property(properties, "CertificateID"); // both spellings are in AWS's documentation
        Expression request = property(properties, "CertificateSigningRequest");
        Expression pem = property(properties, "CertificatePem");
        Expression ca = property(properties, "CACertificatePem");
        long methods =
                Stream.of(id, sameId, request, pem).filter(Objects::nonNull).count();
        if (methods != 1 || (ca != null && pem == null)) {
            throw new TemplateProblem(
                    properties.position(),
                    methods + " ways to say which certificate (expected: one of CertificateId,"
                            + " CertificateSigningRequest and CertificatePem, the last also with CACertificatePem)");
        }
        JsonValue settings = resource.member("OverrideSettings");
        OnExisting onStatus = setting(
                settings == null ? null : object(settings, "OverrideSettings", Set.of("Status")), "Status", false);
        Expression status = property(properties, "Status");
        if (request != null) {
            certificate = new CertificateTemplate(logicalName, Method.REQUEST, request, null, status, onStatus);
        } else if (pem != null) {
            certificate = new CertificateTemplate(logicalName, Method.PEM, pem, ca, status, onStatus);
        } else if (id != null) {
            certificate = new CertificateTemplate(logicalName, Method.ID, id, null, status, onStatus);
        } else if (sameId != null) {
            certificate = new CertificateTemplate(logicalName, Method.ID, sameId, null, status, onStatus);
        }
    }

    private void policy(String logicalName, JsonObject resource, JsonValue value) {
        if (resource.has("OverrideSettings")) {
            throw new TemplateProblem(resource.position(), "OverrideSettings: of a policy (expected: none)");
        }
        if (policies.size() >= MAX_POLICIES) {
            throw new TemplateProblem(
                    resource.position(), "Resources: too many policies (expected: at most " + MAX_POLICIES + ")");
        }
        JsonObject properties = object(value, "Properties", Set.of("PolicyName", "PolicyDocument"));
        JsonValue document = properties.member("PolicyDocument");
        if (document == null && !properties.has("PolicyName")) {
            throw new TemplateProblem(
                    properties.position(), "neither PolicyName nor PolicyDocument (expected: one of them, or both)");
        }
        policies.add(new PolicyTemplate(
                logicalName, property(properties, "PolicyName"), document == null ? null : document(document)));
    }

    private PolicyTemplate.Document document(JsonValue value) {
        return value instanceof JsonString || ExpressionReader.isCall(value)
                ? new PolicyTemplate.Document.AsText(expressions.read(value))
                : new PolicyTemplate.Document.AsJson(PolicyTemplate.node(value, expressions));
    }

    private void configuration(JsonObject.Member member) {
        JsonValue value = member.value();
        boolean call = ExpressionReader.isCall(value);
        if (!call && (value instanceof JsonObject || value instanceof JsonArray || value instanceof JsonNull)) {
            throw new TemplateProblem(
                    value.position(),
                    "DeviceConfiguration: " + value.kind() + " (expected: strings, numbers, booleans and functions)");
        }
        configuration.put(member.name(), PolicyTemplate.node(value, expressions));
    }
}
