package io.gatehouse.registry;

import io.gatehouse.engine.Key;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The whole registry as one JSON text, the same for the same registry: everything is in the order of its name, and no
 * time of writing is in it. A policy's document is a list of its lines, so that it can be read and compared line by
 * line and still comes back character for character.
 */
final class RegistryDocument {
    static final int FORMAT = 1;

    private RegistryDocument() {}

    static String of(Index index) {
        return Json.printPretty(JsonValue.object()
                        .put("gatehouse", "registry")
                        .put("format", FORMAT)
                        .put("thingTypes", list(index.types().all(), type -> type(type, index)))
                        .put("policies", list(index.policies().all(), policy -> policy(policy, index)))
                        .put("thingGroups", list(index.groups().groups().all(), group -> group(group, index)))
                        .put("billingGroups", list(index.billingGroups().all(), group -> billingGroup(group, index)))
                        .put(
                                "provisioningTemplates",
                                list(index.templates().all(), template -> template(template, index)))
                        .put("things", list(index.things().all(), RegistryDocument::thing))
                        .put("certificateAuthorities", list(index.cas().all(), ca -> ca(ca, index)))
                        .put("certificates", list(principals(index), RegistryDocument::certificate))
                        .build())
                + "\n";
    }

    static List<Principal> principals(Index index) {
        List<Principal> all = new ArrayList<>();
        for (Certificate certificate : index.principals().page("", null, Integer.MAX_VALUE)) {
            Principal principal = index.principal(certificate.id());
            if (principal != null) {
                all.add(principal);
            }
        }
        return all;
    }

    private static <T> JsonValue list(List<T> all, Function<T, JsonValue> form) {
        return JsonValue.of(all.stream().map(form).toList());
    }

    private static JsonValue type(ThingType type, Index index) {
        JsonValue.ObjectBuilder form = JsonValue.object()
                .put("name", type.name())
                .put("description", type.description())
                .put("searchableAttributes", JsonValue.ofStrings(type.searchableAttributes()))
                .put("createdAt", type.createdAt().toString());
        if (!type.propagatingAttributes().isEmpty()) {
            form.put("propagatingAttributes", PropagatingReading.form(type.propagatingAttributes()));
        }
        Instant deprecatedAt = type.deprecatedAt();
        if (deprecatedAt != null) {
            form.put("deprecatedAt", deprecatedAt.toString());
        }
        return tagged(form, index, Kind.THING_TYPE, type.name());
    }

    private static JsonValue policy(Policy policy, Index index) {
        JsonValue.ObjectBuilder form = JsonValue.object()
                .put("name", policy.name())
                .put("default", policy.version())
                .put("newest", policy.newest())
                .put("createdAt", policy.createdAt().toString())
                .put("versions", list(policy.versions(), RegistryDocument::version));
        return tagged(form, index, Kind.POLICY, policy.name());
    }

    private static JsonValue version(PolicyVersion version) {
        return JsonValue.object()
                .put("number", version.number())
                .put("createdAt", version.createdAt().toString())
                .put("document", JsonValue.ofStrings(List.of(version.document().split("\n", -1))))
                .build();
    }

    private static JsonValue group(ThingGroup group, Index index) {
        JsonValue.ObjectBuilder form = JsonValue.object()
                .put("name", group.name())
                .putIfPresent("parent", group.parent())
                .putIfPresent(
                        "query", group.query() == null ? null : group.query().text())
                .put("description", group.description())
                .put("attributes", attributes(group.attributes()))
                .put(
                        "policies",
                        JsonValue.ofStrings(index.groups().policiesOfGroup().of(group.name())))
                .put("version", group.version())
                .put("createdAt", group.createdAt().toString());
        return tagged(form, index, Kind.THING_GROUP, group.name());
    }

    private static JsonValue billingGroup(BillingGroup group, Index index) {
        JsonValue.ObjectBuilder form = JsonValue.object()
                .put("name", group.name())
                .put("description", group.description())
                .put("version", group.version())
                .put("createdAt", group.createdAt().toString());
        return tagged(form, index, Kind.BILLING_GROUP, group.name());
    }

