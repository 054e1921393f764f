package io.gatehouse.control;

import io.gatehouse.provisioning.TemplateCatalogue;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.ProvisioningHook;
import io.gatehouse.registry.ProvisioningTemplate;
import io.gatehouse.registry.ProvisioningTemplates;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.Tags;
import io.gatehouse.registry.TemplateChange;
import io.gatehouse.registry.TemplateType;
import io.gatehouse.registry.TemplateVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Provisioning templates. Blocks until the store has it; virtual threads. */
public final class Templates {
    private final TemplateCatalogue catalogue;
    private final ProvisioningTemplates templates;

    public Templates(Registry registry) {
        this.catalogue = new TemplateCatalogue(registry);
        this.templates = registry.templates();
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(ProvisioningTemplateApi.CREATE, this::create)
                .add(ProvisioningTemplateApi.LIST, this::list)
                .add(ProvisioningTemplateApi.DESCRIBE, this::describe)
                .add(ProvisioningTemplateApi.UPDATE, this::update)
                .add(ProvisioningTemplateApi.PUT_BODY, this::putBody)
                .add(ProvisioningTemplateApi.REMOVE, this::remove);
    }

    private Outcome<ProvisioningTemplateApi.View> create(ProvisioningTemplateApi.Create request) {
        TemplateType type = switch (request.type()) {
            case FLEET_PROVISIONING -> TemplateType.FLEET_PROVISIONING;
            case JITP -> TemplateType.JITP;
        };
        return ResourceOutcome.of(
                "provisioning template " + request.name() + " was not created",
                catalogue.create(
                        request.name(),
                        request.description() == null ? "" : request.description(),
                        type,
                        request.body(),
                        request.enabled(),
                        request.roleArn(),
                        hook(request.hook()),
                        Tags.NONE),
                Templates::view);
    }

    private Outcome<ProvisioningTemplateApi.Listing> list(Page page) {
        // There are 256 at most.
        List<ProvisioningTemplate> found = templates.templates(null, Integer.MAX_VALUE).stream()
                .filter(template -> page.has(template.name()))
                .limit(page.max() + 1L)
                .toList();
        Page.Cut<ProvisioningTemplate> cut = page.cut(found, ProvisioningTemplate::name);
        return Outcome.done(new ProvisioningTemplateApi.Listing(
                cut.items().stream()
                        .map(template -> new ProvisioningTemplateApi.Name(template.name()))
                        .toList(),
                cut.next()));
    }

    private Outcome<ProvisioningTemplateApi.View> describe(ProvisioningTemplateApi.Name name) {
        return RegistryOutcome.of(
                "no provisioning template to describe",
                RegistryOutcome.found(Kind.PROVISIONING_TEMPLATE, name.name(), templates.template(name.name())),
                Templates::view);
    }

    private Outcome<ProvisioningTemplateApi.View> update(ProvisioningTemplateApi.Update request) {
        return ResourceOutcome.of(
                notChanged(request.name()),
                templates.update(
                        request.name(),
                        new TemplateChange(
                                request.description(),
                                request.enabled(),
                                null,
                                request.roleArn(),
                                hook(request.hook()),
                                request.removeHook())),
                Templates::view);
    }

    private static String notChanged(String name) {
        return "provisioning template " + name + " was not changed";
    }

    /** Interrupted in between, a version that does not count is gone. */
    private Outcome<ProvisioningTemplateApi.View> putBody(ProvisioningTemplateApi.PutBody request) {
        ResourceResult<ProvisioningTemplate> added = catalogue.addVersion(request.name(), request.body(), true);
        if (added instanceof ResourceResult.VersionsLimitExceeded<ProvisioningTemplate> && dropped(request.name())) {
            added = catalogue.addVersion(request.name(), request.body(), true);
        }
        return ResourceOutcome.of(notChanged(request.name()), added, Templates::view);
    }

    /** @return whether the oldest version that does not count is gone */
    private boolean dropped(String name) {
        ProvisioningTemplate template = templates.template(name);
        return template != null
                && template.versions().stream()
                        .map(TemplateVersion::number)
                        .filter(number -> number != template.defaultVersion())
                        .findFirst()
                        .filter(oldest -> templates.deleteVersion(name, oldest)
                                instanceof ResourceResult.Done<ProvisioningTemplate>)
                        .isPresent();
    }

    private Outcome<ProvisioningTemplateApi.View> remove(ProvisioningTemplateApi.Name name) {
        return ResourceOutcome.of(
                "provisioning template " + name.name() + " was not removed",
                templates.delete(name.name()),
                Templates::view);
    }

    private static @Nullable ProvisioningHook hook(ProvisioningTemplateApi.@Nullable Hook hook) {
        return hook == null
                ? null
                : new ProvisioningHook(
                        hook.payloadVersion() == null ? ProvisioningHook.DEFAULT_VERSION : hook.payloadVersion(),
                        hook.targetArn());
    }

    private static ProvisioningTemplateApi.View view(ProvisioningTemplate template) {
        ProvisioningHook hook = template.hook();
        return new ProvisioningTemplateApi.View(
                template.name(),
                template.description(),
                switch (template.type()) {
                    case FLEET_PROVISIONING -> ProvisioningTemplateApi.Type.FLEET_PROVISIONING;
                    case JITP -> ProvisioningTemplateApi.Type.JITP;
                },
                template.defaultVersion(),
                template.body(),
                template.enabled(),
                template.roleArn(),
                hook == null ? null : new ProvisioningTemplateApi.Hook(hook.payloadVersion(), hook.targetArn()),
                template.createdAt());
    }
}
