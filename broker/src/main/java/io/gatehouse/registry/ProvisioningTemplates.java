package io.gatehouse.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The provisioning templates of a {@link Registry}: readers on any thread, writers on virtual threads, as there. Bodies
 * are kept as they are: {@code provisioning} parses them before they come here.
 */
public final class ProvisioningTemplates {
    private final Index index;
    private final Journal journal;
    private final TemplatePlans plans;
    private final TagPlans tags;

    ProvisioningTemplates(Index index, Journal journal, TemplatePlans plans, TagPlans tags) {
        this.index = index;
        this.journal = journal;
        this.plans = plans;
        this.tags = tags;
    }

    public @Nullable ProvisioningTemplate template(String name) {
        return index.templates().of(name);
    }

    /** A page of templates by name, as {@link Registry#things}. */
    public List<ProvisioningTemplate> templates(@Nullable String after, int max) {
        return index.templates().page("", after, max);
    }

    public ResourceResult<ProvisioningTemplate> create(
            String name,
            String description,
            TemplateType type,
            String body,
            boolean enabled,
            @Nullable String roleArn,
            @Nullable ProvisioningHook hook,
            Tags wanted) {
        return ResourceResult.of(journal.write(() -> tags.registration(
                ProvisioningTemplates::tagged,
                wanted,
                plans.create(name, description, type, body, enabled, roleArn, hook))));
    }

    public ResourceResult<ProvisioningTemplate> update(String name, TemplateChange change) {
        return ResourceResult.of(journal.write(() -> plans.update(name, change)));
    }

    /** At most 5 of a template; the new one has {@link ProvisioningTemplate#newest}. */
    public ResourceResult<ProvisioningTemplate> addVersion(String name, String body, boolean asDefault) {
        return ResourceResult.of(journal.write(() -> plans.addVersion(name, body, asDefault)));
    }

    /** Any but the one that counts. */
    public ResourceResult<ProvisioningTemplate> deleteVersion(String name, long number) {
        return ResourceResult.of(journal.write(() -> plans.deleteVersion(name, number)));
    }

    /** With all its versions; refused while a CA provisions with it. */
    public ResourceResult<ProvisioningTemplate> delete(String name) {
        TaggedResource resource = new TaggedResource(Kind.PROVISIONING_TEMPLATE, name);
        return ResourceResult.of(journal.write(() -> tags.deletion(resource, plans.delete(name))));
    }

    private static TaggedResource tagged(ProvisioningTemplate template) {
        return new TaggedResource(Kind.PROVISIONING_TEMPLATE, template.name());
    }
}