    private static JsonValue thing(Thing thing) {
        return JsonValue.object()
                .put("name", thing.name())
                .putIfPresent("type", thing.typeName())
                .put("attributes", attributes(thing.attributes()))
                .put("groups", JsonValue.ofStrings(thing.groups()))
                .putIfPresent("billingGroup", thing.billingGroup())
                .put("version", thing.version())
                .put("createdAt", thing.createdAt().toString())
                .build();
    }

    private static JsonValue ca(CaCertificate ca, Index index) {
        JsonValue.ObjectBuilder form = JsonValue.object()
                .put("id", ca.id())
                .put("subject", ca.subject())
                .put("status", ca.status().name())
                .put("createdAt", ca.createdAt().toString())
                .put("lastModifiedAt", ca.lastModifiedAt().toString())
                .put("pem", ca.pem());
        return tagged(StoredForm.registering(form, ca), index, Kind.CA, ca.id());
    }

    private static JsonValue template(ProvisioningTemplate template, Index index) {
        JsonValue.ObjectBuilder form = StoredForm.settings(JsonValue.object().put("name", template.name()), template)
                .put("createdAt", template.createdAt().toString())
                .put("lastModifiedAt", template.lastModifiedAt().toString())
                .put("versions", list(template.versions(), RegistryDocument::version));
        return tagged(form, index, Kind.PROVISIONING_TEMPLATE, template.name());
    }

    private static JsonValue version(TemplateVersion version) {
        return JsonValue.object()
                .put("number", version.number())
                .put("createdAt", version.createdAt().toString())
                .put("body", JsonValue.ofStrings(List.of(version.body().split("\n", -1))))
                .build();
    }

    private static JsonValue certificate(Principal principal) {
        Certificate certificate = principal.certificate();
        return JsonValue.object()
                .put("id", certificate.id())
                .put("subject", certificate.subject())
                .put("status", certificate.status().name())
                .putIfPresent("authority", certificate.caId())
                .putIfPresent("mode", StoredForm.mode(certificate.mode()))
                .put("createdAt", certificate.createdAt().toString())
                .put("lastModifiedAt", certificate.lastModifiedAt().toString())
                .put(
                        "policies",
                        JsonValue.ofStrings(
                                principal.policies().stream().map(p -> p.name()).toList()))
                .put("things", list(principal.things(), RegistryDocument::attached))
                .put("pem", certificate.pem())
                .build();
    }

    private static JsonObject attached(BoundThing bound) {
        return JsonValue.object()
                .put("name", bound.name())
                .put("exclusive", bound.exclusive())
                .build();
    }

    /** With its tags, where it has any. */
    private static JsonValue tagged(JsonValue.ObjectBuilder form, Index index, Kind kind, String name) {
        Tags tags = index.tags(new TaggedResource(kind, name));
        return (tags.isEmpty() ? form : form.put("tags", attributes(tags.values()))).build();
    }

    private static JsonValue attributes(Map<String, String> attributes) {
        JsonValue.ObjectBuilder object = JsonValue.object();
        new TreeMap<>(attributes).forEach(object::put);
        return object.build();
    }

    /** The same registry as the records a store has of it, in the newest form of each. */
    static Map<Key, byte[]> records(Index index) {
        RegistryRecords records = new RegistryRecords();
        index.types().all().forEach(records::put);
        index.policies().all().forEach(records::put);
        for (ThingGroup group : index.groups().groups().all()) {
            records.put(group);
            index.groups().policiesOfGroup().of(group.name()).forEach(policy -> records.attach(policy, group.name()));
        }
        index.billingGroups().all().forEach(records::put);
        index.things().all().forEach(records::put);
        index.cas().all().forEach(records::put);
        index.templates().all().forEach(records::put);
        index.eachTagged(records::put);
        for (Principal principal : principals(index)) {
            records.put(principal.certificate());
            String id = principal.certificate().id();
            principal.policies().forEach(policy -> records.attachPolicy(policy.name(), id));
            principal.things().forEach(bound -> records.attachThing(bound.name(), id, bound.exclusive()));
        }
        return records.all();
    }
}
