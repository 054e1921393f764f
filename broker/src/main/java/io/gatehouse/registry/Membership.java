package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes to which things are in a group: several things in one commit. Under the writer's lock.
 *
 * <p>That a thing is in a group is written in the record of the thing, so a thing and its groups never come apart.
 */
final class Membership {
    private final Index index;
    private final GroupLimits limits;

    Membership(Index index, GroupLimits limits) {
        this.index = index;
        this.limits = limits;
    }

    /** Answers with the things that were not in the group before, as they are now. */
    Plan<List<Thing>> add(String group, List<String> names) {
        return change(group, names, thing -> thing.groups().contains(group) ? thing : with(thing, group), true);
    }

    /** Answers with the things that were in the group before, as they are now. */
    Plan<List<Thing>> remove(String group, List<String> names) {
        return change(group, names, thing -> without(thing, group), false);
    }

    private Plan<List<Thing>> change(String group, List<String> names, UnaryOperator<Thing> change, boolean adding) {
        ThingGroup changing = index.group(group);
        if (changing == null) {
            return Plan.notFound(Kind.THING_GROUP, group);
        }
        String isDynamic = DynamicGroupPlans.isDynamic(changing);
        if (isDynamic != null) {
            return Plan.invalid(isDynamic);
        }
        if (names.size() > GroupPlans.MAX_THINGS_AT_ONCE) {
            return Plan.invalid(
                    "things: " + names.size() + " (expected: at most " + GroupPlans.MAX_THINGS_AT_ONCE + " at once)");
        }
        List<Thing> changed = new ArrayList<>();
        for (String name : new LinkedHashSet<>(names)) {
            Thing thing = index.thing(name);
            if (thing == null) {
                return Plan.notFound(Kind.THING, name);
            }
            Thing after = change.apply(thing);
            if (!after.equals(thing)) {
                changed.add(after);
            }
            String full = adding && !after.equals(thing) ? refusal(thing, group) : null;
            if (full != null) {
                return Plan.conflict(full, "take it out of another group first: gatehouse group remove GROUP " + name);
            }
        }
        if (changed.isEmpty()) {
            return Plan.unchanged(List.of());
        }
        String full = adding ? full(group, changed.size()) : null;
        return full == null ? commit(group, changed) : Plan.conflict(full, "make another group beside it");
    }

    /** One thing out of some groups and into others; answers with it as it is then. */
    Plan<Thing> move(String name, List<String> into, List<String> outOf) {
        Thing thing = index.thing(name);
        if (thing == null) {
            return Plan.notFound(Kind.THING, name);
        }
        Set<String> joined = new LinkedHashSet<>(into);
        Set<String> left = new LinkedHashSet<>(outOf);
        for (String group : joined) {
            if (left.contains(group)) {
                return Plan.invalid("thing group: " + group + " to join and to leave (expected: one of the two)");
            }
        }
        left.addAll(joined);
        for (String group : left) {
            ThingGroup changing = index.group(group);
            if (changing == null) {
                return Plan.notFound(Kind.THING_GROUP, group);
            }
            String isDynamic = DynamicGroupPlans.isDynamic(changing);
            if (isDynamic != null) {
                return Plan.invalid(isDynamic);
            }
        }
        left.removeAll(joined);
        Thing after = thing;
        for (String group : left) {
            after = without(after, group);
        }
        for (String group : joined) {
            if (!after.groups().contains(group)) {
                String full = refusal(after, group);
                if (full != null) {
                    return Plan.conflict(full, "let it leave another group in the same step");
                }
                after = with(after, group);
            }
        }
        String full = fullBy(thing, after);
        if (full != null) {
            return Plan.conflict(full, "make another group beside it");
        }
        return after.equals(thing) ? Plan.unchanged(thing) : commit(thing, after);
    }

    /** Why a group takes no more things, of those that a thing would be in; or null. What it leaves makes room. */
    private @Nullable String fullBy(Thing before, Thing after) {
        Map<String, Integer> more = new TreeMap<>();
        before.groups()
                .forEach(group -> index.groups().path(group).forEach(above -> more.merge(above, -1, Integer::sum)));
        after.groups()
                .forEach(group -> index.groups().path(group).forEach(above -> more.merge(above, 1, Integer::sum)));
        for (Map.Entry<String, Integer> change : more.entrySet()) {
            String full = change.getValue() > 0 ? fullItself(change.getKey(), change.getValue()) : null;
            if (full != null) {
                return full;
            }
        }
        return null;
    }

    private Plan<Thing> commit(Thing before, Thing after) {
        Set<String> concerned = index.certificatesOfThing().of(after.name());
        Set<String> changed = new LinkedHashSet<>(before.groups());
        changed.addAll(after.groups());
        changed.removeIf(
                group -> before.groups().contains(group) && after.groups().contains(group));
        List<RegistryChange> told = new ArrayList<>();
        changed.forEach(group -> told.add(new RegistryChange.GroupChanged(group, concerned)));
        return new Plan.Commit<>(
                List.of(new Change.Put(Keys.thing(after.name()), StoredForm.of(after))),
                () -> index.put(after),
                told,
                !concerned.isEmpty(),
                after);
    }

    /** Why a group takes no more things, or null. */
    @Nullable
    String full(String group, int more) {
        for (String above : index.groups().path(group)) {
            String full = fullItself(above, more);
            if (full != null) {
                return full;
            }
        }
        return null;
    }

    private @Nullable String fullItself(String group, int more) {
        int below = index.groups().thingsBelow(group);
        return below + more <= limits.things()
                ? null
                : "thing group " + group + " has " + below + " things in it and under it (expected: at most "
                        + limits.things() + ")";
    }

    private Plan<List<Thing>> commit(String group, List<Thing> changed) {
        List<Change> changes = new ArrayList<>();
        Set<String> concerned = new LinkedHashSet<>();
        for (Thing thing : changed) {
            changes.add(new Change.Put(Keys.thing(thing.name()), StoredForm.of(thing)));
            concerned.addAll(index.certificatesOfThing().of(thing.name()));
        }
        return new Plan.Commit<>(
                changes,
                () -> changed.forEach(index::put),
                List.of(new RegistryChange.GroupChanged(group, concerned)),
                !concerned.isEmpty(),
                List.copyOf(changed));
    }

    /** Why a thing, in the groups that it says, may not be in this one besides; or null. */
    @Nullable
    String refusal(Thing thing, String group) {
        if (thing.groups().size() >= limits.perThing()) {
            return "thing " + thing.name() + " is in " + thing.groups().size() + " groups (expected: at most "
                    + limits.perThing() + ")";
        }
        if (limits.onePerHierarchy()) {
            String root = index.groups().path(group).getFirst();
            for (String other : thing.groups()) {
                if (index.groups().path(other).getFirst().equals(root)) {
                    return "thing " + thing.name() + " is in the group " + other + ", which has the same root " + root
                            + " (expected: one group of a hierarchy)";
                }
            }
        }
        return null;
    }

    static Thing with(Thing thing, String group) {
        List<String> groups = new ArrayList<>(thing.groups());
        groups.add(group);
        return thing.in(groups);
    }

    static Thing without(Thing thing, String group) {
        return thing.groups().contains(group)
                ? thing.in(thing.groups().stream()
                        .filter(other -> !other.equals(group))
                        .toList())
                : thing;
    }
}
