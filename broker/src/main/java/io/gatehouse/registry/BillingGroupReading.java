package io.gatehouse.registry;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A billing group of a registry document. */
final class BillingGroupReading {
    /** Members that it may have. */
    static final Set<String> MEMBERS = Set.of("name", "description", "tags", "version", "createdAt");

    private BillingGroupReading() {}

    /**
     * One that exists with the same content stays the object it is.
     *
     * @param called its name, checked
     * @param existing the billing group of that name before, or null
     */
    static BillingGroup of(DocumentFields fields, String called, @Nullable BillingGroup existing, Instant now) {
        String description = fields.text("description", "");
        String problem = Names.description(description);
        if (problem != null) {
            throw fields.problem("description", problem);
        }
        long version = fields.number("version", 1);
        if (existing == null) {
            return new BillingGroup(called, description, version, fields.time("createdAt", now));
        }
        return existing.description().equals(description)
                ? existing
                : new BillingGroup(
                        called, description, Math.max(version, existing.version() + 1), existing.createdAt());
    }
}
