package io.gatehouse.remote;

import io.gatehouse.control.GroupApi;
import io.gatehouse.control.Page;
import io.gatehouse.control.Refusal;
import io.gatehouse.control.SideBySide;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Thing groups, their things and policies. */
final class RemoteGroups {
    private static final String GROUPS = "thing-groups";
    private static final String DYNAMIC = "dynamic-thing-groups";

    private final ControlPlaneCalls calls;
    private final RemoteList list;

    RemoteGroups(ControlPlaneCalls calls) {
        this.calls = calls;
        this.list = new RemoteList(calls, RemoteList.Style.TOKEN, ApiRequest.get(GROUPS), "thingGroups", "groupName");
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(GroupApi.CREATE, this::create)
                .add(GroupApi.LIST, this::list)
                .add(GroupApi.DESCRIBE, group -> describe(group.name()))
                .add(GroupApi.UPDATE, this::update)
                .add(GroupApi.REMOVE, this::remove)
                .add(GroupApi.ADD_THINGS, members -> move(members, "addThingToThingGroup", false))
                .add(GroupApi.REMOVE_THINGS, members -> move(members, "removeThingFromThingGroup", true))
                .add(GroupApi.ATTACH, binding -> bind(binding, ApiRequest.put("target-policies", binding.policy())))
                .add(GroupApi.DETACH, binding -> bind(binding, ApiRequest.post("target-policies", binding.policy())));
    }

    private Members found(String name) {
        return calls.send(ApiRequest.get(GROUPS, name));
    }

    private GroupApi.View create(GroupApi.Create request) {
        if (request.query() != null && request.parent() != null) {
            throw CallFailed.refused(
                    Refusal.Code.INVALID,
                    "parent: of a dynamic group (expected: none; it has no place in a hierarchy)");
        }
        calls.send(ApiRequest.post(request.query() == null ? GROUPS : DYNAMIC, request.name())
                .body(properties(request.description(), request.attributes())
                        .putIfPresent("queryString", request.query())
                        .putIfPresent("parentGroupName", request.parent())));
        return view(request.name());
    }

    private static ObjectBuilder properties(@Nullable String description, @Nullable Map<String, String> attributes) {
        ObjectBuilder properties = JsonValue.object().putIfPresent("thingGroupDescription", description);
        if (attributes != null) {
            properties.put("attributePayload", RemoteThingChanges.attributes(attributes, false));
        }
        return JsonValue.object().put("thingGroupProperties", properties.build());
    }

    private GroupApi.Listing list(Page page) {
        RemoteList.Found found = list.page(page);
        List<String> names =
                found.items().stream().map(item -> item.text("groupName")).toList();
        return new GroupApi.Listing(SideBySide.each(names, this::view), found.next());
    }

    private GroupApi.View view(String name) {
        Members group = found(name);
        Members metadata = group.inside("thingGroupMetadata");
        return new GroupApi.View(
                name,
                metadata.optionalText("parentGroupName"),
                group.optionalText("queryString"),
                description(group),
                below(group, name),
                policies(group),
                metadata.instant("creationDate"));
    }

    private static String description(Members group) {
        String description = group.maybeInside("thingGroupProperties").optionalText("thingGroupDescription");
        return description == null ? "" : description;
    }

    private List<String> things(String group, boolean recursive, int most) {
        return RemoteList.texts(
                calls,
                RemoteList.Style.TOKEN,
                ApiRequest.get(GROUPS, group, "things").query("recursive", Boolean.toString(recursive)),
                "things",
                most);
    }

    private @Nullable Integer below(Members group, String name) {
        return isDynamic(group)
                ? null
                : (Integer) things(name, true, Integer.MAX_VALUE).size();
    }

    private static boolean isDynamic(Members group) {
        return group.optionalText("queryString") != null;
    }

