package io.gatehouse.registry;

import io.gatehouse.policy.CompiledPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Thing groups: who is whose parent, which things are in them, and which policies they hand down.
 *
 * <p>A group hands down its own policies and those of every group above it. That list is made once for each group and
 * shared by all its things, so a hundred thousand things in a group cost one list. A thing in several groups has a list
 * of its own.
 */
final class GroupTree {
    private final Catalog<Policy> policies;
    private final Catalog<ThingGroup> groups = new Catalog<>();
    private final Catalog<ThingGroup> dynamic = new Catalog<>();
    private final Relation children = new Relation();
    private final Relation members = new Relation();
    private final Relation policiesOfGroup = new Relation();
    private final Relation groupsOfPolicy = new Relation();
    private final Map<String, Integer> thingsBelow = new ConcurrentHashMap<>();
    private final Map<String, List<CompiledPolicy>> handedDown = new HashMap<>(); // the writer's only

    GroupTree(Catalog<Policy> policies) {
        this.policies = policies;
    }

    // ---- Reading: any thread

    Catalog<ThingGroup> groups() {
        return groups;
    }

    /** The dynamic ones among them. */
    Catalog<ThingGroup> dynamic() {
        return dynamic;
    }

    /** Names of the direct child groups. */
    Relation children() {
        return children;
    }

    /** Names of the things that are in the group itself. */
    Relation members() {
        return members;
    }

    Relation policiesOfGroup() {
        return policiesOfGroup;
    }

    Relation groupsOfPolicy() {
        return groupsOfPolicy;
    }

    /** Things in the group and in all groups under it; one that is in two of them counts twice. */
    int thingsBelow(String group) {
        return thingsBelow.getOrDefault(group, 0);
    }

    /** From the root to the group itself. */
    List<String> path(String group) {
        List<String> path = new ArrayList<>();
        for (String at = group; at != null; at = parent(at)) {
            path.addFirst(at);
        }
        return path;
    }

    private @Nullable String parent(String group) {
        ThingGroup found = groups.of(group);
        return found == null ? null : found.parent(); // deleted this moment: a reader's path ends here
    }

    /** The group and every group under it. */
    Set<String> withDescendants(String group) {
        Set<String> all = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(group));
        while (!open.isEmpty()) {
            String next = open.removeFirst();
            if (all.add(next)) {
                open.addAll(children.of(next));
            }
        }
        return all;
    }

    // ---- Changing: the writer only

    /** The parent of an existing group is never another one, and its kind is the same. */
    void put(ThingGroup group) {
        groups.put(group.name(), group);
        if (group.isDynamic()) {
            dynamic.put(group.name(), group);
        }
        if (group.parent() != null) {
            children.add(group.parent(), group.name());
        }
    }

    /** Its things have left it before, and it has no children. */
    void remove(ThingGroup group) {
        groups.remove(group.name());
        dynamic.remove(group.name());
        if (group.parent() != null) {
            children.remove(group.parent(), group.name());
        }
        policiesOfGroup.of(group.name()).forEach(policy -> detach(policy, group.name()));
        thingsBelow.remove(group.name());
        handedDown.remove(group.name());
    }

    void attach(String policy, String group) {
        policiesOfGroup.add(group, policy);
        groupsOfPolicy.add(policy, group);
        forgetHandedDown(group);
    }

    void detach(String policy, String group) {
        policiesOfGroup.remove(group, policy);
        groupsOfPolicy.remove(policy, group);
        forgetHandedDown(group);
    }

    /** A policy has another document: what was compiled from the old one is forgotten. */
    void changed(String policy) {
        groupsOfPolicy.of(policy).forEach(this::forgetHandedDown);
    }

    private void forgetHandedDown(String group) {
        withDescendants(group).forEach(handedDown::remove);
    }

    /** A thing is in other groups than before. */
    void moved(String thing, List<String> before, List<String> after) {
        for (String group : before) {
            if (!after.contains(group)) {
                members.remove(group, thing);
                path(group).forEach(above -> thingsBelow.merge(above, -1, Integer::sum));
            }
        }
        for (String group : after) {
            if (!before.contains(group)) {
                members.add(group, thing);
                path(group).forEach(above -> thingsBelow.merge(above, 1, Integer::sum));
            }
        }
    }

    /** What a thing's groups and all above them bring along, each policy once, by name. */
    List<CompiledPolicy> policiesOf(Thing thing) {
        List<String> in = thing.groups();
        if (in.size() <= 1) {
            return in.isEmpty() ? List.of() : handedDownBy(in.getFirst());
        }
        Map<String, CompiledPolicy> all = new LinkedHashMap<>();
        in.forEach(group -> handedDownBy(group).forEach(policy -> all.putIfAbsent(policy.name(), policy)));
        return List.copyOf(all.values());
    }

    private List<CompiledPolicy> handedDownBy(String group) {
        List<CompiledPolicy> known = handedDown.get(group);
        if (known == null) {
            Set<String> names = new LinkedHashSet<>();
            path(group).forEach(above -> names.addAll(policiesOfGroup.of(above)));
            known = List.copyOf(names.stream() // copied once here, shared afterwards
                    .sorted()
                    .map(name -> policies.existing(name).compiled())
                    .toList());
            handedDown.put(group, known);
        }
        return known;
    }

    /** Is what another one is, from now on. */
    void become(GroupTree other) {
        groups.become(other.groups);
        dynamic.become(other.dynamic);
        children.become(other.children);
        members.become(other.members);
        policiesOfGroup.become(other.policiesOfGroup);
        groupsOfPolicy.become(other.groupsOfPolicy);
        thingsBelow.putAll(other.thingsBelow);
        thingsBelow.keySet().retainAll(other.thingsBelow.keySet());
        handedDown.clear();
        handedDown.putAll(other.handedDown);
    }
}
