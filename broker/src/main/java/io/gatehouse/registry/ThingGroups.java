package io.gatehouse.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The groups of a {@link Registry}: readers on any thread, writers on virtual threads, as there. */
public final class ThingGroups {
    private final Index index;
    private final Journal journal;
    private final GroupPlans plans;
    private final DynamicGroupPlans dynamicPlans;
    private final Membership membership;
    private final TagPlans tags;

    ThingGroups(
            Index index,
            Journal journal,
            GroupPlans plans,
            DynamicGroupPlans dynamicPlans,
            Membership membership,
            TagPlans tags) {
        this.index = index;
        this.journal = journal;
        this.plans = plans;
        this.dynamicPlans = dynamicPlans;
        this.membership = membership;
        this.tags = tags;
    }

    public @Nullable ThingGroup group(String name) {
        return index.group(name);
    }

    /** A page of groups by name, as {@link Registry#things}. */
    public List<ThingGroup> groups(String prefix, @Nullable String after, int max) {
        return index.groups().groups().page(prefix, after, max);
    }

    /** The dynamic ones, by name; there are at most {@link GroupLimits#dynamic}. */
    public List<ThingGroup> dynamicGroups() {
        return index.groups().dynamic().all();
    }

    /** A page of names of the direct child groups. */
    public List<String> childrenOf(String group, @Nullable String after, int max) {
        return index.groups().children().of(group, after == null ? "" : after, max);
    }

    /** A page of names of the things in the group itself; of a dynamic one there are none to list here. */
    public List<String> thingsOf(String group, @Nullable String after, int max) {
        return index.groups().members().of(group, after == null ? "" : after, max);
    }

    /** How many things are in the group and all groups under it; one in two of them counts twice. */
    public int thingsBelow(String group) {
        return index.groups().thingsBelow(group);
    }

    /** Names of the groups from the root to the group itself. */
    public List<String> path(String group) {
        return index.groups().path(group);
    }

    /** Names of the policies attached to the group itself. */
    public List<String> policiesOf(String group) {
        return List.copyOf(index.groups().policiesOfGroup().of(group));
    }

    /** A page of names of the groups a policy is attached to. */
    public List<String> groupsOfPolicy(String policy, @Nullable String after, int max) {
        return index.groups().groupsOfPolicy().of(policy, after == null ? "" : after, max);
    }

    /**
     * Done as well when the very same group exists.
     *
     * @param parent the group right above, for good; null for a root
     */
    public RegistryResult<ThingGroup> create(
            String name, @Nullable String parent, String description, Map<String, String> attributes) {
        return create(name, parent, description, attributes, Tags.NONE);
    }

    /** Where the very same group exists, it has to have these tags too, unless there are none. */
    public RegistryResult<ThingGroup> create(
            String name, @Nullable String parent, String description, Map<String, String> attributes, Tags wanted) {
        return journal.write(
                () -> tags.creation(tagged(name), wanted, plans.create(name, parent, description, attributes)));
    }

    /**
     * Replaces description and attributes.
     *
     * @param expectedVersion the version the caller has seen, or 0 for any
     */
    public RegistryResult<ThingGroup> update(
            String name, String description, Map<String, String> attributes, long expectedVersion) {
        return journal.write(() -> plans.update(name, description, attributes, expectedVersion));
    }

    /** What the update does not name stays, whoever changes it meanwhile. */
    public RegistryResult<ThingGroup> update(String name, GroupUpdate update) {
        return journal.write(() -> plans.update(name, update));
    }

    /**
     * Refused while it has child groups. Its things stay and leave the group, its policies stay and are detached, all
     * in one commit; so it is refused for more than 500 things too.
     *
     * @param withThings false refuses a group that has things at the moment of the deletion
     */
    public RegistryResult<ThingGroup> delete(String name, boolean withThings) {
        return delete(name, withThings, 0);
    }

    /** @param expectedVersion the version the caller has seen, or 0 for any */
    public RegistryResult<ThingGroup> delete(String name, boolean withThings, long expectedVersion) {
        return journal.write(() -> tags.deletion(tagged(name), plans.delete(name, withThings, expectedVersion)));
    }

    /**
     * A dynamic group. Done as well when the very same one exists with these tags, or none are wanted.
     *
     * @param query which things are in it
     */
    public RegistryResult<ThingGroup> createDynamic(
            String name, MemberQuery query, String description, Map<String, String> attributes, Tags wanted) {
        return journal.write(
                () -> tags.creation(tagged(name), wanted, dynamicPlans.create(name, query, description, attributes)));
    }

    /** What the update does not name stays; a static group is refused. */
    public RegistryResult<ThingGroup> updateDynamic(String name, DynamicGroupUpdate update) {
        return journal.write(() -> dynamicPlans.update(name, update));
    }

    /**
     * A static group is refused.
     *
     * @param expectedVersion the version the caller has seen, or 0 for any
     */
    public RegistryResult<ThingGroup> deleteDynamic(String name, long expectedVersion) {
        return journal.write(() -> tags.deletion(tagged(name), dynamicPlans.delete(name, expectedVersion)));
    }

    private static TaggedResource tagged(String name) {
        return new TaggedResource(Kind.THING_GROUP, name);
    }

    /**
     * Puts things into a group, all or none, in one commit. Those in it already stay in it.
     *
     * @param things at most 500
     * @return the things that are new in the group
     */
    public RegistryResult<List<Thing>> add(String group, List<String> things) {
        return journal.write(() -> membership.add(group, things));
    }

    /**
     * Takes things out of a group, all or none, in one commit. Those not in it stay out of it.
     *
     * @param things at most 500
     * @return the things that were in the group
     */
    public RegistryResult<List<Thing>> remove(String group, List<String> things) {
        return journal.write(() -> membership.remove(group, things));
    }

    /**
     * Takes one thing out of groups and puts it into others, in one commit, so that it is never in more groups or fewer
     * than before and after; a hierarchy it leaves has room for it again.
     */
    public RegistryResult<Thing> move(String thing, List<String> into, List<String> outOf) {
        return journal.write(() -> membership.move(thing, into, outOf));
    }

    /** Done as well when it is attached already. */
    public RegistryResult<GroupAttachment> attachPolicy(String policy, String group) {
        return journal.write(() -> plans.attachPolicy(policy, group));
    }

    public RegistryResult<GroupAttachment> detachPolicy(String policy, String group) {
        return journal.write(() -> plans.detachPolicy(policy, group));
    }
}
