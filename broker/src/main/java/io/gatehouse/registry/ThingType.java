package io.gatehouse.registry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What kind of device a thing is.
 *
 * @param name {@code [a-zA-Z0-9:_-]{1,128}}, never changes
 * @param description up to 2,028 characters, may be empty
 * @param searchableAttributes up to 3 names of attributes
 * @param propagatingAttributes up to {@link PropagatingAttribute#MOST}, which messages of its things get
 * @param deprecatedAt since when no thing may be given this type, or null
 */
public record ThingType(
        String name,
        String description,
        List<String> searchableAttributes,
        List<PropagatingAttribute> propagatingAttributes,
        @Nullable Instant deprecatedAt,
        Instant createdAt) {
    public ThingType {
        searchableAttributes = List.copyOf(searchableAttributes);
        propagatingAttributes = List.copyOf(propagatingAttributes);
    }

    public boolean deprecated() {
        return deprecatedAt != null;
    }
}
