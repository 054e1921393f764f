package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.policy.PolicyScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes to provisioning templates. Bodies were parsed before. Under the writer's lock. */
final class TemplatePlans {
    /** AWS IoT Core's quotas. */
    private static final int MAX_TEMPLATES = 256;

    private static final int MAX_VERSIONS = 5;
    private static final int MAX_BODY = 10_240;

    private final Index index;
    private final PolicyScope scope;
    private final InstantSource clock;

    TemplatePlans(Index index, PolicyScope scope, InstantSource clock) {
        this.index = index;
        this.scope = scope;
        this.clock = clock;
    }

    Plan<ResourceResult<ProvisioningTemplate>> create(
            String name,
            String description,
            TemplateType type,
            String body,
            boolean enabled,
            @Nullable String roleArn,
            @Nullable ProvisioningHook hook) {
        String problem = Names.template(name);
        if (problem == null) {
            problem = problem(description, body, roleArn, hook);
        }
        if (problem == null && hook != null && type == TemplateType.JITP) {
            problem = "preProvisioningHook: with a template of type JITP (expected: none; JITP asks nobody)";
        }
        if (problem != null) {
            return ResourceResult.answer(new ResourceResult.InvalidRequest<>(problem));
        }
        if (index.templates().of(name) != null) {
            return ResourceResult.answer(new ResourceResult.ResourceAlreadyExists<>(
                    Kind.PROVISIONING_TEMPLATE, name, scope.arn("provisioningtemplate/" + name)));
        }
        if (index.templates().all().size() >= MAX_TEMPLATES) {
            return ResourceResult.answer(new ResourceResult.LimitExceeded<>(
                    "there are " + MAX_TEMPLATES + " provisioning templates", "delete one that is no longer used"));
        }
        Instant now = Registry.now(clock);
        return commit(new ProvisioningTemplate(
                name,
                description,
                type,
                enabled,
                roleArn,
                hook,
                List.of(new TemplateVersion(1, body, now)),
                1,
                1,
                now,
                now));
    }

    private static @Nullable String problem(
            @Nullable String description,
            @Nullable String body,
            @Nullable String roleArn,
            @Nullable ProvisioningHook hook) {
        String problem = description == null ? null : Names.templateDescription(description);
        if (problem == null && body != null && (body.isEmpty() || body.length() > MAX_BODY)) {
            problem = "templateBody: " + body.length() + " characters (expected: 1 to " + MAX_BODY + ")";
        }
        if (problem == null && roleArn != null) {
            problem = Names.reference("provisioningRoleArn", roleArn);
        }
        if (problem == null && hook != null) {
            problem = Names.reference("preProvisioningHook.targetArn", hook.targetArn());
            if (problem == null && !hook.payloadVersion().matches("[a-zA-Z0-9_.-]{1,32}")) {
                problem = "preProvisioningHook.payloadVersion (expected: " + ProvisioningHook.DEFAULT_VERSION + ")";
            }
        }
        return problem;
    }

    Plan<ResourceResult<ProvisioningTemplate>> update(String name, TemplateChange change) {
        ProvisioningTemplate before = index.templates().of(name);
        if (before == null) {
            return notFound(name);
        }
        String problem = problem(change.description(), null, change.roleArn(), change.hook());
        if (problem == null && change.hook() != null && (change.removeHook() || before.type() == TemplateType.JITP)) {
            problem = "preProvisioningHook: there (expected: none, with removePreProvisioningHook or JITP)";
        }
        if (problem != null) {
            return ResourceResult.answer(new ResourceResult.InvalidRequest<>(problem));
        }
        long chosen = change.defaultVersion() == null ? before.defaultVersion() : change.defaultVersion();
        if (before.version(chosen) == null) {
            return noVersion(name, chosen);
        }
        ProvisioningHook hook = change.hook() == null ? before.hook() : change.hook();
        return commit(new ProvisioningTemplate(
                name,
                change.description() == null ? before.description() : change.description(),
                before.type(),
                change.enabled() == null ? before.enabled() : change.enabled(),
                change.roleArn() == null ? before.roleArn() : change.roleArn(),
                change.removeHook() ? null : hook,
                before.versions(),
                chosen,
                before.newest(),
                before.createdAt(),
                Registry.now(clock)));
    }

    Plan<ResourceResult<ProvisioningTemplate>> addVersion(String name, String body, boolean asDefault) {
        ProvisioningTemplate before = index.templates().of(name);
        if (before == null) {
            return notFound(name);
        }
        String problem = problem(null, body, null, null);
        if (problem != null) {
            return ResourceResult.answer(new ResourceResult.InvalidRequest<>(problem));
        }
        if (before.versions().size() >= MAX_VERSIONS) {
            return ResourceResult.answer(new ResourceResult.VersionsLimitExceeded<>(
                    "provisioning template " + name + " has "
                            + before.versions().size() + " versions (expected: at most " + MAX_VERSIONS + ")",
                    "delete one that does not count"));
        }
        Instant now = Registry.now(clock);
        return commit(before.with(new TemplateVersion(before.newest() + 1, body, now), asDefault, now));
    }

    Plan<ResourceResult<ProvisioningTemplate>> deleteVersion(String name, long number) {
        ProvisioningTemplate before = index.templates().of(name);
        if (before == null) {
            return notFound(name);
        }
        if (before.version(number) == null) {
            return noVersion(name, number);
        }
        return number == before.defaultVersion()
                ? ResourceResult.answer(new ResourceResult.DeleteConflict<>(
                        "version " + number + " of provisioning template " + name + " is the one that counts",
                        "make another one the default first"))
                : commit(before.without(number, Registry.now(clock)));
    }

    Plan<ResourceResult<ProvisioningTemplate>> delete(String name) {
        ProvisioningTemplate before = index.templates().of(name);
        if (before == null) {
            return notFound(name);
        }
        for (CaCertificate ca : index.cas().all()) {
            if (ca.config() != null && name.equals(ca.config().templateName())) {
                return ResourceResult.answer(new ResourceResult.DeleteConflict<>(
                        "CA " + ca.id() + " provisions with the template " + name, "give that CA another one first"));
            }
        }
        return new Plan.Commit<>(
                List.of(new Change.Delete(Keys.template(name))),
                () -> index.templates().remove(name),
                List.of(),
                false,
                new ResourceResult.Done<>(before));
    }

    private static Plan<ResourceResult<ProvisioningTemplate>> notFound(String name) {
        return ResourceResult.answer(new ResourceResult.ResourceNotFound<>(Kind.PROVISIONING_TEMPLATE, name));
    }

    private static Plan<ResourceResult<ProvisioningTemplate>> noVersion(String name, long number) {
        return ResourceResult.answer(new ResourceResult.ResourceNotFound<>(Kind.TEMPLATE_VERSION, name + " " + number));
    }

    private Plan<ResourceResult<ProvisioningTemplate>> commit(ProvisioningTemplate template) {
        return new Plan.Commit<>(
                List.of(new Change.Put(Keys.template(template.name()), StoredForm.of(template))),
                () -> index.templates().put(template.name(), template),
                List.of(),
                false,
                new ResourceResult.Done<>(template));
    }
}
