package io.gatehouse.provisioning.fleet;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import io.gatehouse.log.Event;
import io.gatehouse.log.LinePace;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.provisioning.ProvisioningPlan;
import io.gatehouse.provisioning.TemplateBody;
import io.gatehouse.provisioning.TemplateCatalogue;
import io.gatehouse.provisioning.TemplateEvaluation;
import io.gatehouse.provisioning.TemplateParse;
import io.gatehouse.provisioning.ThingProvisioning;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.ProvisioningHook;
import io.gatehouse.registry.ProvisioningTemplate;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.TemplateType;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingRegistration.Registered;
import io.gatehouse.session.ServiceRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * RegisterThing over MQTT: a template is followed with the certificate that the device was just given. Virtual threads.
 *
 * <p>The token is in use from the first look at the template until the commit, so that of two who have it one is served
 * and neither the other's hook nor the sweep of what nobody took comes in between. Where the device is rejected it may
 * ask again with the same token.
 */
final class ThingRequests {
    private static final Log log = Log.of(ThingRequests.class);

    private final Registry registry;
    private final TemplateCatalogue catalogue;
    private final ThingRegistrar registrar;
    private final PreProvisioningHooks hooks;
    private final OwnershipTokens tokens;
    private final PolicyScope scope;
    private final LinePace hookLines; // a device may ask as often as its claim lets it

    ThingRequests(
            Registry registry,
            TemplateCatalogue catalogue,
            ThingRegistrar registrar,
            PreProvisioningHooks hooks,
            OwnershipTokens tokens,
            PolicyScope scope,
            Clock clock) {
        this.registry = registry;
        this.catalogue = catalogue;
        this.registrar = registrar;
        this.hooks = hooks;
        this.tokens = tokens;
        this.scope = scope;
        this.hookLines = new LinePace(clock::monotonicNanos);
    }

    /** Carries a rejection out of the reading of parameters. Stackless: it is an expected outcome. */
    private static final class NotText extends Exception {
        private static final long serialVersionUID = 1L;

        NotText(String message) {
            super(message, null, false, false);
        }
    }

    FleetReply register(String template, JsonObject body, ServiceRequest asking) {
        String token = body.textOf("certificateOwnershipToken");
        if (token == null || token.isEmpty()) {
            return new FleetReply.Rejected(
                    FleetError.INVALID_TOKEN,
                    "certificateOwnershipToken: missing (expected: the one that came with the certificate)");
        }
        Map<String, String> parameters;
        try {
            parameters = parameters(body);
        } catch (NotText problem) {
            return new FleetReply.Rejected(FleetError.INVALID_PARAMETERS, String.valueOf(problem.getMessage()));
        }
        String certificateId = tokens.take(token, asking.principalId());
        if (certificateId == null) {
            return invalidToken();
        }
        try {
            return register(template, parameters, certificateId, asking);
        } finally {
            tokens.release(certificateId);
        }
    }

    private static FleetReply invalidToken() {
        return new FleetReply.Rejected(
                FleetError.INVALID_TOKEN,
                "certificateOwnershipToken: not valid (expected: one of the last hour, unused, with the claim it was"
                        + " asked for with)");
    }

    private static Map<String, String> parameters(JsonObject body) throws NotText {
        JsonValue given = body.member("parameters");
        if (given == null || given instanceof JsonNull) {
            return Map.of();
        }
        if (!(given instanceof JsonObject object)) {
            throw new NotText("parameters: " + given.kind() + " (expected: an object of strings)");
        }
        Map<String, String> parameters = new HashMap<>();
        for (JsonObject.Member member : object.members()) {
            if (!(member.value() instanceof JsonString(String text, var _))) {
                throw new NotText("parameters: " + Json.quoted(member.name()) + " is "
                        + member.value().kind() + " (expected: a string)");
            }
            parameters.put(member.name(), text);
        }
        return parameters;
    }

