package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.provisioning.CertificateMethod;
import io.gatehouse.provisioning.ProvisioningPlan;
import io.gatehouse.provisioning.TemplateBody;
import io.gatehouse.provisioning.TemplateEvaluation;
import io.gatehouse.provisioning.TemplateParse;
import io.gatehouse.provisioning.ThingProvisioning;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.Thing;
import io.gatehouse.registry.ThingRegistration.Registered;
import io.gatehouse.registry.ThingRegistration.WantedThing;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** RegisterThing: a thing, its certificate and its policies by a template, in one step or not at all. */
final class ThingRegistrationOperations implements OperationGroup {
    private final ThingRegistrar registrar;
    private final Registry registry;
    private final Arns arns;

    ThingRegistrationOperations(ThingRegistrar registrar, Registry registry, Arns arns) {
        this.registrar = registrar;
        this.registry = registry;
        this.arns = arns;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("RegisterThing", this::subject, this::register);
    }

    /** @throws OperationRefused InvalidRequestException: the template or a value */
    private static ProvisioningPlan plan(Call call) {
        String body = call.body().requiredText("templateBody");
        Map<String, String> parameters = call.body().textMap("parameters");
        return switch (TemplateBody.parse(body)) {
            case TemplateParse.Malformed(String problem) -> throw OperationRefused.invalid("templateBody: " + problem);
            case TemplateParse.Parsed(TemplateBody template) ->
                switch (template.evaluate(parameters == null ? Map.of() : parameters, Map.of())) {
                    case TemplateEvaluation.Planned(ProvisioningPlan plan) -> plan;
                    case TemplateEvaluation.Refused(String problem) -> throw OperationRefused.invalid(problem);
                };
        };
    }

    /** The thing, or the certificate that is registered already; a certificate that is not is known afterwards. */
    private @Nullable Subject subject(Call call) {
        ProvisioningPlan plan = plan(call);
        WantedThing thing = plan.thing();
        if (thing != null) {
            String name = NamePattern.THING.check("ThingName", thing.name());
            return new Subject(arns.thing(name), () -> description(name));
        }
        return plan.certificate() instanceof CertificateMethod.ById(String id) && registry.certificate(id) != null
                ? CertificateOperations.subject(registry, arns, id)
                : null;
    }

    private @Nullable JsonValue description(String name) {
        Thing thing = registry.thing(name);
        return thing == null
                ? null
                : JsonValue.object()
                        .put("version", thing.version())
                        .putIfPresent("type", thing.typeName())
                        .put("attributes", RegistryAnswers.texts(thing.attributes()))
                        .put("groups", JsonValue.ofStrings(thing.groups()))
                        .build();
    }

    private JsonObject register(Call call) {
        return switch (registrar.register(plan(call))) {
            case ThingProvisioning.Provisioned(Registered registered, Map<String, String> resourceArns) -> {
                call.made(made(registered));
                yield JsonValue.object()
                        .put("certificatePem", registered.certificate().pem())
                        .put("resourceArns", RegistryAnswers.texts(new TreeMap<>(resourceArns)))
                        .build();
            }
            case ThingProvisioning.NotIssued(var why) -> throw IssuanceAnswers.refusal(why);
            case ThingProvisioning.NotItsOwn(String problem) -> throw OperationRefused.invalid(problem);
            case ThingProvisioning.NotRegistered(var why) -> throw refusal(why);
        };
    }

    private Subject made(Registered registered) {
        String id = registered.certificate().id();
        Thing thing = registered.thing();
        return thing == null
                ? CertificateOperations.subject(registry, arns, id)
                : new Subject(
                        arns.thing(thing.name()) + " -> " + arns.certificate(id), () -> description(thing.name()));
    }

    /** This operation has fewer errors than the registry: whatever hinders it is a registration that failed. */
    private static OperationRefused refusal(ResourceResult<Registered> why) {
        AwsError error = switch (why) {
            case ResourceResult.InvalidRequest<Registered> _ -> AwsError.INVALID_REQUEST;
            case ResourceResult.StoreFailed<Registered> _ -> AwsError.SERVICE_UNAVAILABLE;
            case ResourceResult<Registered> _ -> AwsError.RESOURCE_REGISTRATION_FAILURE;
        };
        return new OperationRefused(error, why.sentence());
    }
}