    private List<String> policies(Members group) {
        if (isDynamic(group)) {
            return List.of();
        }
        return new RemoteList(
                        calls,
                        RemoteList.Style.MARKER,
                        ApiRequest.post("attached-policies", group.text("thingGroupArn")),
                        "policies",
                        "policyName")
                .first(Integer.MAX_VALUE).stream()
                        .map(policy -> policy.text("policyName"))
                        .toList();
    }

    private GroupApi.Detail describe(String name) {
        Members group = found(name);
        Members metadata = group.inside("thingGroupMetadata");
        List<String> path = new ArrayList<>();
        metadata.objects("rootToParentThingGroups").forEach(above -> path.add(above.text("groupName")));
        path.add(name);
        List<String> children = new RemoteList(
                        calls,
                        RemoteList.Style.TOKEN,
                        ApiRequest.get(GROUPS).query("parentGroup", name).query("recursive", "false"),
                        "thingGroups",
                        "groupName")
                .first(Page.MOST).stream().map(child -> child.text("groupName")).toList();
        return new GroupApi.Detail(
                name,
                path,
                group.optionalText("queryString"),
                description(group),
                group.maybeInside("thingGroupProperties")
                        .maybeInside("attributePayload")
                        .textMap("attributes"),
                group.number("version"),
                children,
                things(name, false, Page.MOST),
                below(group, name),
                policies(group),
                metadata.instant("creationDate"));
    }

    private GroupApi.View update(GroupApi.Update request) {
        Members before = found(request.name());
        long version = before.number("version");
        if (request.query() != null && !isDynamic(before)) {
            throw CallFailed.refused(Refusal.Code.INVALID, "query: of a static group (expected: none, for good)");
        }
        calls.send(ApiRequest.patch(isDynamic(before) ? DYNAMIC : GROUPS, request.name())
                .body(properties(request.description(), request.attributes())
                        .putIfPresent("queryString", request.query())
                        .put("expectedVersion", version))); // somebody else's change is not written over
        return view(request.name());
    }

    private GroupApi.Removed remove(GroupApi.Remove request) {
        if (isDynamic(found(request.name()))) { // AWS deletes one that is not there in silence
            calls.send(ApiRequest.delete(DYNAMIC, request.name()));
            return new GroupApi.Removed(request.name(), 0);
        }
        int things = things(request.name(), false, Integer.MAX_VALUE).size();
        if (things > 0 && !request.withThings()) {
            throw CallFailed.refused(
                    Refusal.Code.IN_USE,
                    "it has " + things + (things == 1 ? " thing" : " things")
                            + ", which would lose what its policies allow and deny; let them leave it with"
                            + " --with-things");
        }
        calls.send(ApiRequest.delete(GROUPS, request.name()));
        return new GroupApi.Removed(request.name(), things);
    }

    /** One after the other: AWS's API takes one thing at a time. */
    private GroupApi.Moved move(GroupApi.Members members, String operation, boolean inBefore) {
        found(members.group());
        List<String> before = things(members.group(), false, Integer.MAX_VALUE);
        for (String thing : members.things()) { // looked at first, so that a wrong name leaves nothing half done
            calls.send(ApiRequest.get("things", thing));
        }
        List<String> moved = new ArrayList<>();
        for (String thing : members.things()) {
            if (before.contains(thing) == inBefore && !moved.contains(thing)) {
                try {
                    calls.send(ApiRequest.put(GROUPS, operation)
                            .body(JsonValue.object()
                                    .put("thingGroupName", members.group())
                                    .put("thingName", thing)));
                } catch (CallFailed failed) {
                    throw moved.isEmpty() ? failed : failed.after("done before: " + String.join(", ", moved));
                }
                moved.add(thing);
            }
        }
        return new GroupApi.Moved(members.group(), List.copyOf(moved));
    }

    private GroupApi.Binding bind(GroupApi.Binding binding, ApiRequest change) {
        calls.send(ApiRequest.get("policies", binding.policy())); // AWS detaches one that is not there in silence
        calls.send(change.body(
                JsonValue.object().put("target", found(binding.group()).text("thingGroupArn"))));
        return binding;
    }
}
