package io.gatehouse.manifest;

import io.gatehouse.control.AuthorityApi;
import io.gatehouse.control.ProvisioningTemplateApi;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import io.gatehouse.json.Position;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Provisioning templates and certificate authorities as files have them, with the names that AWS prints too. */
final class ProvisioningForm {
    private static final String HOOK = "preProvisioningHook";
    private static final String CONFIG = "registrationConfig";
    private static final String COMING = "autoRegistrationStatus";

    static final Set<String> TEMPLATE_MEMBERS = Set.of(
            "kind",
            "templateName",
            "description",
            "type",
            "templateBody",
            "enabled",
            "provisioningRoleArn",
            HOOK,
            "tags");
    static final Set<String> AUTHORITY_MEMBERS = Set.of(
            "kind",
            "certificateId",
            "status",
            "certificateMode",
            COMING,
            CONFIG,
            "certificatePem",
            "verificationCertificate",
            "tags");

    private ProvisioningForm() {}

    /** As AWS has it. */
    private enum AutoRegistration {
        ENABLE,
        DISABLE
    }

    static Resource template(Shape shape, @Nullable Map<String, String> tags) throws Shape.Wrong {
        return new Resource.Template(
                shape.name("templateName", Shape.TEMPLATE),
                shape.text("description"),
                shape.constant("type", ProvisioningTemplateApi.Type.class),
                shape.template("templateBody"),
                shape.flag("enabled"),
                shape.text("provisioningRoleArn"),
                shape.maybe(HOOK, ProvisioningForm::hook),
                tags);
    }

    private static ProvisioningTemplateApi.Hook hook(Shape shape) throws Shape.Wrong {
        shape.only(Set.of("payloadVersion", "targetArn"));
        String target = shape.text("targetArn");
        if (target == null || target.isEmpty()) {
            throw new Shape.Wrong(shape.position(), HOOK + ".targetArn: missing (expected: the address of a webhook)");
        }
        return new ProvisioningTemplateApi.Hook(shape.text("payloadVersion"), target);
    }

    /** @param around has the configuration: at AWS it stands beside the description */
    static Resource authority(Shape description, Shape around, @Nullable Map<String, String> tags) throws Shape.Wrong {
        AutoRegistration coming = description.constant(COMING, AutoRegistration.class);
        return new Resource.Authority(
                description.name("certificateId", Shape.CERTIFICATE),
                description.constant("status", AuthorityApi.Status.class),
                description.constant("certificateMode", AuthorityApi.Mode.class),
                coming == null ? null : (Boolean) (coming == AutoRegistration.ENABLE),
                around.maybe(CONFIG, ProvisioningForm::config),
                description.text("certificatePem"),
                description.text("verificationCertificate"),
                tags);
    }

    private static AuthorityApi.Config config(Shape shape) throws Shape.Wrong {
        shape.only(Set.of("templateName", "templateBody", "roleArn"));
        if (shape.has("templateName") == shape.has("templateBody")) {
            throw new Shape.Wrong(
                    shape.position(),
                    CONFIG + ": " + (shape.has("templateName") ? "two templates" : "no template")
                            + " (expected: templateName or templateBody; null for no configuration)");
        }
        return new AuthorityApi.Config(
                shape.has("templateName") ? shape.name("templateName", Shape.TEMPLATE) : null,
                shape.template("templateBody"),
                shape.text("roleArn"));
    }

    static void write(ObjectBuilder form, Resource.Template template) {
        form.put("templateName", template.name()).putIfPresent("description", template.description());
        if (template.type() != null) {
            form.put("type", template.type().name());
        }
        if (template.enabled() != null) {
            form.put("enabled", template.enabled().booleanValue());
        }
        form.putIfPresent("provisioningRoleArn", template.role());
        put(
                form,
                HOOK,
                template.hook(),
                hook -> JsonValue.object()
                        .putIfPresent("payloadVersion", hook.payloadVersion())
                        .put("targetArn", hook.targetArn())
                        .build());
        if (template.body() != null) {
            form.put("templateBody", Documents.json(template.body()));
        }
    }

    static void write(ObjectBuilder form, Resource.Authority authority) {
        form.put("certificateId", authority.name());
        if (authority.status() != null) {
            form.put("status", authority.status().name());
        }
        if (authority.mode() != null) {
            form.put("certificateMode", authority.mode().name());
        }
        if (authority.autoRegistration() != null) {
            form.put(
                    COMING, (authority.autoRegistration() ? AutoRegistration.ENABLE : AutoRegistration.DISABLE).name());
        }
        put(form, CONFIG, authority.config(), ProvisioningForm::config);
        form.putIfPresent("certificatePem", authority.pem())
                .putIfPresent("verificationCertificate", authority.verification());
    }

    private static JsonObject config(AuthorityApi.Config config) {
        ObjectBuilder form = JsonValue.object()
                .putIfPresent("templateName", config.templateName())
                .putIfPresent("roleArn", config.roleArn());
        if (config.templateBody() != null) {
            form.put("templateBody", Documents.json(config.templateBody()));
        }
        return form.build();
    }

    private static <T> void put(
            ObjectBuilder form, String member, Resource.@Nullable Maybe<T> maybe, Function<T, JsonObject> text) {
        if (maybe != null) {
            T one = maybe.one();
            form.put(member, one == null ? new JsonNull(Position.NOWHERE) : text.apply(one));
        }
    }
}
