package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes to static thing groups and their policies. Under the writer's lock. */
final class GroupPlans {
    /** With the group, its policies and these, a deletion stays one commit. */
    static final int MAX_THINGS_AT_ONCE = 500;

    private final Index index;
    private final GroupLimits limits;
    private final InstantSource clock;

    GroupPlans(Index index, GroupLimits limits, InstantSource clock) {
        this.index = index;
        this.limits = limits;
        this.clock = clock;
    }

    Plan<ThingGroup> create(String name, @Nullable String parent, String description, Map<String, String> attributes) {
        String problem = Names.group(name);
        if (problem == null) {
            problem = limits.problem(description, attributes);
        }
        if (problem != null) {
            return Plan.invalid(problem);
        }
        ThingGroup existing = index.group(name);
        if (existing != null) {
            return !existing.isDynamic()
                            && Objects.equals(existing.parent(), parent)
                            && existing.description().equals(description)
                            && existing.attributes().equals(attributes)
                    ? Plan.unchanged(existing)
                    : Plan.alreadyExists(Kind.THING_GROUP, name);
        }
        if (parent != null) {
            ThingGroup above = index.group(parent);
            if (above == null) {
                return Plan.notFound(Kind.THING_GROUP, parent);
            }
            String isDynamic = DynamicGroupPlans.isDynamic(above);
            if (isDynamic != null) {
                return Plan.invalid(isDynamic);
            }
            int depth = index.groups().path(parent).size();
            if (depth >= limits.depth()) {
                return Plan.conflict(
                        "thing group " + parent + " is at depth " + depth + " (expected: at most " + limits.depth()
                                + " with the new group)",
                        "put it under a group higher up");
            }
            if (index.groups().children().of(parent, "", limits.children()).size() >= limits.children()) {
                return Plan.conflict(
                        "thing group " + parent + " has " + limits.children() + " child groups (expected: at most "
                                + limits.children() + ")",
                        "put it under another group");
            }
        }
        ThingGroup group = new ThingGroup(name, parent, null, description, attributes, 1, Registry.now(clock));
        return put(new Change.Create(Keys.group(name), StoredForm.of(group)), group);
    }

    Plan<ThingGroup> update(String name, String description, Map<String, String> attributes, long expectedVersion) {
        ThingGroup existing = index.group(name);
        if (existing == null) {
            return Plan.notFound(Kind.THING_GROUP, name);
        }
        String isDynamic = DynamicGroupPlans.isDynamic(existing);
        if (isDynamic != null) {
            return Plan.invalid(isDynamic);
        }
        if (expectedVersion != 0 && expectedVersion != existing.version()) {
            return Plan.otherVersion(Kind.THING_GROUP, name, existing.version(), expectedVersion);
        }
        String problem = limits.problem(description, attributes);
        if (problem != null) {
            return Plan.invalid(problem);
        }
        ThingGroup group = new ThingGroup(
                name, existing.parent(), null, description, attributes, existing.version() + 1, existing.createdAt());
        return put(new Change.Put(Keys.group(name), StoredForm.of(group)), group);
    }

    Plan<ThingGroup> update(String name, GroupUpdate update) {
        ThingGroup existing = index.group(name);
        if (existing == null) {
            return Plan.notFound(Kind.THING_GROUP, name);
        }
        AttributeChange attributes = update.attributes();
        return update(
                name,
                Objects.requireNonNullElse(update.description(), existing.description()),
                attributes == null ? existing.attributes() : attributes.applyTo(existing.attributes()),
                update.expectedVersion());
    }

    // No policy can ask for a group's name or attributes, so neither of these concerns a certificate.
    private Plan<ThingGroup> put(Change change, ThingGroup group) {
        return new Plan.Commit<>(
                List.of(change),
                () -> index.groups().put(group),
                List.of(new RegistryChange.GroupChanged(group.name(), Set.of())),
                false,
                group);
    }

