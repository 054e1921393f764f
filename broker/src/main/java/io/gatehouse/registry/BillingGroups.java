package io.gatehouse.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The billing groups of a {@link Registry}: readers on any thread, writers on virtual threads, as there. */
public final class BillingGroups {
    private final Index index;
    private final Journal journal;
    private final BillingGroupPlans plans;
    private final TagPlans tags;

    BillingGroups(Index index, Journal journal, BillingGroupPlans plans, TagPlans tags) {
        this.index = index;
        this.journal = journal;
        this.plans = plans;
        this.tags = tags;
    }

    public @Nullable BillingGroup group(String name) {
        return index.billingGroups().of(name);
    }

    /** A page of billing groups by name, as {@link Registry#things}. */
    public List<BillingGroup> groups(String prefix, @Nullable String after, int max) {
        return index.billingGroups().page(prefix, after, max);
    }

    /** A page of names of the things in it. */
    public List<String> thingsOf(String group, @Nullable String after, int max) {
        return index.thingsOfBillingGroup().of(group, after == null ? "" : after, max);
    }

    /** Done as well where the very same exists; it has to have these tags too then, unless there are none. */
    public RegistryResult<BillingGroup> create(String name, String description, Tags wanted) {
        return journal.write(() -> tags.creation(tagged(name), wanted, plans.create(name, description)));
    }

    /**
     * Gives it another description.
     *
     * @param description null for the one it has
     * @param expectedVersion the version the caller has seen, or 0 for any
     */
    public RegistryResult<BillingGroup> update(String name, @Nullable String description, long expectedVersion) {
        return journal.write(() -> plans.update(name, description, expectedVersion));
    }

    /**
     * Its things stay and leave it, all in one commit; so it is refused for more than 500 of them.
     *
     * @param expectedVersion the version the caller has seen, or 0 for any
     */
    public RegistryResult<BillingGroup> delete(String name, long expectedVersion) {
        return journal.write(() -> tags.deletion(tagged(name), plans.delete(name, expectedVersion)));
    }

    /** Refused where the thing is in another one; done as well where it is in this one. */
    public RegistryResult<Thing> add(String group, String thing) {
        return journal.write(() -> plans.add(group, thing));
    }

    /** Done as well where the thing is not in it. */
    public RegistryResult<Thing> remove(String group, String thing) {
        return journal.write(() -> plans.remove(group, thing));
    }

    private static TaggedResource tagged(String name) {
        return new TaggedResource(Kind.BILLING_GROUP, name);
    }
}
