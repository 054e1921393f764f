package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.provisioning.TemplateCatalogue;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.ProvisioningTemplate;
import io.gatehouse.registry.ProvisioningTemplates;
import io.gatehouse.registry.TemplateVersion;

/** Versions of provisioning templates, one of which counts. */
final class ProvisioningTemplateVersionOperations implements OperationGroup {
    private final TemplateCatalogue catalogue;
    private final ProvisioningTemplates templates;
    private final Arns arns;
    private final RegistryAnswers answers;

    ProvisioningTemplateVersionOperations(
            TemplateCatalogue catalogue, ProvisioningTemplates templates, Arns arns, RegistryAnswers answers) {
        this.catalogue = catalogue;
        this.templates = templates;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("CreateProvisioningTemplateVersion", this::subject, this::create)
                .read("DescribeProvisioningTemplateVersion", this::describe)
                .read("ListProvisioningTemplateVersions", this::list)
                .change("DeleteProvisioningTemplateVersion", this::subject, this::delete);
    }

    private static String name(Call call) {
        return ProvisioningTemplateOperations.name(call);
    }

    private static long number(Call call) {
        return Long.parseLong(call.label("versionId", NamePattern.VERSION));
    }

    private Subject subject(Call call) {
        return ProvisioningTemplateOperations.subject(templates, arns, name(call));
    }

    private JsonObject create(Call call) {
        String name = name(call);
        boolean asDefault = call.query().isTrue("setAsDefault");
        ProvisioningTemplate template =
                answers.done(catalogue.addVersion(name, call.body().requiredText("templateBody"), asDefault));
        return ProvisioningTemplateOperations.arnAndName(arns, name)
                .put("versionId", template.newest())
                .put("isDefaultVersion", template.newest() == template.defaultVersion())
                .build();
    }

    private JsonObject describe(Call call) {
        ProvisioningTemplate template = ProvisioningTemplateOperations.existing(templates, name(call));
        long number = number(call);
        TemplateVersion version = template.version(number);
        if (version == null) {
            throw OperationRefused.notFound(Kind.TEMPLATE_VERSION, template.name() + " " + number);
        }
        return summary(template, version).put("templateBody", version.body()).build();
    }

    private static JsonValue.ObjectBuilder summary(ProvisioningTemplate template, TemplateVersion version) {
        return JsonValue.object()
                .put("versionId", version.number())
                .put("creationDate", RegistryAnswers.seconds(version.createdAt()))
                .put("isDefaultVersion", version.number() == template.defaultVersion());
    }

    private JsonObject list(Call call) {
        ProvisioningTemplate template = ProvisioningTemplateOperations.existing(templates, name(call));
        return Listing.byToken(call, template.name())
                .ofAll(
                        "versions",
                        template.versions(),
                        ProvisioningTemplateVersionOperations::key,
                        version -> summary(template, version).build());
    }

    /** In the order of numbers, which their texts are not. */
    private static String key(TemplateVersion version) {
        return String.format("%019d", version.number());
    }

    private JsonObject delete(Call call) {
        answers.done(templates.deleteVersion(name(call), number(call)));
        return RegistryAnswers.NOTHING;
    }
}
