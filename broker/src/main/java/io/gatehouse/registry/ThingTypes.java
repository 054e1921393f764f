package io.gatehouse.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The thing types of a {@link Registry}: readers on any thread, writers on virtual threads, as there. */
public final class ThingTypes {
    private final Index index;
    private final Journal journal;
    private final ThingTypePlans plans;
    private final TagPlans tags;

    ThingTypes(Index index, Journal journal, ThingTypePlans plans, TagPlans tags) {
        this.index = index;
        this.journal = journal;
        this.plans = plans;
        this.tags = tags;
    }

    public @Nullable ThingType type(String name) {
        return index.types().of(name);
    }

    /** A page of types by name, as {@link Registry#things}. */
    public List<ThingType> types(String prefix, @Nullable String after, int max) {
        return index.types().page(prefix, after, max);
    }

    /** Done as well when the very same type exists. */
    public RegistryResult<ThingType> create(String name, String description, List<String> searchableAttributes) {
        return create(name, description, searchableAttributes, Tags.NONE);
    }

    /** Where the very same type exists, it has to have these tags too, unless there are none. */
    public RegistryResult<ThingType> create(
            String name, String description, List<String> searchableAttributes, Tags wanted) {
        return create(name, description, searchableAttributes, List.of(), wanted);
    }

    /** @param propagatingAttributes what messages of its things get */
    public RegistryResult<ThingType> create(
            String name,
            String description,
            List<String> searchableAttributes,
            List<PropagatingAttribute> propagatingAttributes,
            Tags wanted) {
        return journal.write(() -> tags.creation(
                tagged(name), wanted, plans.create(name, description, searchableAttributes, propagatingAttributes)));
    }

    /**
     * What the update does not name stays. Where the propagating attributes become others, every thing is looked at,
     * and connections of the type's things follow.
     */
    public RegistryResult<ThingType> update(String name, ThingTypeUpdate update) {
        return journal.write(() -> plans.update(name, update));
    }

    /**
     * Things keep a deprecated type; no thing is given one.
     *
     * @param deprecated false takes it up again
     */
    public RegistryResult<ThingType> deprecate(String name, boolean deprecated) {
        return journal.write(() -> plans.deprecate(name, deprecated));
    }

    /** Refused unless it is deprecated and the type of no thing. Looks at every thing. */
    public RegistryResult<ThingType> delete(String name) {
        return journal.write(() -> tags.deletion(tagged(name), plans.delete(name)));
    }

    private static TaggedResource tagged(String name) {
        return new TaggedResource(Kind.THING_TYPE, name);
    }
}
