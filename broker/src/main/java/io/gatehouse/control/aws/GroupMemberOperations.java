package io.gatehouse.control.aws;

import io.gatehouse.indexing.FleetSearches;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingGroup;
import io.gatehouse.registry.ThingGroups;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which things are in which groups. */
final class GroupMemberOperations implements OperationGroup {
    private static final int ALL = Integer.MAX_VALUE;

    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;
    private final FleetSearches searches;

    /** @param searches which find what is in a dynamic group */
    GroupMemberOperations(Registry registry, Arns arns, RegistryAnswers answers, FleetSearches searches) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
        this.searches = searches;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("AddThingToThingGroup", this::subject, this::add)
                .change("RemoveThingFromThingGroup", this::subject, this::remove)
                .change("UpdateThingGroupsForThing", this::movedThing, this::move)
                .read("ListThingsInThingGroup", this::things)
                .read("ListThingGroupsForThing", this::groupsOfThing);
    }

    private ThingGroups groups() {
        return registry.thingGroups();
    }

    private Subject subject(Call call) {
        String thing = thing(call);
        String group = group(call);
        return new Subject(arns.thing(thing) + " -> " + arns.group(group), () -> {
            Thing found = registry.thing(thing);
            return found == null ? null : JsonValue.of(found.groups().contains(group));
        });
    }

    private String thing(Call call) {
        return arns.thingOf(call.body());
    }

    private String group(Call call) {
        return arns.groupOf(call.body());
    }

    private JsonObject add(Call call) {
        call.body().flag("overrideDynamicGroups"); // dynamic groups take no room of static ones: there is nothing to
        // override
        answers.done(groups().add(group(call), List.of(thing(call))), AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }

    private JsonObject remove(Call call) {
        answers.done(groups().remove(group(call), List.of(thing(call))), AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }

    private static String movedThingName(Call call) {
        return NamePattern.THING.check("thingName", call.body().requiredText("thingName"));
    }

    private Subject movedThing(Call call) {
        String thing = movedThingName(call);
        return new Subject(arns.thing(thing), () -> {
            Thing found = registry.thing(thing);
            return found == null ? null : JsonValue.ofStrings(found.groups());
        });
    }

    private JsonObject move(Call call) {
        Fields body = call.body();
        body.flag("overrideDynamicGroups"); // as in add
        answers.done(
                groups().move(
                                movedThingName(call),
                                groupNames(body, "thingGroupsToAdd"),
                                groupNames(body, "thingGroupsToRemove")),
                AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }

    private static List<String> groupNames(Fields body, String list) {
        List<String> names = body.texts(list);
        names.forEach(name -> NamePattern.THING_GROUP.check(list, name));
        return names;
    }

    private JsonObject things(Call call) {
        String group = ThingGroupOperations.name(call);
        ThingGroup found = ThingGroupOperations.existing(registry, group);
        if (found.isDynamic()) {
            return Listing.byToken(call, group, call.query().isTrue("recursive"))
                    .found(
                            "things",
                            (after, max) -> ThingsIndex.page(searches.members(found, after, max)),
                            one -> JsonValue.of(one.thing().name()));
        }
        boolean recursive = call.query().isTrue("recursive");
        List<String> in = recursive ? withDescendants(group) : List.of(group);
        return Listing.byToken(call, group, recursive)
                .of("things", (after, max) -> members(in, after, max), name -> name, JsonValue::of);
    }

    private List<String> withDescendants(String group) {
        TreeSet<String> all = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(group));
        while (!open.isEmpty()) {
            String next = open.removeFirst();
            if (all.add(next)) {
                open.addAll(groups().childrenOf(next, null, ALL));
            }
        }
        return List.copyOf(all);
    }

    /** A page of what is in any of the groups, each thing once, by name. */
    private List<String> members(List<String> in, @Nullable String after, int max) {
        TreeSet<String> first = new TreeSet<>();
        for (String group : in) {
            first.addAll(groups().thingsOf(group, after, max));
            while (first.size() > max) {
                first.pollLast();
            }
        }
        return List.copyOf(first);
    }

    private JsonObject groupsOfThing(Call call) {
        String name = ThingOperations.name(call);
        Thing thing = ThingOperations.existing(registry, name);
        return Listing.byToken(call, name)
                .ofAll(
                        "thingGroups",
                        searches.groupsOf(thing),
                        group -> group,
                        group -> ThingGroupOperations.nameAndArn(arns, group));
    }
}
