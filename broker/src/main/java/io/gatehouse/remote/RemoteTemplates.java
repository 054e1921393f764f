package io.gatehouse.remote;

import io.gatehouse.control.Page;
import io.gatehouse.control.ProvisioningTemplateApi;
import io.gatehouse.control.Refusal;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Provisioning templates. */
final class RemoteTemplates {
    private static final String TEMPLATES = "provisioning-templates";
    private static final String VERSIONS = "versions";
    private static final int MOST_VERSIONS = 5;
    private static final String HOOK = "preProvisioningHook";

    private final ControlPlaneCalls calls;
    private final RemoteList list;

    RemoteTemplates(ControlPlaneCalls calls) {
        this.calls = calls;
        this.list =
                new RemoteList(calls, RemoteList.Style.TOKEN, ApiRequest.get(TEMPLATES), "templates", "templateName");
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(ProvisioningTemplateApi.CREATE, this::create)
                .add(ProvisioningTemplateApi.LIST, this::list)
                .add(ProvisioningTemplateApi.DESCRIBE, template -> view(template.name()))
                .add(ProvisioningTemplateApi.UPDATE, this::update)
                .add(ProvisioningTemplateApi.PUT_BODY, this::putBody)
                .add(ProvisioningTemplateApi.REMOVE, this::remove);
    }

    private ProvisioningTemplateApi.View create(ProvisioningTemplateApi.Create request) {
        ObjectBuilder body = JsonValue.object()
                .put("templateName", request.name())
                .putIfPresent("description", request.description())
                .put("type", request.type().name())
                .put("templateBody", request.body())
                .put("enabled", request.enabled())
                .putIfPresent("provisioningRoleArn", request.roleArn());
        putHook(body, request.hook());
        calls.send(ApiRequest.post(TEMPLATES).body(body));
        return view(request.name());
    }

    private static void putHook(ObjectBuilder body, ProvisioningTemplateApi.@Nullable Hook hook) {
        if (hook != null) {
            body.put(
                    HOOK,
                    JsonValue.object()
                            .putIfPresent("payloadVersion", hook.payloadVersion())
                            .put("targetArn", hook.targetArn())
                            .build());
        }
    }

    private ProvisioningTemplateApi.Listing list(Page page) {
        RemoteList.Found found = list.page(page);
        return new ProvisioningTemplateApi.Listing(
                found.items().stream()
                        .map(item -> new ProvisioningTemplateApi.Name(item.text("templateName")))
                        .toList(),
                found.next());
    }

    private ProvisioningTemplateApi.View update(ProvisioningTemplateApi.Update request) {
        ObjectBuilder body = JsonValue.object()
                .putIfPresent("description", request.description())
                .putIfPresent("provisioningRoleArn", request.roleArn());
        if (request.enabled() != null) {
            body.put("enabled", request.enabled().booleanValue());
        }
        putHook(body, request.hook());
        if (request.removeHook()) {
            body.put("removePreProvisioningHook", true);
        }
        calls.send(ApiRequest.patch(TEMPLATES, request.name()).body(body));
        return view(request.name());
    }

    /** Three requests where there are as many versions as there may be. A body that is refused takes none away. */
    private ProvisioningTemplateApi.View putBody(ProvisioningTemplateApi.PutBody request) {
        try {
            add(request);
        } catch (CallFailed failed) {
            if (!isLimit(failed) || !dropped(request.name())) {
                throw failed;
            }
            add(request);
        }
        return view(request.name());
    }

    private void add(ProvisioningTemplateApi.PutBody request) {
        calls.send(ApiRequest.post(TEMPLATES, request.name(), VERSIONS)
                .query("setAsDefault", "true")
                .body(JsonValue.object().put("templateBody", request.body())));
    }

    private static boolean isLimit(CallFailed failed) {
        return failed.reason() instanceof CallFailed.Reason.Refused(var code, var _)
                && code == Refusal.Code.LIMIT_EXCEEDED;
    }

    /** @return whether the oldest version that does not count is gone */
    private boolean dropped(String name) {
        List<Members> versions =
                calls.send(ApiRequest.get(TEMPLATES, name, VERSIONS)).objects(VERSIONS);
        List<Long> spare = versions.stream()
                .filter(version -> !version.isTrue("isDefaultVersion"))
                .map(version -> version.number("versionId"))
                .sorted()
                .toList();
        if (versions.size() < MOST_VERSIONS || spare.isEmpty()) {
            return false; // another limit
        }
        calls.send(ApiRequest.delete(TEMPLATES, name, VERSIONS, Long.toString(spare.getFirst())));
        return true;
    }

    private ProvisioningTemplateApi.View remove(ProvisioningTemplateApi.Name template) {
        ProvisioningTemplateApi.View before = view(template.name());
        calls.send(ApiRequest.delete(TEMPLATES, template.name()));
        return before;
    }

    private ProvisioningTemplateApi.View view(String name) {
        Members template = calls.send(ApiRequest.get(TEMPLATES, name));
        String description = template.optionalText("description");
        Members hook = template.maybeInside(HOOK);
        String target = hook.optionalText("targetArn");
        return new ProvisioningTemplateApi.View(
                name,
                description == null ? "" : description,
                template.constant("type", ProvisioningTemplateApi.Type.class),
                template.number("defaultVersionId"),
                template.text("templateBody"),
                template.isTrue("enabled"),
                template.optionalText("provisioningRoleArn"),
                target == null ? null : new ProvisioningTemplateApi.Hook(hook.optionalText("payloadVersion"), target),
                template.instant("creationDate"));
    }
}
