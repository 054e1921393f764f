package io.gatehouse.control;

import io.gatehouse.registry.Registry;
import java.util.List;

/** Policies that a certificate has without one being attached to it. */
final class GroupPolicies {
    private GroupPolicies() {}

    /**
     * Names of those that the groups of its things, and all groups above them, bring along. They count for a connection
     * that stands for such a thing.
     */
    static List<String> of(Registry registry, String certificateId) {
        return registry.thingsOf(certificateId).stream()
                .flatMap(thing -> thing.groups().stream())
                .flatMap(group -> registry.thingGroups().path(group).stream())
                .flatMap(group -> registry.thingGroups().policiesOf(group).stream())
                .distinct()
                .sorted()
                .toList();
    }
}
