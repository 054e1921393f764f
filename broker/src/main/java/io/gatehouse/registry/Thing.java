package io.gatehouse.registry;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A device, as the operator knows it.
 *
 * @param name {@code [a-zA-Z0-9:_-]{1,128}}, never changes
 * @param attributes what policies and searches may ask for
 * @param version 1 at first, one more with every update
 */
public record Thing(
        String name, @Nullable String typeName, Map<String, String> attributes, long version, Instant createdAt) {
    public Thing {
        attributes = Map.copyOf(attributes);
    }
}