    Plan<ThingGroup> delete(String name, boolean withThings, long expectedVersion) {
        ThingGroup group = index.group(name);
        if (group == null) {
            return Plan.notFound(Kind.THING_GROUP, name);
        }
        String isDynamic = DynamicGroupPlans.isDynamic(group);
        if (isDynamic != null) {
            return Plan.invalid(isDynamic);
        }
        if (expectedVersion != 0 && expectedVersion != group.version()) {
            return Plan.otherVersion(Kind.THING_GROUP, name, group.version(), expectedVersion);
        }
        List<String> children = index.groups().children().of(name, "", 1);
        if (!children.isEmpty()) {
            return Plan.conflict(
                    "thing group " + name + " has the child group " + children.getFirst(), "delete that first");
        }
        List<String> members = index.groups().members().of(name, "", MAX_THINGS_AT_ONCE + 1);
        if (!withThings && !members.isEmpty()) {
            return Plan.conflict(
                    "thing group " + name + " has the thing " + members.getFirst()
                            + " in it, which would lose what its policies allow and deny",
                    "let its things leave it: gatehouse group rm " + name + " --with-things");
        }
        if (members.size() > MAX_THINGS_AT_ONCE) {
            return Plan.conflict(
                    "thing group " + name + " has more than " + MAX_THINGS_AT_ONCE + " things, too many for one commit",
                    "remove some first: gatehouse group remove " + name + " THING...");
        }
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Delete(Keys.group(name)));
        for (String policy : index.groups().policiesOfGroup().of(name)) {
            changes.add(new Change.Delete(Keys.groupPolicy(policy, name)));
        }
        List<Thing> left = members.stream()
                .map(member -> Membership.without(index.things().existing(member), name))
                .toList();
        left.forEach(thing -> changes.add(new Change.Put(Keys.thing(thing.name()), StoredForm.of(thing))));
        Set<String> concerned = index.concernedByGroups(List.of(name));
        return new Plan.Commit<>(
                changes,
                () -> index.removeGroup(group, left),
                List.of(new RegistryChange.GroupChanged(name, concerned)),
                !concerned.isEmpty(),
                group);
    }

    Plan<GroupAttachment> attachPolicy(String policy, String group) {
        if (index.policy(policy) == null) {
            return Plan.notFound(Kind.POLICY, policy);
        }
        ThingGroup found = index.group(group);
        if (found == null) {
            return Plan.notFound(Kind.THING_GROUP, group);
        }
        String isDynamic = DynamicGroupPlans.isDynamic(found);
        if (isDynamic != null) {
            return Plan.invalid(isDynamic);
        }
        GroupAttachment attachment = new GroupAttachment(policy, group);
        if (index.groups().policiesOfGroup().has(group, policy)) {
            return Plan.unchanged(attachment);
        }
        int attached = index.groups().policiesOfGroup().of(group).size();
        if (attached >= limits.policies()) {
            return Plan.conflict(
                    "thing group " + group + " has " + attached + " policies (expected: at most " + limits.policies()
                            + ")",
                    "detach one, or join two documents");
        }
        Set<String> concerned = index.concernedByGroups(List.of(group));
        return new Plan.Commit<>(
                List.of(new Change.Create(Keys.groupPolicy(policy, group), StoredForm.ofAttachment())),
                () -> index.attachToGroup(policy, group, concerned),
                List.of(new RegistryChange.GroupChanged(group, concerned)),
                !concerned.isEmpty(),
                attachment);
    }

    Plan<GroupAttachment> detachPolicy(String policy, String group) {
        if (!index.groups().policiesOfGroup().has(group, policy)) {
            return Plan.notFound(Kind.ATTACHMENT, policy + " to " + group);
        }
        Set<String> concerned = index.concernedByGroups(List.of(group));
        return new Plan.Commit<>(
                List.of(new Change.Delete(Keys.groupPolicy(policy, group))),
                () -> index.detachFromGroup(policy, group, concerned),
                List.of(new RegistryChange.GroupChanged(group, concerned)),
                !concerned.isEmpty(),
                new GroupAttachment(policy, group));
    }
}
