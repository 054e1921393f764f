package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes to dynamic thing groups. Under the writer's lock.
 *
 * <p>Which things are in one is never written down, so none of these changes looks at a thing, and none concerns a
 * certificate: a dynamic group has no policies.
 */
final class DynamicGroupPlans {
    private final Index index;
    private final GroupLimits limits;
    private final InstantSource clock;

    DynamicGroupPlans(Index index, GroupLimits limits, InstantSource clock) {
        this.index = index;
        this.limits = limits;
        this.clock = clock;
    }

    Plan<ThingGroup> create(String name, MemberQuery query, String description, Map<String, String> attributes) {
        String problem = Names.group(name);
        if (problem == null) {
            problem = limits.problem(description, attributes);
        }
        if (problem != null) {
            return Plan.invalid(problem);
        }
        ThingGroup existing = index.group(name);
        if (existing != null) {
            return query.equals(existing.query())
                            && existing.description().equals(description)
                            && existing.attributes().equals(attributes)
                    ? Plan.unchanged(existing)
                    : Plan.alreadyExists(Kind.THING_GROUP, name);
        }
        int there = index.groups().dynamic().size();
        if (there >= limits.dynamic()) {
            return Plan.conflict(
                    "there are " + there + " dynamic thing groups (expected: at most " + limits.dynamic()
                            + " with the new one)",
                    "delete one first");
        }
        ThingGroup group = new ThingGroup(name, null, query, description, attributes, 1, Registry.now(clock));
        return put(new Change.Create(Keys.group(name), StoredForm.of(group)), group);
    }

    Plan<ThingGroup> update(String name, DynamicGroupUpdate update) {
        ThingGroup existing = index.group(name);
        if (existing == null) {
            return Plan.notFound(Kind.THING_GROUP, name);
        }
        String isStatic = isStatic(existing);
        if (isStatic != null) {
            return Plan.invalid(isStatic);
        }
        long expected = update.others().expectedVersion();
        if (expected != 0 && expected != existing.version()) {
            return Plan.otherVersion(Kind.THING_GROUP, name, existing.version(), expected);
        }
        AttributeChange attributes = update.others().attributes();
        ThingGroup group = new ThingGroup(
                name,
                null,
                update.query() == null ? existing.query() : update.query(),
                Objects.requireNonNullElse(update.others().description(), existing.description()),
                attributes == null ? existing.attributes() : attributes.applyTo(existing.attributes()),
                existing.version() + 1,
                existing.createdAt());
        String problem = limits.problem(group.description(), group.attributes());
        return problem == null
                ? put(new Change.Put(Keys.group(name), StoredForm.of(group)), group)
                : Plan.invalid(problem);
    }

    private Plan<ThingGroup> put(Change change, ThingGroup group) {
        return new Plan.Commit<>(
                List.of(change),
                () -> index.groups().put(group),
                List.of(new RegistryChange.GroupChanged(group.name(), Set.of())),
                false,
                group);
    }

    Plan<ThingGroup> delete(String name, long expectedVersion) {
        ThingGroup group = index.group(name);
        if (group == null) {
            return Plan.notFound(Kind.THING_GROUP, name);
        }
        String isStatic = isStatic(group);
        if (isStatic != null) {
            return Plan.invalid(isStatic);
        }
        if (expectedVersion != 0 && expectedVersion != group.version()) {
            return Plan.otherVersion(Kind.THING_GROUP, name, group.version(), expectedVersion);
        }
        return new Plan.Commit<>(
                List.of(new Change.Delete(Keys.group(name))),
                () -> index.groups().remove(group),
                List.of(new RegistryChange.GroupChanged(name, Set.of())),
                false,
                group);
    }

    private static @Nullable String isStatic(ThingGroup group) {
        return group.isDynamic()
                ? null
                : "thing group: " + group.name() + " is static (expected: a dynamic one, which has a query)";
    }

    /** Why nothing of a static group can be done with this one, or null. */
    static @Nullable String isDynamic(ThingGroup group) {
        return group.isDynamic()
                ? "thing group: " + group.name() + " is dynamic (expected: a static one: what is in it, its query says)"
                : null;
    }
}
