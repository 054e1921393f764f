package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes to things. Under the writer's lock. */
final class ThingPlans {
    private final Index index;
    private final ThingTypePlans types;
    private final RegistryLimits limits;
    private final InstantSource clock;

    ThingPlans(Index index, ThingTypePlans types, RegistryLimits limits, InstantSource clock) {
        this.index = index;
        this.types = types;
        this.limits = limits;
        this.clock = clock;
    }

    /** @param billingGroup that it shall be in; null says nothing of it */
    Plan<Thing> create(
            String name, @Nullable String typeName, Map<String, String> attributes, @Nullable String billingGroup) {
        Thing existing = index.thing(name);
        if (existing != null) {
            return Objects.equals(existing.typeName(), typeName)
                            && existing.attributes().equals(attributes)
                            && (billingGroup == null || billingGroup.equals(existing.billingGroup()))
                    ? Plan.unchanged(existing)
                    : Plan.alreadyExists(Kind.THING, name);
        }
        String problem = problem(name, null, typeName, attributes);
        if (problem != null) {
            return Plan.invalid(problem);
        }
        if (billingGroup != null && index.billingGroups().of(billingGroup) == null) {
            return Plan.notFound(Kind.BILLING_GROUP, billingGroup);
        }
        Thing thing = fresh(name, typeName, attributes).billedTo(billingGroup);
        return new Plan.Commit<>(
                List.of(new Change.Create(Keys.thing(name), StoredForm.of(thing))),
                () -> index.put(thing),
                List.of(new RegistryChange.ThingChanged(name, Set.of())),
                false,
                thing);
    }

    /**
     * The problem of a thing that is to be written, or null.
     *
     * @param typeBefore the type it has already: kept without asking, also where it is deprecated or was given before
     *     types had to exist
     */
    @Nullable
    String problem(
            String name, @Nullable String typeBefore, @Nullable String typeName, Map<String, String> attributes) {
        String problem = Names.thing(name);
        if (problem == null && typeName != null && !typeName.equals(typeBefore)) {
            problem = Names.thingType(typeName);
            if (problem == null) {
                problem = types.refusal(typeName);
            }
        }
        if (problem == null) {
            problem = Names.attributes(
                    attributes, typeName == null ? limits.attributesWithoutType() : limits.attributesWithType());
        }
        return problem;
    }

    Thing fresh(String name, @Nullable String typeName, Map<String, String> attributes) {
        return new Thing(name, typeName, attributes, 1, Registry.now(clock));
    }

    Plan<Thing> update(String name, @Nullable String typeName, Map<String, String> attributes, long expectedVersion) {
        Thing existing = index.thing(name);
        if (existing == null) {
            return Plan.notFound(Kind.THING, name);
        }
        if (expectedVersion != 0 && expectedVersion != existing.version()) {
            return Plan.otherVersion(Kind.THING, name, existing.version(), expectedVersion);
        }
        String problem = problem(name, existing.typeName(), typeName, attributes);
        if (problem != null) {
            return Plan.invalid(problem);
        }
        Thing thing = existing.with(typeName, attributes);
        Set<String> certificates = index.certificatesOfThing().of(name);
        return new Plan.Commit<>(
                List.of(new Change.Put(Keys.thing(name), StoredForm.of(thing))),
                () -> index.put(thing),
                List.of(new RegistryChange.ThingChanged(name, certificates)),
                !certificates.isEmpty(),
                thing);
    }

    Plan<Thing> update(String name, ThingUpdate update) {
        Thing existing = index.thing(name);
        if (existing == null) {
            return Plan.notFound(Kind.THING, name);
        }
        AttributeChange attributes = update.attributes();
        return update(
                name,
                update.typeAfter(existing),
                attributes == null ? existing.attributes() : attributes.applyTo(existing.attributes()),
                update.expectedVersion());
    }

    Plan<Thing> delete(String name, long expectedVersion) {
        Thing existing = index.thing(name);
        if (existing == null) {
            return Plan.notFound(Kind.THING, name);
        }
        if (expectedVersion != 0 && expectedVersion != existing.version()) {
            return Plan.otherVersion(Kind.THING, name, existing.version(), expectedVersion);
        }
        if (index.certificatesOfThing().any(name)) {
            return Plan.conflict("thing " + name + " is attached to a certificate", "detach it first");
        }
        return new Plan.Commit<>(
                List.of(new Change.Delete(Keys.thing(name))),
                () -> index.removeThing(existing),
                List.of(new RegistryChange.ThingChanged(name, Set.of())),
                false,
                existing);
    }
}
