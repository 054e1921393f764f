package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes to thing types. Under the writer's lock. None of them changes what a certificate may do; but what a type adds
 * to the messages of its things is worked out with the rights of their connections, which are therefore asked again.
 */
final class ThingTypePlans {
    private final Index index;
    private final InstantSource clock;

    ThingTypePlans(Index index, InstantSource clock) {
        this.index = index;
        this.clock = clock;
    }

    Plan<ThingType> create(
            String name,
            String description,
            List<String> searchableAttributes,
            List<PropagatingAttribute> propagatingAttributes) {
        String problem = Names.thingType(name);
        if (problem == null) {
            problem = problem(description, searchableAttributes, propagatingAttributes);
        }
        if (problem != null) {
            return Plan.invalid(problem);
        }
        ThingType existing = index.types().of(name);
        if (existing != null) {
            return existing.description().equals(description)
                            && existing.searchableAttributes().equals(searchableAttributes)
                            && existing.propagatingAttributes().equals(propagatingAttributes)
                    ? Plan.unchanged(existing)
                    : Plan.alreadyExists(Kind.THING_TYPE, name);
        }
        ThingType type = new ThingType(
                name, description, searchableAttributes, propagatingAttributes, null, Registry.now(clock));
        return put(new Change.Create(Keys.thingType(name), StoredForm.of(type)), null, type);
    }

    private static @Nullable String problem(
            String description, List<String> searchableAttributes, List<PropagatingAttribute> propagatingAttributes) {
        String problem = Names.description(description);
        if (problem == null) {
            problem = Names.searchable(searchableAttributes);
        }
        return problem == null ? Names.propagating(propagatingAttributes) : problem;
    }

    Plan<ThingType> update(String name, ThingTypeUpdate update) {
        ThingType existing = index.types().of(name);
        if (existing == null) {
            return Plan.notFound(Kind.THING_TYPE, name);
        }
        ThingType type = new ThingType(
                name,
                Objects.requireNonNullElse(update.description(), existing.description()),
                Objects.requireNonNullElse(update.searchableAttributes(), existing.searchableAttributes()),
                Objects.requireNonNullElse(update.propagatingAttributes(), existing.propagatingAttributes()),
                existing.deprecatedAt(),
                existing.createdAt());
        String problem = problem(type.description(), type.searchableAttributes(), type.propagatingAttributes());
        if (problem != null) {
            return Plan.invalid(problem);
        }
        return type.equals(existing)
                ? Plan.unchanged(existing)
                : put(new Change.Put(Keys.thingType(name), StoredForm.of(type)), existing, type);
    }

    Plan<ThingType> deprecate(String name, boolean deprecated) {
        ThingType existing = index.types().of(name);
        if (existing == null) {
            return Plan.notFound(Kind.THING_TYPE, name);
        }
        if (existing.deprecated() == deprecated) {
            return Plan.unchanged(existing);
        }
        ThingType type = new ThingType(
                name,
                existing.description(),
                existing.searchableAttributes(),
                existing.propagatingAttributes(),
                deprecated ? Registry.now(clock) : null,
                existing.createdAt());
        return put(new Change.Put(Keys.thingType(name), StoredForm.of(type)), existing, type);
    }

    private Plan<ThingType> put(Change change, @Nullable ThingType before, ThingType type) {
        List<PropagatingAttribute> added = before == null ? List.of() : before.propagatingAttributes();
        Set<String> concerned = added.equals(type.propagatingAttributes())
                ? Set.of()
                : index.certificatesOfThings(thing -> type.name().equals(thing.typeName()));
        return new Plan.Commit<>(
                List.of(change),
                () -> index.types().put(type.name(), type),
                List.of(new RegistryChange.ThingTypeChanged(type.name(), concerned)),
                !concerned.isEmpty(),
                type);
    }

    Plan<ThingType> delete(String name) {
        ThingType existing = index.types().of(name);
        if (existing == null) {
            return Plan.notFound(Kind.THING_TYPE, name);
        }
        if (!existing.deprecated()) {
            return Plan.conflict(
                    "thing type " + name + " is not deprecated",
                    "deprecate it first: gatehouse thing-type deprecate " + name);
        }
        if (index.things().any(thing -> name.equals(thing.typeName()))) {
            return Plan.conflict(
                    "thing type " + name + " is the type of a thing", "give its things another type first");
        }
        return new Plan.Commit<>(
                List.of(new Change.Delete(Keys.thingType(name))),
                () -> index.types().remove(name),
                List.of(new RegistryChange.ThingTypeChanged(name, Set.of())),
                false,
                existing);
    }

    /** Why a thing may not be given that type now, or null. */
    @Nullable
    String refusal(String typeName) {
        ThingType type = index.types().of(typeName);
        if (type == null) {
            return "thing type: " + typeName + " (expected: one that exists; gatehouse thing-type create " + typeName
                    + ")";
        }
        return type.deprecated() ? "thing type: " + typeName + " is deprecated (expected: one that is not)" : null;
    }
}
