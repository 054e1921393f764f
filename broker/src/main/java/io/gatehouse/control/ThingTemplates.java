package io.gatehouse.control;

import io.gatehouse.pki.Issuance;
import io.gatehouse.provisioning.ProvisioningPlan;
import io.gatehouse.provisioning.TemplateBody;
import io.gatehouse.provisioning.TemplateEvaluation;
import io.gatehouse.provisioning.TemplateParse;
import io.gatehouse.provisioning.ThingProvisioning;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.ThingRegistration;
import java.util.Map;

/** Things by a provisioning template, in one step or not at all. Blocks until stored; virtual threads. */
public final class ThingTemplates {
    private static final String WHAT = "nothing was registered";

    private final ThingRegistrar registrar;

    public ThingTemplates(ThingRegistrar registrar) {
        this.registrar = registrar;
    }

    void addTo(Administration.Builder operations) {
        operations.add(ThingTemplateApi.REGISTER, this::register);
    }

    Outcome<ThingTemplateApi.Registered> register(ThingTemplateApi.Register request) {
        return switch (TemplateBody.parse(request.templateBody())) {
            case TemplateParse.Malformed(String problem) ->
                Outcome.refused(Refusal.Code.INVALID, WHAT, "template: " + problem, "correct the template");
            case TemplateParse.Parsed(TemplateBody template) ->
                switch (template.evaluate(request.parameters(), Map.of())) {
                    case TemplateEvaluation.Refused(String problem) ->
                        Outcome.refused(Refusal.Code.INVALID, WHAT, problem, "correct the value");
                    case TemplateEvaluation.Planned(ProvisioningPlan plan) -> outcome(registrar.register(plan));
                };
        };
    }

    private static Outcome<ThingTemplateApi.Registered> outcome(ThingProvisioning provisioning) {
        return switch (provisioning) {
            case ThingProvisioning.Provisioned(var registered, var arns) ->
                Outcome.done(new ThingTemplateApi.Registered(
                        registered.certificate().id(), registered.certificate().pem(), arns));
            case ThingProvisioning.NotItsOwn(String problem) ->
                Outcome.refused(Refusal.Code.INVALID, WHAT, problem, "correct the template");
            case ThingProvisioning.NotIssued(Issuance why) -> notIssued(why);
            case ThingProvisioning.NotRegistered(var why) -> notRegistered(why);
        };
    }

    private static Outcome<ThingTemplateApi.Registered> notIssued(Issuance why) {
        return switch (why) {
            case Issuance.Refused(String problem) ->
                Outcome.refused(Refusal.Code.INVALID, WHAT, problem, "make another signing request");
            case Issuance.Throttled(String problem) ->
                Outcome.refused(Refusal.Code.LIMIT_EXCEEDED, WHAT, problem, "try again later");
            case Issuance.Unavailable(String problem) ->
                Outcome.refused(
                        Refusal.Code.NOT_AVAILABLE, WHAT, problem, "see issuing in the configuration, or bring a PEM");
            case Issuance.Certified _, Issuance.WithKeys _ ->
                throw new IllegalStateException("issuance: " + why + " (expected: a refusal)");
        };
    }

    private static Outcome<ThingTemplateApi.Registered> notRegistered(
            ResourceResult<ThingRegistration.Registered> why) {
        Refusal.Code code = switch (why) {
            case ResourceResult.InvalidRequest<?> _ -> Refusal.Code.INVALID;
            case ResourceResult.StoreFailed<?> _ -> Refusal.Code.FAILED;
            case ResourceResult<?> _ -> Refusal.Code.CONFLICT;
        };
        return Outcome.refused(
                code, WHAT, why.sentence(), "correct the template or the values; nothing of it was written");
    }
}
