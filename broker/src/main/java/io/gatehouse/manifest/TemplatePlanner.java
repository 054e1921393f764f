package io.gatehouse.manifest;

import io.gatehouse.control.ProvisioningTemplateApi;
import io.gatehouse.control.TagApi;
import io.gatehouse.manifest.Planner.Impossible;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds one provisioning template against what a broker has. Of its versions the one that counts is wanted: numbers are
 * given by the broker, so that no file could make others the same. Any thread.
 */
final class TemplatePlanner {
    private final Live live;
    private final TagPlanner tags;

    TemplatePlanner(Live live, TagPlanner tags) {
        this.live = live;
        this.tags = tags;
    }

    Change plan(Declaration declaration, Resource.Template wanted) throws Impossible {
        ProvisioningTemplateApi.View now = live.template(wanted.name());
        return now == null ? added(declaration, wanted) : changed(declaration, wanted, now);
    }

    private Change added(Declaration declaration, Resource.Template wanted) throws Impossible {
        String body = wanted.body();
        if (body == null) {
            throw new Impossible("templateBody: missing (expected: a template; there is no such one yet)");
        }
        Change.Draft draft = new Change.Draft()
                .step(
                        ProvisioningTemplateApi.CREATE,
                        new ProvisioningTemplateApi.Create(
                                wanted.name(),
                                wanted.description(),
                                wanted.type() == null ? ProvisioningTemplateApi.Type.FLEET_PROVISIONING : wanted.type(),
                                body,
                                Boolean.TRUE.equals(wanted.enabled()),
                                wanted.role(),
                                wanted.hook() == null ? null : wanted.hook().one()));
        tags.plan(draft, TagApi.Noun.PROVISIONING_TEMPLATE, wanted.name(), wanted.tags(), false);
        return draft.added(declaration);
    }

    /** Switched off before, and on after, its body and hook are others. */
    private Change changed(Declaration declaration, Resource.Template wanted, ProvisioningTemplateApi.View now)
            throws Impossible {
        if (wanted.type() != null && wanted.type() != now.type()) {
            throw Impossible.fixed("type", now.type().name());
        }
        Change.Draft draft = new Change.Draft();
        String body = wanted.body() == null || Documents.same(wanted.body(), now.body()) ? null : wanted.body();
        if (body != null && !now.enabled()) {
            putBody(draft, wanted.name(), body);
        }
        attributes(draft, wanted, now);
        if (body != null && now.enabled()) {
            putBody(draft, wanted.name(), body);
        }
        tags.plan(draft, TagApi.Noun.PROVISIONING_TEMPLATE, wanted.name(), wanted.tags(), true);
        return draft.changed(declaration);
    }

    private static void putBody(Change.Draft draft, String name, String body) {
        draft.detail("templateBody")
                .step(ProvisioningTemplateApi.PUT_BODY, new ProvisioningTemplateApi.PutBody(name, body));
    }

    private static void attributes(Change.Draft draft, Resource.Template wanted, ProvisioningTemplateApi.View now) {
        boolean otherWords =
                wanted.description() != null && !wanted.description().equals(now.description());
        boolean otherRole = wanted.role() != null && !wanted.role().equals(now.roleArn());
        boolean otherState = wanted.enabled() != null && wanted.enabled() != now.enabled();
        ProvisioningTemplateApi.Hook hook =
                wanted.hook() == null ? now.hook() : wanted.hook().one();
        boolean otherHook = !same(hook, now.hook());
        List<String> words = new ArrayList<>();
        if (otherWords) {
            words.add("description");
        }
        if (otherRole) {
            words.add("provisioningRoleArn");
        }
        if (otherState) {
            words.add("enabled " + now.enabled() + " -> " + wanted.enabled());
        }
        if (otherHook) {
            words.add("preProvisioningHook");
        }
        if (!words.isEmpty()) {
            draft.detail(String.join(", ", words))
                    .step(
                            ProvisioningTemplateApi.UPDATE,
                            new ProvisioningTemplateApi.Update(
                                    wanted.name(),
                                    otherWords ? wanted.description() : null,
                                    otherState ? wanted.enabled() : null,
                                    otherRole ? wanted.role() : null,
                                    otherHook ? hook : null,
                                    otherHook && hook == null));
        }
    }

    /** A question's version that is not said is the only one there is. */
    private static boolean same(
            ProvisioningTemplateApi.@Nullable Hook wanted, ProvisioningTemplateApi.@Nullable Hook now) {
        return wanted == null || now == null
                ? wanted == now
                : wanted.targetArn().equals(now.targetArn())
                        && (wanted.payloadVersion() == null
                                || wanted.payloadVersion().equals(now.payloadVersion()));
    }
}
