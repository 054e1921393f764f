package io.gatehouse.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far groups go.
 *
 * @param depth groups from the root to the deepest, both included
 * @param children direct child groups of one group
 * @param perThing static groups one thing is in
 * @param onePerHierarchy whether a thing may be in only one of the groups under the same root
 * @param policies attached to one group
 * @param attributes of one group
 * @param things in a group and all groups under it: what one change of the group may have to reach. For 100,000 things
 *     with a certificate each, that takes the writer a quarter of a second
 * @param dynamic groups at all: each is asked about every thing of a page that a search shows
 */
public record GroupLimits(
        int depth,
        int children,
        int perThing,
        boolean onePerHierarchy,
        int policies,
        int attributes,
        int things,
        int dynamic) {

    /** AWS IoT Core's numbers ("AWS IoT thing group resource limits and quotas"); it publishes none for things. */
    public static final GroupLimits STRICT = new GroupLimits(7, 100, 10, true, 2, 50, 100_000, 100);

    public static final GroupLimits EXTENDED = new GroupLimits(7, 1000, 10, false, 10, 50, 100_000, 100);

    /** What is wrong with what a group of either kind says of itself, or null. */
    @Nullable
    String problem(String description, Map<String, String> itsAttributes) {
        String problem = Names.description(description);
        return problem != null ? problem : Names.attributes(itsAttributes, attributes);
    }
}
