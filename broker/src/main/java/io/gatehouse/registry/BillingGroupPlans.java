package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes to billing groups, and to which things are in them. Under the writer's lock. None of them changes what a
 * certificate may do.
 *
 * <p>That a thing is in a billing group is written in the record of the thing, as its groups are.
 */
final class BillingGroupPlans {
    /** AWS IoT Core's quota. */
    static final int MOST = 20_000;

    private final Index index;
    private final InstantSource clock;

    BillingGroupPlans(Index index, InstantSource clock) {
        this.index = index;
        this.clock = clock;
    }

    Plan<BillingGroup> create(String name, String description) {
        String problem = Names.billingGroup(name);
        if (problem == null) {
            problem = Names.description(description);
        }
        if (problem != null) {
            return Plan.invalid(problem);
        }
        BillingGroup existing = index.billingGroups().of(name);
        if (existing != null) {
            return existing.description().equals(description)
                    ? Plan.unchanged(existing)
                    : Plan.alreadyExists(Kind.BILLING_GROUP, name);
        }
        if (index.billingGroups().size() >= MOST) {
            return Plan.conflict("there are " + MOST + " billing groups", "delete one that is no longer used");
        }
        return put(new BillingGroup(name, description, 1, Registry.now(clock)));
    }

    Plan<BillingGroup> update(String name, @Nullable String description, long expectedVersion) {
        BillingGroup existing = index.billingGroups().of(name);
        if (existing == null) {
            return Plan.notFound(Kind.BILLING_GROUP, name);
        }
        if (expectedVersion != 0 && expectedVersion != existing.version()) {
            return Plan.otherVersion(Kind.BILLING_GROUP, name, existing.version(), expectedVersion);
        }
        String after = description == null ? existing.description() : description;
        String problem = Names.description(after);
        return problem == null
                ? put(new BillingGroup(name, after, existing.version() + 1, existing.createdAt()))
                : Plan.invalid(problem);
    }

    private Plan<BillingGroup> put(BillingGroup group) {
        return new Plan.Commit<>(
                List.of(new Change.Put(Keys.billingGroup(group.name()), StoredForm.of(group))),
                () -> index.billingGroups().put(group.name(), group),
                List.of(),
                false,
                group);
    }

    Plan<BillingGroup> delete(String name, long expectedVersion) {
        BillingGroup group = index.billingGroups().of(name);
        if (group == null) {
            return Plan.notFound(Kind.BILLING_GROUP, name);
        }
        if (expectedVersion != 0 && expectedVersion != group.version()) {
            return Plan.otherVersion(Kind.BILLING_GROUP, name, group.version(), expectedVersion);
        }
        int most = GroupPlans.MAX_THINGS_AT_ONCE;
        List<String> members = index.thingsOfBillingGroup().of(name, "", most + 1);
        if (members.size() > most) {
            return Plan.conflict(
                    "billing group " + name + " has more than " + most + " things, too many for one commit",
                    "take some out of it first");
        }
        List<Change> changes = new ArrayList<>();
        List<Thing> left = new ArrayList<>();
        List<RegistryChange> told = new ArrayList<>();
        for (String member : members) {
            Thing thing = index.things().existing(member).billedTo(null);
            left.add(thing);
            changes.add(new Change.Put(Keys.thing(member), StoredForm.of(thing)));
            told.add(new RegistryChange.ThingChanged(member, Set.of()));
        }
        changes.add(new Change.Delete(Keys.billingGroup(name)));
        return new Plan.Commit<>(
                changes,
                () -> {
                    left.forEach(index::put);
                    index.billingGroups().remove(name);
                },
                told,
                false,
                group);
    }

    Plan<Thing> add(String group, String thingName) {
        Thing thing = index.thing(thingName);
        if (index.billingGroups().of(group) == null) {
            return Plan.notFound(Kind.BILLING_GROUP, group);
        }
        if (thing == null) {
            return Plan.notFound(Kind.THING, thingName);
        }
        String present = thing.billingGroup();
        if (present != null && !present.equals(group)) {
            return Plan.conflict(
                    "thing " + thingName + " is in the billing group " + present + " (expected: in one at most)",
                    "take it out of that one first");
        }
        return present == null ? put(thing.billedTo(group)) : Plan.unchanged(thing);
    }

    Plan<Thing> remove(String group, String thingName) {
        Thing thing = index.thing(thingName);
        if (index.billingGroups().of(group) == null) {
            return Plan.notFound(Kind.BILLING_GROUP, group);
        }
        if (thing == null) {
            return Plan.notFound(Kind.THING, thingName);
        }
        return group.equals(thing.billingGroup()) ? put(thing.billedTo(null)) : Plan.unchanged(thing);
    }

    private Plan<Thing> put(Thing thing) {
        return new Plan.Commit<>(
                List.of(new Change.Put(Keys.thing(thing.name()), StoredForm.of(thing))),
                () -> index.put(thing),
                List.of(new RegistryChange.ThingChanged(thing.name(), Set.of())),
                false,
                thing);
    }
}
