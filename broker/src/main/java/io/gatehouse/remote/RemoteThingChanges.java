package io.gatehouse.remote;

import io.gatehouse.control.ThingChangeApi;
import io.gatehouse.control.ThingTemplateApi;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.ObjectBuilder;
import java.util.Map;

/** Things without certificate, and what changes of a thing. */
final class RemoteThingChanges {
    private static final String THINGS = "things";
    private static final String PRINCIPAL = "x-amzn-principal";

    private final ControlPlaneCalls calls;
    private final RemoteCertificates certificates;

    RemoteThingChanges(ControlPlaneCalls calls, RemoteCertificates certificates) {
        this.calls = calls;
        this.certificates = certificates;
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(ThingChangeApi.ADD, this::add)
                .add(ThingChangeApi.UPDATE, this::update)
                .add(ThingChangeApi.ATTACH, this::attach)
                .add(ThingChangeApi.DETACH, this::detach)
                .add(ThingTemplateApi.REGISTER, this::register);
    }

    private ThingChangeApi.Updated add(ThingChangeApi.Add request) {
        ObjectBuilder body = JsonValue.object()
                .putIfPresent("thingTypeName", request.type())
                .put("attributePayload", attributes(request.attributes(), false));
        calls.send(ApiRequest.post(THINGS, request.name()).body(body));
        return described(request.name());
    }

    /** With {@code merge}, AWS takes an empty value as the command does: the attribute goes. */
    static JsonObject attributes(Map<String, String> attributes, boolean merge) {
        ObjectBuilder members = JsonValue.object();
        attributes.forEach(members::put);
        return JsonValue.object()
                .put("attributes", members.build())
                .put("merge", merge)
                .build();
    }

    private ThingChangeApi.Updated described(String name) {
        Members thing = calls.send(ApiRequest.get(THINGS, name));
        return new ThingChangeApi.Updated(
                name, thing.optionalText("thingTypeName"), thing.textMap("attributes"), thing.number("version"));
    }

    private ThingChangeApi.Updated update(ThingChangeApi.Update request) {
        ObjectBuilder body = JsonValue.object().putIfPresent("thingTypeName", request.type());
        if (request.noType()) {
            body.put("removeThingType", true);
        }
        if (!request.attributes().isEmpty()) {
            body.put("attributePayload", attributes(request.attributes(), true));
        }
        calls.send(ApiRequest.patch(THINGS, request.name()).body(body));
        return described(request.name());
    }

    private ThingTemplateApi.Registered register(ThingTemplateApi.Register request) {
        ObjectBuilder parameters = JsonValue.object();
        request.parameters().forEach(parameters::put);
        Members registered = calls.send(ApiRequest.post(THINGS)
                .body(JsonValue.object()
                        .put("templateBody", request.templateBody())
                        .put("parameters", parameters.build())));
        Map<String, String> arns = registered.textMap("resourceArns");
        return new ThingTemplateApi.Registered(certificateId(arns), registered.text("certificatePem"), arns);
    }

    /** Every template has one certificate, under a name of its own. */
    private static String certificateId(Map<String, String> arns) {
        return arns.values().stream()
                .filter(arn -> arn.contains(":cert/"))
                .map(RemoteAttachments::id)
                .findFirst()
                .orElseThrow(() -> CallFailed.notReachable(
                        "the answer has no ARN of a certificate",
                        "use the same version of the command and the broker"));
    }

    private ThingChangeApi.Attached attach(ThingChangeApi.Attach request) {
        String id = certificates.wholeId(request.certificate());
        calls.send(ApiRequest.put(THINGS, request.thing(), "principals")
                .query("thingPrincipalType", request.exclusive() ? "EXCLUSIVE_THING" : "NON_EXCLUSIVE_THING")
                .header(PRINCIPAL, certificates.arn(id)));
        return new ThingChangeApi.Attached(request.thing(), id);
    }

    private ThingChangeApi.Attached detach(ThingChangeApi.Detach request) {
        String id = certificates.wholeId(request.certificate());
        calls.send(ApiRequest.delete(THINGS, request.thing(), "principals").header(PRINCIPAL, certificates.arn(id)));
        return new ThingChangeApi.Attached(request.thing(), id);
    }
}
