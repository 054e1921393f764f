package io.gatehouse.jobs;

import io.gatehouse.registry.Registry;
import io.gatehouse.registry.Thing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which things targets mean, by the registry as it is now. Any thread, memory only. */
final class TargetThings {
    private static final int AT_ONCE = 1000;

    private final Registry registry;

    TargetThings(Registry registry) {
        this.registry = registry;
    }

    /** The first target that is not there, in words, or null. */
    @Nullable
    String missing(List<JobTarget> targets) {
        for (JobTarget target : targets) {
            switch (target) {
                case JobTarget.OfThing(String name) -> {
                    if (registry.thing(name) == null) {
                        return "thing " + name + " does not exist";
                    }
                }
                case JobTarget.OfGroup(String name) -> {
                    if (registry.thingGroups().group(name) == null) {
                        return "thing group " + name + " does not exist";
                    }
                }
            }
        }
        return null;
    }

    boolean isThere(String thing) {
        return registry.thing(thing) != null;
    }

    /** The names of all things, each once; null where they are more than {@code most}. */
    @Nullable
    List<String> of(List<JobTarget> targets, int most) {
        Set<String> names = new LinkedHashSet<>();
        for (JobTarget target : targets) {
            boolean fits = switch (target) {
                case JobTarget.OfThing(String name) -> names.add(name) || names.contains(name);
                case JobTarget.OfGroup(String name) -> addGroup(name, names, most);
            };
            if (!fits || names.size() > most) {
                return null;
            }
        }
        return List.copyOf(names);
    }

    private boolean addGroup(String root, Set<String> names, int most) {
        for (String group : withAllBelow(root)) {
            String after = null;
            List<String> page;
            do {
                page = registry.thingGroups().thingsOf(group, after, AT_ONCE);
                names.addAll(page);
                if (names.size() > most) {
                    return false;
                }
                after = page.isEmpty() ? null : page.getLast();
            } while (page.size() == AT_ONCE);
        }
        return true;
    }

    private List<String> withAllBelow(String root) {
        List<String> groups = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            String group = open.remove();
            groups.add(group);
            String after = null;
            List<String> page;
            do {
                page = registry.thingGroups().childrenOf(group, after, AT_ONCE);
                open.addAll(page);
                after = page.isEmpty() ? null : page.getLast();
            } while (page.size() == AT_ONCE);
        }
        return groups;
    }

    /** Whether the targets mean this thing, by its name or by a group that it is in or under. */
    boolean include(List<JobTarget> targets, String thingName) {
        Thing thing = registry.thing(thingName);
        if (thing == null) {
            return false;
        }
        if (targets.contains(new JobTarget.OfThing(thingName))) {
            return true;
        }
        Set<String> groups = new HashSet<>();
        thing.groups().forEach(group -> groups.addAll(registry.thingGroups().path(group)));
        return targets.stream()
                .anyMatch(target -> target instanceof JobTarget.OfGroup(String name) && groups.contains(name));
    }
}
