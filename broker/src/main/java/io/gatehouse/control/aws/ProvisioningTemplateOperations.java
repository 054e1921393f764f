package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.provisioning.TemplateCatalogue;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.ProvisioningHook;
import io.gatehouse.registry.ProvisioningTemplate;
import io.gatehouse.registry.ProvisioningTemplates;
import io.gatehouse.registry.TemplateChange;
import io.gatehouse.registry.TemplateType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Provisioning templates: create, describe, update, delete, list. */
final class ProvisioningTemplateOperations implements OperationGroup {
    private static final String HOOK = "preProvisioningHook";

    private final TemplateCatalogue catalogue;
    private final ProvisioningTemplates templates;
    private final Arns arns;
    private final RegistryAnswers answers;

    ProvisioningTemplateOperations(
            TemplateCatalogue catalogue, ProvisioningTemplates templates, Arns arns, RegistryAnswers answers) {
        this.catalogue = catalogue;
        this.templates = templates;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("CreateProvisioningTemplate", call -> subject(templates, arns, newName(call)), this::create)
                .read("DescribeProvisioningTemplate", this::describe)
                .change("UpdateProvisioningTemplate", call -> subject(templates, arns, name(call)), this::update)
                .change("DeleteProvisioningTemplate", call -> subject(templates, arns, name(call)), this::delete)
                .read("ListProvisioningTemplates", this::list);
    }

    /** Of the template that the path names. */
    static String name(Call call) {
        return call.label("templateName", NamePattern.TEMPLATE);
    }

    private static String newName(Call call) {
        return NamePattern.TEMPLATE.check("templateName", call.body().requiredText("templateName"));
    }

    /** @throws OperationRefused ResourceNotFoundException */
    static ProvisioningTemplate existing(ProvisioningTemplates templates, String name) {
        ProvisioningTemplate template = templates.template(name);
        if (template == null) {
            throw OperationRefused.notFound(Kind.PROVISIONING_TEMPLATE, name);
        }
        return template;
    }

    static Subject subject(ProvisioningTemplates templates, Arns arns, String name) {
        return new Subject(arns.template(name), () -> audited(templates.template(name)));
    }

    /** All versions with their bodies, which one counts, and everything else that can be changed. */
    private static @Nullable JsonValue audited(@Nullable ProvisioningTemplate template) {
        if (template == null) {
            return null;
        }
        List<JsonObject> versions = template.versions().stream()
                .map(version -> JsonValue.object()
                        .put("number", version.number())
                        .put("body", version.body())
                        .build())
                .toList();
        JsonValue.ObjectBuilder audited = JsonValue.object()
                .put("description", template.description())
                .put("enabled", template.enabled())
                .putIfPresent("role", template.roleArn())
                .put("default", template.defaultVersion())
                .put("versions", JsonValue.of(versions));
        putHook(audited, template.hook());
        return audited.build();
    }

    private static void putHook(JsonValue.ObjectBuilder object, @Nullable ProvisioningHook hook) {
        if (hook != null) {
            object.put(
                    HOOK,
                    JsonValue.object()
                            .put("payloadVersion", hook.payloadVersion())
                            .put("targetArn", hook.targetArn())
                            .build());
        }
    }

    private static @Nullable ProvisioningHook hook(Fields body) {
        Fields hook = body.object(HOOK);
        if (hook == null) {
            return null;
        }
        String version = hook.text("payloadVersion");
        return new ProvisioningHook(
                version == null ? ProvisioningHook.DEFAULT_VERSION : version, hook.requiredText("targetArn"));
    }

    private JsonObject create(Call call) {
        Fields body = call.body();
        String name = newName(call);
        String description = body.text("description");
        TemplateType type = body.constant("type", TemplateType.class);
        ProvisioningTemplate template = answers.done(catalogue.create(
                name,
                description == null ? "" : description,
                type == null ? TemplateType.FLEET_PROVISIONING : type,
                body.requiredText("templateBody"),
                body.flag("enabled"),
                body.requiredText("provisioningRoleArn"),
                hook(body),
                TagFields.read(body)));
        return arnAndName(arns, name)
                .put("defaultVersionId", template.defaultVersion())
                .build();
    }

    static JsonValue.ObjectBuilder arnAndName(Arns arns, String name) {
        return JsonValue.object().put("templateArn", arns.template(name)).put("templateName", name);
    }

    private JsonObject describe(Call call) {
        ProvisioningTemplate template = existing(templates, name(call));
        JsonValue.ObjectBuilder described = summary(template)
                .put("defaultVersionId", template.defaultVersion())
                .put("templateBody", template.body())
                .putIfPresent("provisioningRoleArn", template.roleArn());
        putHook(described, template.hook());
        return described.build();
    }

    private JsonValue.ObjectBuilder summary(ProvisioningTemplate template) {
        return arnAndName(arns, template.name())
                .put("description", template.description())
                .put("creationDate", RegistryAnswers.seconds(template.createdAt()))
                .put("lastModifiedDate", RegistryAnswers.seconds(template.lastModifiedAt()))
                .put("enabled", template.enabled())
                .put("type", template.type().name());
    }

    private JsonObject update(Call call) {
        Fields body = call.body();
        answers.done(templates.update(
                name(call),
                new TemplateChange(
                        body.text("description"),
                        body.flagOrNull("enabled"),
                        body.number("defaultVersionId"),
                        body.text("provisioningRoleArn"),
                        hook(body),
                        body.flag("removePreProvisioningHook"))));
        return RegistryAnswers.NOTHING;
    }

    private JsonObject delete(Call call) {
        answers.done(templates.delete(name(call)));
        return RegistryAnswers.NOTHING;
    }

    private JsonObject list(Call call) {
        return Listing.byToken(call)
                .of(
                        "templates",
                        templates::templates,
                        ProvisioningTemplate::name,
                        template -> summary(template).build());
    }
}
