package io.gatehouse.events;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import io.gatehouse.json.Position;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.CaCertificate;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.RegistryEvent;
import io.gatehouse.registry.StableId;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingGroup;
import io.gatehouse.registry.ThingType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Topic and body of an event of the registry, as "Registry events" of the AWS IoT developer guide has them. Of
 * certificates and authorities AWS has the switches and documents no event: those two are ours. Immutable.
 */
final class RegistryEventForm {
    private static final String EVENTS = "$aws/events/";
    private static final JsonNull NULL = new JsonNull(Position.NOWHERE);

    private final PolicyScope scope;

    RegistryEventForm(PolicyScope scope) {
        this.scope = scope;
    }

    Topic topic(RegistryEvent event) {
        String about = switch (event) {
            case RegistryEvent.OfThing(var _, var thing) -> "thing/" + thing.name();
            case RegistryEvent.OfThingType(var _, var type) -> "thingType/" + type.name();
            case RegistryEvent.OfTypeAssociation(var _, var thing, var type) ->
                "thingTypeAssociation/thing/" + thing.name() + "/thingType/" + type;
            case RegistryEvent.OfThingGroup(var _, var group, var _) -> "thingGroup/" + group.name();
            case RegistryEvent.OfMembership(var _, var thing, var group) ->
                "thingGroupMembership/thingGroup/" + group.name() + "/thing/" + thing.name();
            case RegistryEvent.OfHierarchy(var _, var parent, var child) ->
                "thingGroupHierarchy/thingGroup/" + parent.name() + "/childThingGroup/" + child.name();
            case RegistryEvent.OfCertificate(var _, var certificate) -> "certificate/" + certificate.id();
            case RegistryEvent.OfAuthority(var _, var authority) -> "caCertificate/" + authority.id();
        };
        return Topic.of(EVENTS + about + "/" + event.operation().name().toLowerCase(Locale.ROOT));
    }

    /**
     * @param eventId of this event alone
     * @param millis when it happened
     */
    JsonObject body(RegistryEvent event, String eventId, long millis) {
        ObjectBuilder body = JsonValue.object()
                .put("eventType", event.type() + "_EVENT")
                .put("eventId", eventId)
                .put("timestamp", millis)
                .put("operation", event.operation().name());
        if (!(event instanceof RegistryEvent.OfTypeAssociation)) { // of which AWS does not tell the account
            body.put("accountId", scope.account());
        }
        switch (event) {
            case RegistryEvent.OfThing(var _, var thing) -> thing(body, thing);
            case RegistryEvent.OfThingType(var _, var type) -> thingType(body, type);
            case RegistryEvent.OfTypeAssociation(var _, var thing, var type) ->
                body.put("thingId", id(thing)).put("thingName", thing.name()).put("thingTypeName", type);
            case RegistryEvent.OfThingGroup(var _, var group, var above) -> group(body, group, above);
            case RegistryEvent.OfMembership(var _, var thing, var group) -> membership(body, thing, group);
            case RegistryEvent.OfHierarchy(var _, var parent, var child) ->
                body.put("thingGroupId", id(parent))
                        .put("thingGroupName", parent.name())
                        .put("childGroupId", id(child))
                        .put("childGroupName", child.name());
            case RegistryEvent.OfCertificate(var _, var certificate) -> certificate(body, certificate);
            case RegistryEvent.OfAuthority(var _, var authority) -> authority(body, authority);
        }
        return body.build();
    }

    private static void thing(ObjectBuilder body, Thing thing) {
        body.put("thingId", id(thing))
                .put("thingName", thing.name())
                .put("versionNumber", thing.version())
                .put("thingTypeName", orNull(thing.typeName()))
                .put("attributes", attributes(thing.attributes()));
    }

    private static void thingType(ObjectBuilder body, ThingType type) {
        body.put("thingTypeId", StableId.of(Kind.THING_TYPE, type.name(), type.createdAt()))
                .put("thingTypeName", type.name())
                .put("isDeprecated", type.deprecated())
                .put(
                        "deprecationDate",
                        type.deprecatedAt() == null
                                ? NULL
                                : JsonValue.of(type.deprecatedAt().toEpochMilli()))
                .put("searchableAttributes", JsonValue.ofStrings(type.searchableAttributes()))
                .put(
                        "propagatingAttributes",
                        JsonValue.of(type.propagatingAttributes().stream()
                                .map(attribute -> JsonValue.object()
                                        .put("userPropertyKey", attribute.userPropertyKey())
                                        .putIfPresent("thingAttribute", attribute.thingAttribute())
                                        .putIfPresent("connectionAttribute", attribute.connectionAttribute())
                                        .build())
                                .toList()))
                .put("description", type.description());
    }

    private void group(ObjectBuilder body, ThingGroup group, List<ThingGroup> above) {
        ThingGroup parent = above.isEmpty() ? null : above.getLast();
        body.put("thingGroupId", id(group))
                .put("thingGroupName", group.name())
                .put("versionNumber", group.version())
                .put("parentGroupName", orNull(parent == null ? null : parent.name()))
                .put("parentGroupId", orNull(parent == null ? null : id(parent)))
                .put("description", group.description())
                .put(
                        "rootToParentThingGroups",
                        JsonValue.of(above.stream()
                                .map(one -> JsonValue.object()
                                        .put("groupArn", arn(one))
                                        .put("groupId", id(one))
                                        .build())
                                .toList()))
                .put("attributes", attributes(group.attributes()))
                .put("dynamicGroupMappingId", orNull(group.isDynamic() ? id(group) : null));
    }

    private void membership(ObjectBuilder body, Thing thing, ThingGroup group) {
        body.put("groupArn", arn(group))
                .put("groupId", id(group))
                .put("thingArn", scope.arn("thing/" + thing.name()))
                .put("thingId", id(thing))
                .put("membershipId", StableId.between(id(group), id(thing)));
    }

    private void certificate(ObjectBuilder body, Certificate certificate) {
        body.put("certificateArn", scope.arn("cert/" + certificate.id()))
                .put("certificateId", certificate.id())
                .put("status", certificate.status().name())
                .put("caCertificateId", orNull(certificate.caId()));
    }

    private void authority(ObjectBuilder body, CaCertificate authority) {
        body.put("caCertificateArn", scope.arn("cacert/" + authority.id()))
                .put("caCertificateId", authority.id())
                .put("status", authority.status().name())
                .put("autoRegistrationStatus", authority.autoRegistration() ? "ENABLE" : "DISABLE");
    }

    private static String id(Thing thing) {
        return StableId.of(Kind.THING, thing.name(), thing.createdAt());
    }

    private static String id(ThingGroup group) {
        return StableId.of(Kind.THING_GROUP, group.name(), group.createdAt());
    }

    private String arn(ThingGroup group) {
        return scope.arn("thinggroup/" + group.name());
    }

    private static JsonValue orNull(@Nullable String text) {
        return text == null ? NULL : JsonValue.of(text);
    }

    private static JsonObject attributes(Map<String, String> attributes) {
        ObjectBuilder object = JsonValue.object();
        new TreeMap<>(attributes).forEach(object::put);
        return object.build();
    }
}
