package io.gatehouse.registry;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A thing group of a registry document, of either kind. Its parent is looked at when all groups are known. */
final class GroupReading {
    /** Members that it may have. */
    static final Set<String> MEMBERS =
            Set.of("name", "parent", "query", "description", "attributes", "policies", "tags", "version", "createdAt");

    private GroupReading() {}

    /**
     * One that exists with the same content stays the object it is.
     *
     * @param called its name, checked
     * @param existing the group of that name before, or null
     */
    static ThingGroup of(
            DocumentFields fields, String called, @Nullable ThingGroup existing, GroupLimits limits, Instant now) {
        String parent = fields.textOrNull("parent");
        MemberQuery query = query(fields, called, existing);
        String description = fields.text("description", "");
        require(fields, "description", Names.description(description));
        Map<String, String> attributes = fields.attributes();
        require(fields, "attributes", Names.attributes(attributes, limits.attributes()));
        long version = fields.number("version", 1);
        if (existing == null) {
            return new ThingGroup(
                    called, parent, query, description, attributes, version, fields.time("createdAt", now));
        }
        boolean same = Objects.equals(existing.parent(), parent)
                && Objects.equals(existing.query(), query)
                && existing.description().equals(description)
                && existing.attributes().equals(attributes);
        return same
                ? existing
                : new ThingGroup(
                        called,
                        parent,
                        query,
                        description,
                        attributes,
                        Math.max(version, existing.version() + 1),
                        existing.createdAt());
    }

    private static @Nullable MemberQuery query(DocumentFields fields, String called, @Nullable ThingGroup existing) {
        String text = fields.textOrNull("query");
        // Its things and policies would have to go before it changes, and an import has no such step.
        if (existing != null && existing.isDynamic() != (text != null)) {
            throw fields.problem(
                    "query",
                    "query: thing group " + called + " is " + (existing.isDynamic() ? "dynamic" : "static")
                            + " (expected: that it stays so; import a document without it first)");
        }
        if (text == null) {
            return null;
        }
        require(
                fields,
                "parent",
                fields.textOrNull("parent") == null ? null : "parent: of a dynamic group (expected: none)");
        require(
                fields,
                "policies",
                fields.list("policies").isEmpty() ? null : "policies: of a dynamic group (expected: none)");
        return switch (MemberQuery.read(text)) {
            case MemberQuery.Reading.Read(MemberQuery query) -> query;
            case MemberQuery.Reading.Malformed(String problem) -> throw fields.problem("query", problem);
        };
    }

    private static void require(DocumentFields fields, String member, @Nullable String problem) {
        if (problem != null) {
            throw fields.problem(member, problem);
        }
    }
}
