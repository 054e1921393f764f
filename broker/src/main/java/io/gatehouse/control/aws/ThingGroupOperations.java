package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.AttributeChange;
import io.gatehouse.registry.GroupUpdate;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.MemberQuery;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.StableId;
import io.gatehouse.registry.ThingGroup;
import io.gatehouse.registry.ThingGroups;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Thing groups: describe and list, and to create, update and delete static ones. */
final class ThingGroupOperations implements OperationGroup {
    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;

    ThingGroupOperations(Registry registry, Arns arns, RegistryAnswers answers) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("CreateThingGroup", this::subject, this::create)
                .read("DescribeThingGroup", this::describe)
                .change("UpdateThingGroup", this::subject, this::update)
                .change("DeleteThingGroup", this::subject, this::delete)
                .read("ListThingGroups", this::list);
    }

    private ThingGroups groups() {
        return registry.thingGroups();
    }

    static String name(Call call) {
        return call.label("thingGroupName", NamePattern.THING_GROUP);
    }

    Subject subject(Call call) {
        String name = name(call);
        return new Subject(arns.group(name), () -> {
            ThingGroup group = groups().group(name);
            return group == null ? null : description(group);
        });
    }

    private JsonObject create(Call call) {
        String name = name(call);
        String parent = call.body().text("parentGroupName");
        GroupUpdate wanted = properties(call.body(), 0);
        AttributeChange attributes = wanted.attributes();
        ThingGroup group = answers.done(
                groups().create(
                                name,
                                parent,
                                wanted.description() == null ? "" : wanted.description(),
                                attributes == null ? Map.of() : attributes.applyTo(Map.of()),
                                TagFields.read(call.body())),
                AwsError.INVALID_REQUEST);
        return JsonValue.object()
                .put("thingGroupName", group.name())
                .put("thingGroupArn", arns.group(group.name()))
                .put("thingGroupId", id(group))
                .build();
    }

    static GroupUpdate properties(Fields body, long expectedVersion) {
        Fields properties = body.object("thingGroupProperties");
        return properties == null
                ? new GroupUpdate(null, null, expectedVersion)
                : new GroupUpdate(
                        properties.text("thingGroupDescription"),
                        ThingOperations.attributes(properties),
                        expectedVersion);
    }

    static String id(ThingGroup group) {
        return StableId.of(Kind.THING_GROUP, group.name(), group.createdAt());
    }

    private JsonObject describe(Call call) {
        return description(existing(registry, name(call)));
    }

    /** @throws OperationRefused ResourceNotFoundException */
    static ThingGroup existing(Registry registry, String name) {
        ThingGroup group = registry.thingGroups().group(name);
        if (group == null) {
            throw OperationRefused.notFound(Kind.THING_GROUP, name);
        }
        return group;
    }

    private JsonObject description(ThingGroup group) {
        JsonValue.ObjectBuilder properties = JsonValue.object();
        if (!group.description().isEmpty()) {
            properties.put("thingGroupDescription", group.description());
        }
        properties.put(
                "attributePayload",
                JsonValue.object()
                        .put("attributes", RegistryAnswers.texts(group.attributes()))
                        .build());
        List<String> path = groups().path(group.name());
        List<JsonObject> above = path.stream()
                .filter(name -> !name.equals(group.name()))
                .map(name -> nameAndArn(arns, name))
                .toList();
        JsonValue.ObjectBuilder metadata = JsonValue.object().putIfPresent("parentGroupName", group.parent());
        if (!above.isEmpty()) {
            metadata.put("rootToParentThingGroups", JsonValue.of(above));
        }
        JsonValue.ObjectBuilder description = JsonValue.object()
                .put("thingGroupName", group.name())
                .put("thingGroupId", id(group))
                .put("thingGroupArn", arns.group(group.name()))
                .put("version", group.version())
                .put("thingGroupProperties", properties.build())
                .put(
                        "thingGroupMetadata",
                        metadata.put("creationDate", RegistryAnswers.seconds(group.createdAt()))
                                .build());
        MemberQuery query = group.query();
        return (query == null
                        ? description
                        : DynamicThingGroupOperations.putQuery(description, query)
                                .put("status", "ACTIVE")) // never built: it is asked
                .build();
    }

    static JsonObject nameAndArn(Arns arns, String name) {
        return JsonValue.object()
                .put("groupName", name)
                .put("groupArn", arns.group(name))
                .build();
    }

    private JsonObject update(Call call) {
        String name = name(call);
        ThingGroup group =
                answers.done(groups().update(name, requiredProperties(call.body())), AwsError.VERSION_CONFLICT);
        return JsonValue.object().put("version", group.version()).build();
    }

    static GroupUpdate requiredProperties(Fields body) {
        if (!body.has("thingGroupProperties")) {
            throw body.missing("thingGroupProperties");
        }
        return properties(body, ThingOperations.expected(body.number("expectedVersion")));
    }

    private JsonObject delete(Call call) {
        String name = name(call);
        long expected = ThingOperations.expected(call.query().number("expectedVersion"));
        ThingGroup group = groups().group(name);
        if (group != null) { // one that is not there is as good as deleted
            boolean otherVersion = expected != 0 && expected != group.version();
            answers.gone(
                    groups().delete(name, true, expected),
                    otherVersion ? AwsError.VERSION_CONFLICT : AwsError.INVALID_REQUEST);
        }
        return RegistryAnswers.NOTHING;
    }

    /**
     * All groups; with {@code recursive=false} only roots. Under a parent its children; with {@code recursive=true} all
     * that are under it.
     */
    private JsonObject list(Call call) {
        String parent = call.query().text("parentGroup");
        String given = call.query().text("namePrefixFilter");
        String prefix = given == null ? "" : given;
        Boolean recursive = call.query().flag("recursive");
        Listing listing = Listing.byToken(call, parent, prefix, recursive);
        if (parent != null) {
            existing(registry, parent);
        }
        return listing.filtered(
                "thingGroups",
                (after, max) -> groups().groups(prefix, after, max),
                group -> listed(group, parent, recursive),
                ThingGroup::name,
                group -> nameAndArn(arns, group.name()));
    }

    private boolean listed(ThingGroup group, @Nullable String parent, @Nullable Boolean recursive) {
        if (parent == null) {
            return !Boolean.FALSE.equals(recursive) || group.parent() == null;
        }
        return Boolean.TRUE.equals(recursive)
                ? !group.name().equals(parent) && groups().path(group.name()).contains(parent)
                : parent.equals(group.parent());
    }
}
