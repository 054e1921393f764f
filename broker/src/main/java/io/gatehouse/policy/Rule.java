package io.gatehouse.policy;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** Where a rule comes from, for explanations. Shared by all connections. */
    record Origin(String policy, int statement, @Nullable String sid, Effect effect) {}

    Origin origin() {
        return origin;
    }

    boolean matchesNothing() {
        return actions.isEmpty() || resources.length == 0;
    }

    boolean matches(Action action, String name) {
        if (!actions.contains(action)) {
            return false;
        }
        for (CompiledResource.Bound resource : resources) {
            if (resource.matches(action, name)) {
                return true;
            }
        }
        return false;
    }
}
