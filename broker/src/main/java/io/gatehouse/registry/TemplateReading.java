package io.gatehouse.registry;

import io.gatehouse.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A provisioning template of a registry document. */
final class TemplateReading {
    /** Members that it may have. */
    static final Set<String> MEMBERS = Set.of(
            "name",
            "description",
            "type",
            "enabled",
            "role",
            "hookTarget",
            "hookVersion",
            "default",
            "newest",
            "tags",
            "createdAt",
            "lastModifiedAt",
            "versions");

    private TemplateReading() {}

    /**
     * One that exists with the same content stays the object it is.
     *
     * @param called its name, checked
     * @param existing the template of that name before, or null
     */
    static ProvisioningTemplate of(
            DocumentFields fields, String called, @Nullable ProvisioningTemplate existing, Instant now) {
        Instant createdAt = existing == null ? fields.time("createdAt", now) : existing.createdAt();
        List<TemplateVersion> versions = versions(fields, existing, createdAt);
        long chosen = fields.number("default");
        if (versions.stream().noneMatch(version -> version.number() == chosen)) {
            throw fields.problem("default", "default: " + chosen + " (expected: one of its versions)");
        }
        String hook = fields.textOrNull("hookTarget");
        ProvisioningTemplate said = new ProvisioningTemplate(
                called,
                fields.text("description", ""),
                fields.constant("type", TemplateType.class),
                fields.flag("enabled"),
                fields.textOrNull("role"),
                hook == null
                        ? null
                        : new ProvisioningHook(fields.text("hookVersion", ProvisioningHook.DEFAULT_VERSION), hook),
                versions,
                chosen,
                Math.max(
                        existing == null ? 0 : existing.newest(),
                        Math.max(fields.number("newest", 1), versions.getLast().number())),
                createdAt,
                existing == null ? fields.time("lastModifiedAt", now) : existing.lastModifiedAt());
        return said.equals(existing) || existing == null ? said : said.at(now);
    }

    private static List<TemplateVersion> versions(
            DocumentFields fields, @Nullable ProvisioningTemplate existing, Instant createdAt) {
        List<TemplateVersion> versions = new ArrayList<>();
        for (JsonValue element : fields.list("versions")) {
            DocumentFields version = DocumentFields.of(element, Set.of("number", "createdAt", "body"));
            long number = version.number("number");
            String body = String.join("\n", version.texts("body"));
            TemplateVersion known = existing == null ? null : existing.version(number);
            if (versions.stream().anyMatch(other -> other.number() == number)) {
                throw version.problem("number", "number: " + number + " a second time (expected: each once)");
            }
            versions.add(
                    known != null && known.body().equals(body)
                            ? known
                            : new TemplateVersion(number, body, version.time("createdAt", createdAt)));
        }
        if (versions.isEmpty()) {
            throw fields.problem("versions", "versions: none (expected: at least one)");
        }
        versions.sort(Comparator.comparingLong(TemplateVersion::number));
        return versions;
    }
}
