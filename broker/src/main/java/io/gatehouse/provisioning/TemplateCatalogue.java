package io.gatehouse.provisioning;

import io.gatehouse.registry.ProvisioningHook;
import io.gatehouse.registry.ProvisioningTemplate;
import io.gatehouse.registry.ProvisioningTemplates;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.TemplateType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The provisioning templates that devices can be provisioned with: nothing comes into the registry by here that does
 * not parse, and what was parsed is kept for as long as it counts. Writers on virtual threads, {@link #body} on any
 * thread.
 */
public final class TemplateCatalogue {
    /** More than there may be templates; what an import took away is forgotten then. */
    private static final int MOST_PARSED = 512;

    private final ProvisioningTemplates templates;
    private final Map<String, Known> parsed = new ConcurrentHashMap<>();

    public TemplateCatalogue(Registry registry) {
        this.templates = registry.templates();
    }

    private record Known(String body, TemplateParse parse) {}

    /** CreateProvisioningTemplate: InvalidRequest, ResourceAlreadyExists, LimitExceeded. */
    public ResourceResult<ProvisioningTemplate> create(
            String name,
            String description,
            TemplateType type,
            String body,
            boolean enabled,
            @Nullable String roleArn,
            @Nullable ProvisioningHook hook) {
        String problem = problem(body);
        return problem == null
                ? templates.create(name, description, type, body, enabled, roleArn, hook)
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

    /** The template itself, of the version that counts. */
    public TemplateParse body(ProvisioningTemplate template) {
        String body = template.body();
        Known known = parsed.get(template.name());
        if (known == null || !known.body().equals(body)) {
            if (parsed.size() >= MOST_PARSED) {
                parsed.clear();
            }
            known = new Known(body, TemplateBody.parse(body));
            parsed.put(template.name(), known);
        }
        return known.parse();
    }
}
