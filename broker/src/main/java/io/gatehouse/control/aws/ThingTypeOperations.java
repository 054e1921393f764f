package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.PropagatingAttribute;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.StableId;
import io.gatehouse.registry.ThingType;
import io.gatehouse.registry.ThingTypeUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thing types: create, describe, list, update, deprecate, delete. */
final class ThingTypeOperations implements OperationGroup {
    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;

    ThingTypeOperations(Registry registry, Arns arns, RegistryAnswers answers) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("CreateThingType", this::subject, this::create)
                .read("DescribeThingType", this::describe)
                .read("ListThingTypes", this::list)
                .change("UpdateThingType", this::subject, this::update)
                .change("DeprecateThingType", this::subject, this::deprecate)
                .change("DeleteThingType", this::subject, this::delete);
    }

    private static String name(Call call) {
        return call.label("thingTypeName", NamePattern.THING_TYPE);
    }

    private Subject subject(Call call) {
        String name = name(call);
        return new Subject(arns.thingType(name), () -> {
            ThingType type = registry.thingTypes().type(name);
            return type == null ? null : description(type);
        });
    }

    private JsonObject create(Call call) {
        String name = name(call);
        ThingTypeUpdate properties = properties(call.body());
        String description = properties.description();
        List<String> searchable = properties.searchableAttributes();
        List<PropagatingAttribute> propagating = properties.propagatingAttributes();
        ThingType type = answers.done(
                registry.thingTypes()
                        .create(
                                name,
                                description == null ? "" : description,
                                searchable == null ? List.of() : searchable,
                                propagating == null ? List.of() : propagating,
                                TagFields.read(call.body())),
                AwsError.INVALID_REQUEST);
        return named(type).build();
    }

    /** What is not named stays. */
    private JsonObject update(Call call) {
        answers.done(registry.thingTypes().update(name(call), properties(call.body())), AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }

    /** Null is what nothing is said of. */
    private static ThingTypeUpdate properties(Fields body) {
        Fields properties = body.object("thingTypeProperties");
        if (properties == null) {
            return new ThingTypeUpdate(null, null, null);
        }
        return new ThingTypeUpdate(
                properties.text("thingTypeDescription"),
                properties.has("searchableAttributes") ? properties.texts("searchableAttributes") : null,
                propagating(properties.object("mqtt5Configuration")));
    }

    private static @Nullable List<PropagatingAttribute> propagating(@Nullable Fields configuration) {
        if (configuration == null || !configuration.has("propagatingAttributes")) {
            return null;
        }
        List<PropagatingAttribute> attributes = new ArrayList<>();
        for (Fields each : configuration.objects("propagatingAttributes")) {
            PropagatingAttribute attribute = PropagatingAttribute.of(
                    each.requiredText("userPropertyKey"),
                    each.text("thingAttribute"),
                    each.text("connectionAttribute"));
            if (attribute == null) {
                throw each.wrong("expected: either thingAttribute, or connectionAttribute of iot:ClientId or"
                        + " iot:Thing.ThingName");
            }
            attributes.add(attribute);
        }
        return attributes;
    }

    private JsonValue.ObjectBuilder named(ThingType type) {
        return JsonValue.object()
                .put("thingTypeName", type.name())
                .put("thingTypeArn", arns.thingType(type.name()))
                .put("thingTypeId", StableId.of(Kind.THING_TYPE, type.name(), type.createdAt()));
    }

    private JsonObject describe(Call call) {
        String name = name(call);
        ThingType type = registry.thingTypes().type(name);
        if (type == null) {
            throw OperationRefused.notFound(Kind.THING_TYPE, name);
        }
        return description(type);
    }

    private JsonObject description(ThingType type) {
        return withProperties(named(type), type).build();
    }

    private static JsonValue.ObjectBuilder withProperties(JsonValue.ObjectBuilder object, ThingType type) {
        JsonValue.ObjectBuilder properties = JsonValue.object();
        if (!type.description().isEmpty()) {
            properties.put("thingTypeDescription", type.description());
        }
        if (!type.searchableAttributes().isEmpty()) {
            properties.put("searchableAttributes", JsonValue.ofStrings(type.searchableAttributes()));
        }
        if (!type.propagatingAttributes().isEmpty()) {
            properties.put(
                    "mqtt5Configuration",
                    JsonValue.object()
                            .put(
                                    "propagatingAttributes",
                                    JsonValue.of(type.propagatingAttributes().stream()
                                            .map(ThingTypeOperations::propagating)
                                            .toList()))
                            .build());
        }
        JsonValue.ObjectBuilder metadata = JsonValue.object().put("deprecated", type.deprecated());
        Instant deprecatedAt = type.deprecatedAt();
        if (deprecatedAt != null) {
            metadata.put("deprecationDate", RegistryAnswers.seconds(deprecatedAt));
        }
        return object.put("thingTypeProperties", properties.build())
                .put(
                        "thingTypeMetadata",
                        metadata.put("creationDate", RegistryAnswers.seconds(type.createdAt()))
                                .build());
    }

    private static JsonObject propagating(PropagatingAttribute attribute) {
        return JsonValue.object()
                .put("userPropertyKey", attribute.userPropertyKey())
                .putIfPresent("thingAttribute", attribute.thingAttribute())
                .putIfPresent("connectionAttribute", attribute.connectionAttribute())
                .build();
    }

    private JsonObject list(Call call) {
        String name = call.query().text("thingTypeName");
        Listing listing = Listing.byToken(call, name);
        if (name == null) {
            return listing.of(
                    "thingTypes",
                    (after, max) -> registry.thingTypes().types("", after, max),
                    ThingType::name,
                    this::summary);
        }
        ThingType type = registry.thingTypes().type(name);
        return listing.ofAll("thingTypes", type == null ? List.of() : List.of(type), ThingType::name, this::summary);
    }

    private JsonValue summary(ThingType type) {
        JsonValue.ObjectBuilder object =
                JsonValue.object().put("thingTypeName", type.name()).put("thingTypeArn", arns.thingType(type.name()));
        return withProperties(object, type).build();
    }

    private JsonObject deprecate(Call call) {
        boolean undo = call.body().flag("undoDeprecate");
        answers.done(registry.thingTypes().deprecate(name(call), !undo), AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }

    private JsonObject delete(Call call) {
        answers.done(registry.thingTypes().delete(name(call)), AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }
}
