package io.gatehouse.provisioning;

import io.gatehouse.registry.ProvisioningHook;
import io.gatehouse.registry.ProvisioningTemplate;
import io.gatehouse.registry.ProvisioningTemplates;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.Tags;
import io.gatehouse.registry.TemplateType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The provisioning templates that devices can be provisioned with: nothing comes into the registry by here that does
 * not parse, and a text that was parsed once is kept so, whether it is a template's or a CA's own. Writers on virtual
 * threads, {@link #body} on any thread.
 */
public final class TemplateCatalogue {
    /** More texts than there may be templates; beyond it all are forgotten, those that no longer count among them. */
    private static final int MOST_PARSED = 512;

    private final ProvisioningTemplates templates;
    private final Map<String, TemplateParse> parsed = new ConcurrentHashMap<>();

    public TemplateCatalogue(Registry registry) {
        this.templates = registry.templates();
    }

    /** CreateProvisioningTemplate: InvalidRequest, ResourceAlreadyExists, LimitExceeded. */
    public ResourceResult<ProvisioningTemplate> create(
            String name,
            String description,
            TemplateType type,
            String body,
            boolean enabled,
            @Nullable String roleArn,
            @Nullable ProvisioningHook hook,
            Tags tags) {
        String problem = problem(body);
        return problem == null
                ? templates.create(name, description, type, body, enabled, roleArn, hook, tags)
                : new ResourceResult.InvalidRequest<>(problem);
    }

    /** CreateProvisioningTemplateVersion: InvalidRequest, ResourceNotFound, VersionsLimitExceeded. */
    public ResourceResult<ProvisioningTemplate> addVersion(String name, String body, boolean asDefault) {
        String problem = problem(body);
        return problem == null
                ? templates.addVersion(name, body, asDefault)
                : new ResourceResult.InvalidRequest<>(problem);
    }

    /** What is wrong with a body for devices that provision themselves, or null. */
    public static @Nullable String problem(String body) {
        return switch (TemplateBody.parse(body)) {
            case TemplateParse.Malformed(String problem) -> "templateBody: " + problem;
            case TemplateParse.Parsed(TemplateBody template) ->
                template.isForTheDevicesOwnCertificate()
                        ? null
                        : "templateBody: the certificate is not the device's own (expected: \"CertificateId\":"
                                + " {\"Ref\":\"" + TemplateBody.CERTIFICATE_ID + "\"})";
        };
    }

    /**
     * The template that a text of the registry is.
     *
     * @param body of a {@link ProvisioningTemplate}, or one that a CA has of its own
     */
    public TemplateParse body(String body) {
        TemplateParse known = parsed.get(body);
        if (known == null) {
            if (parsed.size() >= MOST_PARSED) {
                parsed.clear();
            }
            known = TemplateBody.parse(body);
            parsed.put(body, known);
        }
        return known;
    }
}
