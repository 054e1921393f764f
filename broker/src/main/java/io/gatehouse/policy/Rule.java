package io.gatehouse.policy;

import java.util.EnumSet;
import java.util.List;

/** A statement as one connection is held against it: conditions settled, variables put in. Immutable. */
final class Rule {
    private static final CompiledResource.Bound[] NO_RESOURCES = {};

    private final Origin origin;
    private final EnumSet<Action> actions;
    private final CompiledResource.Bound[] resources;

    Rule(Origin origin, EnumSet<Action> actions, List<CompiledResource.Bound> resources) {
        this.origin = origin;
        this.actions = actions;
        this.resources = resources.toArray(NO_RESOURCES);
    }

    Origin origin() {
        return origin;
    }

    boolean matchesNothing() {
        return actions.isEmpty() || resources.length == 0;
    }

    /** True where it has a resource that the action can be asked about. */
    boolean isAbout(Action action) {
        if (!actions.contains(action)) {
            return false;
        }
        for (CompiledResource.Bound resource : resources) {
            if (resource.isOfType(action)) {
                return true;
            }
        }
        return false;
    }

    /** True where one of its resources names it, whatever actions the statement has. */
    boolean hasResource(Action action, String name) {
        for (CompiledResource.Bound resource : resources) {
            if (resource.matches(action, name)) {
                return true;
            }
        }
        return false;
    }
}
