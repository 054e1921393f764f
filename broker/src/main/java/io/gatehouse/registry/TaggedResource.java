package io.gatehouse.registry;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something of the registry that may have {@link Tags}. Things and certificates may not, as at AWS.
 *
 * @param kind one of a thing type, thing group, billing group, policy, CA or provisioning template
 * @param name of a CA its id
 */
public record TaggedResource(Kind kind, String name) {
    private static final Map<Kind, String> TABLES = new EnumMap<>(Map.of(
            Kind.THING_TYPE, Keys.THING_TYPES.name(),
            Kind.THING_GROUP, Keys.GROUPS.name(),
            Kind.BILLING_GROUP, Keys.BILLING_GROUPS.name(),
            Kind.POLICY, Keys.POLICIES.name(),
            Kind.CA, Keys.CAS.name(),
            Kind.PROVISIONING_TEMPLATE, Keys.TEMPLATES.name()));

    public TaggedResource {
        if (!TABLES.containsKey(kind)) {
            throw new IllegalArgumentException("kind: " + kind + " (expected: one of " + TABLES.keySet() + ")");
        }
    }

    /** The one whose record is in that table, or null where what that table has is never tagged. */
    static @Nullable TaggedResource in(String table, String name) {
        for (Map.Entry<Kind, String> of : TABLES.entrySet()) {
            if (of.getValue().equals(table)) {
                return new TaggedResource(of.getKey(), name);
            }
        }
        return null;
    }

    /** The table that has its record. */
    String table() {
        String table = TABLES.get(kind);
        if (table == null) {
            throw new IllegalStateException(kind + ": no table (expected: one)"); // the constructor has asked
        }
        return table;
    }
}
