package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.AttributeChange;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.StableId;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingUpdate;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Things: create, describe, update, delete, list. */
final class ThingOperations implements OperationGroup {
    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;

    ThingOperations(Registry registry, Arns arns, RegistryAnswers answers) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("CreateThing", this::subject, this::create)
                .read("DescribeThing", this::describe)
                .change("UpdateThing", this::subject, this::update)
                .change("DeleteThing", this::subject, this::delete)
                .read("ListThings", this::list);
    }

    static String name(Call call) {
        return call.label("thingName", NamePattern.THING);
    }

    private Subject subject(Call call) {
        String name = name(call);
        return new Subject(arns.thing(name), () -> {
            Thing thing = registry.thing(name);
            return thing == null ? null : description(thing);
        });
    }

    private JsonObject create(Call call) {
        String name = name(call);
        Fields body = call.body();
        String type = body.text("thingTypeName");
        requireType(type, null);
        String billingGroup = body.text("billingGroupName");
        AttributeChange attributes = attributes(body);
        Thing thing = answers.done(
                registry.createThing(
                        name, type, attributes == null ? Map.of() : attributes.applyTo(Map.of()), billingGroup),
                AwsError.INVALID_REQUEST);
        return JsonValue.object()
                .put("thingName", thing.name())
                .put("thingArn", arns.thing(thing.name()))
                .put("thingId", id(thing))
                .build();
    }

    /** AWS calls a type that is not there ResourceNotFound; the registry calls it invalid, as it does other values. */
    private void requireType(@Nullable String type, @Nullable Thing before) {
        boolean kept = before != null && type != null && type.equals(before.typeName());
        if (type != null && !kept && registry.thingTypes().type(type) == null) {
            throw OperationRefused.notFound(Kind.THING_TYPE, type);
        }
    }

    /** Null where nothing is said of attributes. */
    static @Nullable AttributeChange attributes(Fields fields) {
        Fields payload = fields.object("attributePayload");
        Map<String, String> attributes = payload == null ? null : payload.textMap("attributes");
        return payload == null || attributes == null ? null : new AttributeChange(attributes, payload.flag("merge"));
    }

    /** {@code thingId}. */
    static String id(Thing thing) {
        return StableId.of(Kind.THING, thing.name(), thing.createdAt());
    }

    private JsonObject describe(Call call) {
        return description(existing(registry, name(call)));
    }

    /** @throws OperationRefused ResourceNotFoundException */
    static Thing existing(Registry registry, String name) {
        Thing thing = registry.thing(name);
        if (thing == null) {
            throw OperationRefused.notFound(Kind.THING, name);
        }
        return thing;
    }

    private JsonObject description(Thing thing) {
        return JsonValue.object()
                .put("defaultClientId", thing.name())
                .put("thingName", thing.name())
                .put("thingId", id(thing))
                .put("thingArn", arns.thing(thing.name()))
                .putIfPresent("thingTypeName", thing.typeName())
                .put("attributes", RegistryAnswers.texts(thing.attributes()))
                .put("version", thing.version())
                .putIfPresent("billingGroupName", thing.billingGroup())
                .build();
    }

    private JsonObject update(Call call) {
        String name = name(call);
        Fields body = call.body();
        String type = body.text("thingTypeName");
        boolean removesType = body.flag("removeThingType");
        if (type != null && removesType) {
            throw OperationRefused.invalid("thingTypeName: " + type + " (expected: none beside removeThingType)");
        }
        requireType(type, existing(registry, name));
        answers.done(
                registry.updateThing(
                        name,
                        new ThingUpdate(type, removesType, attributes(body), expected(body.number("expectedVersion")))),
                AwsError.VERSION_CONFLICT);
        return RegistryAnswers.NOTHING;
    }

    /** For the registry 0 is any version; for AWS it is one that nothing ever has. */
    static long expected(@Nullable Long version) {
        if (version == null) {
            return 0;
        }
        return version == 0 ? -1 : version;
    }

    private JsonObject delete(Call call) {
        String name = name(call);
        long expected = expected(call.query().number("expectedVersion"));
        Thing thing = registry.thing(name);
        if (thing != null) { // one that is not there is as good as deleted
            boolean otherVersion = expected != 0 && expected != thing.version();
            answers.gone(
                    registry.deleteThing(name, expected),
                    otherVersion ? AwsError.VERSION_CONFLICT : AwsError.INVALID_REQUEST);
        }
        return RegistryAnswers.NOTHING;
    }

    private JsonObject list(Call call) {
        Query query = call.query();
        String attribute = query.text("attributeName");
        String value = query.text("attributeValue");
        String type = query.text("thingTypeName");
        boolean prefix = query.isTrue("usePrefixAttributeValue");
        if (value != null && attribute == null) {
            throw OperationRefused.invalid("attributeValue: alone (expected: attributeName too)");
        }
        Listing listing = Listing.byToken(call, attribute, value, type, prefix);
        Listing.Source<Thing> source = (after, max) -> registry.things("", after, max);
        if (attribute == null && type == null) {
            return listing.of("things", source, Thing::name, this::summary);
        }
        Predicate<Thing> wanted =
                thing -> (type == null || type.equals(thing.typeName())) && has(thing, attribute, value, prefix);
        return listing.filtered("things", source, wanted, Thing::name, this::summary);
    }

    private static boolean has(Thing thing, @Nullable String attribute, @Nullable String value, boolean prefix) {
        if (attribute == null) {
            return true;
        }
        String found = thing.attributes().get(attribute);
        if (found == null || value == null) {
            return found != null;
        }
        return prefix ? found.startsWith(value) : found.equals(value);
    }

    private JsonValue summary(Thing thing) {
        return JsonValue.object()
                .put("thingName", thing.name())
                .putIfPresent("thingTypeName", thing.typeName())
                .put("thingArn", arns.thing(thing.name()))
                .put("attributes", RegistryAnswers.texts(thing.attributes()))
                .put("version", thing.version())
                .build();
    }
}
