package io.gatehouse.registry;

/**
 * How far groups go.
 *
 * @param depth groups from the root to the deepest, both included
 * @param children direct child groups of one group
 * @param perThing groups one thing is in
 * @param onePerHierarchy whether a thing may be in only one of the groups under the same root
 * @param policies attached to one group
 * @param attributes of one group
 * @param things in a group and all groups under it: what one change of the group may have to reach. For 100,000 things
 *     with a certificate each, that takes the writer a quarter of a second
 */
public record GroupLimits(
        int depth, int children, int perThing, boolean onePerHierarchy, int policies, int attributes, int things) {

    /** AWS IoT Core's numbers ("AWS IoT thing group resource limits and quotas"); it publishes none for things. */
    public static final GroupLimits STRICT = new GroupLimits(7, 100, 10, true, 2, 50, 100_000);

    public static final GroupLimits EXTENDED = new GroupLimits(7, 1000, 10, false, 10, 50, 100_000);
}
