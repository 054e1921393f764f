package io.gatehouse.indexing;

import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ThingGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The dynamic groups as they are when a page begins, each asked whether a thing is in it. One for a page, one thread.
 *
 * <p>What is in a dynamic group is not kept: it would have to be worked out again with every change of a thing and with
 * every connection, by whoever makes that change. Here who wants to know pays, for those things that he asks about.
 *
 * <p>In the query of a dynamic group, names of groups mean static ones. So no group can be in the way of another, or of
 * itself, and a thing is asked once by each.
 */
final class DynamicGroups implements GroupMatching {
    private record Group(String name, Matcher matcher) {}

    private final List<Group> groups = new ArrayList<>();

    private DynamicGroups() {}

    static DynamicGroups of(Registry registry, ThingIds ids) {
        DynamicGroups all = new DynamicGroups();
        for (ThingGroup group : registry.thingGroups().dynamicGroups()) {
            if (group.query() != null) {
                all.groups.add(new Group(group.name(), Matcher.of(group.query().query(), ids, GroupMatching.STATIC)));
            }
        }
        return all;
    }

    /** Names of all groups that the thing is in itself, static ones too, in order. */
    List<String> namesOf(Candidate candidate) {
        List<String> known = candidate.thing().groups();
        List<String> names = null;
        for (Group group : groups) {
            if (group.matcher.matches(candidate)) {
                names = names == null ? new ArrayList<>(known) : names;
                names.add(group.name);
            }
        }
        if (names == null) {
            return known;
        }
        names.sort(null);
        return names;
    }

    /** Those groups are asked whose names are looked for, and they behind the static ones, which cost less. */
    @Override
    public Matcher named(Predicate<String> test) {
        Matcher ofStatic = GroupMatching.STATIC.named(test);
        Matcher[] asked = groups.stream()
                .filter(group -> test.test(group.name))
                .map(Group::matcher)
                .toArray(Matcher[]::new);
        if (asked.length == 0) {
            return ofStatic;
        }
        Matcher ofDynamic = Matcher.some(asked);
        return candidate -> ofStatic.matches(candidate) || ofDynamic.matches(candidate);
    }
}