    private FleetReply register(
            String templateName, Map<String, String> parameters, String certificateId, ServiceRequest asking) {
        Certificate certificate = registry.certificate(certificateId);
        if (certificate == null || certificate.status() != CertificateStatus.PENDING_ACTIVATION) {
            return invalidToken(); // an operator has decided about it meanwhile
        }
        ProvisioningTemplate template = registry.templates().template(templateName);
        if (template == null || !template.enabled() || template.type() != TemplateType.FLEET_PROVISIONING) {
            return new FleetReply.Rejected(
                    FleetError.NOT_FOUND,
                    "template " + Json.quoted(templateName) + ": none that devices can be provisioned with",
                    "template " + Json.quoted(templateName)
                            + ": not there, not enabled or of another type (expected: FLEET_PROVISIONING, enabled)");
        }
        if (!(catalogue.body(template.body()) instanceof TemplateParse.Parsed(TemplateBody body))) {
            return new FleetReply.Rejected(
                    FleetError.UNAVAILABLE, "the template cannot be read", "template " + templateName + ": malformed");
        }
        ProvisioningHook hook = template.hook();
        Map<String, String> values = new TreeMap<>(parameters);
        if (hook != null) {
            switch (ask(hook, template, certificate, parameters, asking)) {
                case HookVerdict.Allowed(var overrides) -> values.putAll(overrides);
                case HookVerdict.Denied _ -> {
                    return denied("the pre-provisioning hook said no");
                }
                case HookVerdict.Failed(var problem) -> {
                    return denied("the pre-provisioning hook failed: " + problem);
                }
            }
        }
        return switch (body.evaluate(values, Map.of(TemplateBody.CERTIFICATE_ID, certificateId))) {
            case TemplateEvaluation.Refused(String problem) ->
                new FleetReply.Rejected(FleetError.INVALID_PARAMETERS, problem);
            case TemplateEvaluation.Planned(ProvisioningPlan plan) -> follow(plan, templateName, certificateId, asking);
        };
    }

    private static FleetReply denied(String detail) {
        return new FleetReply.Rejected(FleetError.ACCESS_DENIED, "this device may not be provisioned", detail);
    }

    private HookVerdict ask(
            ProvisioningHook hook,
            ProvisioningTemplate template,
            Certificate certificate,
            Map<String, String> parameters,
            ServiceRequest asking) {
        JsonValue.ObjectBuilder given = JsonValue.object();
        new TreeMap<>(parameters).forEach(given::put);
        JsonObject question = JsonValue.object()
                .put("claimCertificateId", asking.principalId())
                .put("certificateId", certificate.id())
                .put("certificatePem", certificate.pem())
                .put("templateArn", scope.arn("provisioningtemplate/" + template.name()))
                .put("clientId", asking.clientId())
                .put("parameters", given.build())
                .build();
        HookVerdict verdict = hooks.ask(hook, question);
        if (verdict instanceof HookVerdict.Failed(String problem)) {
            long suppressed = hookLines.permit();
            if (suppressed >= 0) {
                log.at(Event.PROVISIONING_HOOK_FAILED)
                        .addKeyValue("template", template.name())
                        .addKeyValue("problem", problem)
                        .addKeyValue("suppressed", suppressed)
                        .log("a pre-provisioning hook gave no verdict; the device is rejected");
            }
        }
        return verdict;
    }

    private FleetReply follow(ProvisioningPlan plan, String template, String certificateId, ServiceRequest asking) {
        return switch (registrar.registerOwn(plan, certificateId)) {
            case ThingProvisioning.Provisioned(Registered registered, var _) -> {
                tokens.spend(certificateId);
                yield accepted(plan, registered, template, asking);
            }
            case ThingProvisioning.NotItsOwn(var problem) ->
                new FleetReply.Rejected(FleetError.UNAVAILABLE, "the template cannot be followed", problem);
            case ThingProvisioning.NotIssued not ->
                throw new IllegalStateException("provisioning: " + not + " (expected: nothing is issued here)");
            case ThingProvisioning.NotRegistered(var why) -> refused(why);
        };
    }

    private static FleetReply accepted(
            ProvisioningPlan plan, Registered registered, String template, ServiceRequest asking) {
        Thing thing = registered.thing();
        log.at(Event.DEVICE_PROVISIONED)
                .addKeyValue("certificateId", registered.certificate().id())
                .addKeyValue("thing", thing == null ? "none" : thing.name())
                .addKeyValue("template", template)
                .addKeyValue("claim", asking.principalId())
                .addKeyValue("clientId", asking.clientId())
                .log("provisioned by a claim");
        return new FleetReply.Accepted(JsonValue.object()
                .put("deviceConfiguration", plan.deviceConfiguration())
                .putIfPresent("thingName", thing == null ? null : thing.name())
                .build());
    }

    /** What is registered here already is not the device's to know: its claim is in many hands. */
    private static FleetReply refused(ResourceResult<Registered> why) {
        return switch (why) {
            case ResourceResult.InvalidRequest<Registered>(var problem) ->
                new FleetReply.Rejected(FleetError.INVALID_PARAMETERS, problem);
            case ResourceResult.StoreFailed<Registered> failed ->
                new FleetReply.Rejected(
                        FleetError.UNAVAILABLE, "nothing was written; ask again later", failed.sentence());
            case ResourceResult<Registered> refused ->
                new FleetReply.Rejected(
                        FleetError.CONFLICT,
                        "what is registered already does not let this device be provisioned",
                        refused.sentence());
        };
    }
}
