package io.gatehouse.registry;

import io.gatehouse.policy.CompiledPolicy;
import java.util.List;

/**
 * A thing as one certificate has it.
 *
 * @param exclusive the certificate's only thing, for which every connection of the certificate stands
 * @param groupPolicies those of the thing's groups and of all groups above them, each once, by name; shared with other
 *     things of the same group
 */
public record BoundThing(Thing thing, boolean exclusive, List<CompiledPolicy> groupPolicies) {
    public BoundThing {
        groupPolicies = List.copyOf(groupPolicies);
    }

    String name() {
        return thing.name();
    }
}
