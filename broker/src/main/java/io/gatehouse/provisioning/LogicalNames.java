package io.gatehouse.provisioning;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a template calls its resources.
 *
 * @param thing null where there is none
 * @param policies the name of each policy by what the template calls it
 */
public record LogicalNames(@Nullable String thing, String certificate, Map<String, String> policies) {
    public LogicalNames {
        policies = Map.copyOf(policies);
    }
}
