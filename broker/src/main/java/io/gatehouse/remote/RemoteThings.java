package io.gatehouse.remote;

import io.gatehouse.control.CertificateApi;
import io.gatehouse.control.Page;
import io.gatehouse.control.Refusal;
import io.gatehouse.control.SideBySide;
import io.gatehouse.control.ThingApi;
import io.gatehouse.control.Things;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.policy.PolicyTemplates;
import java.util.ArrayList;
import java.util.List;

/** Things: created with all a device needs, looked at, removed. */
final class RemoteThings {
    private static final String THINGS = "things";
    private static final String POLICIES = "policies";
    private static final String PRINCIPALS = "principals";
    /** Where devices connect to at AWS. Its API tells no port. */
    private static final int MQTT_TLS = 8883;

    private static final int MOST_SHOWN = 1000;

    private final ControlPlaneCalls calls;
    private final RemoteCertificates certificates;
    private final RemoteAttachments attachments;
    private final RemotePolicies policies;
    private final String caPem;
    private final RemoteList list;

    /** @param caPem what the control plane is trusted by, and devices trust the broker by */
    RemoteThings(
            ControlPlaneCalls calls,
            RemoteCertificates certificates,
            RemoteAttachments attachments,
            RemotePolicies policies,
            String caPem) {
        this.calls = calls;
        this.certificates = certificates;
        this.attachments = attachments;
        this.policies = policies;
        this.caPem = caPem;
        this.list = new RemoteList(calls, RemoteList.Style.TOKEN, ApiRequest.get(THINGS), THINGS, "thingName");
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(ThingApi.CREATE, this::create)
                .add(ThingApi.LIST, this::list)
                .add(ThingApi.DESCRIBE, thing -> describe(thing.name()))
                .add(ThingApi.REMOVE, this::remove);
    }

    private ThingApi.Created create(ThingApi.Create request) {
        if (exists(request.name())) {
            throw CallFailed.refused(
                    Refusal.Code.ALREADY_EXISTS, "thing: " + request.name() + " (expected: a name that is not taken)");
        }
        String policy = request.policy() == null ? Things.OWN_TOPICS : request.policy();
        // An operator may have changed the policy since: what is there is what they want attached.
        Members attached = policies.found(policy);
        if (attached == null && request.policy() != null) {
            throw CallFailed.refused(Refusal.Code.NOT_FOUND, "policy: " + policy + " (expected: one that exists)");
        }
        String host = calls.send(ApiRequest.get("endpoint").query("endpointType", "iot:Data-ATS"))
                .text("endpointAddress");
        Members registered = calls.send(ApiRequest.post(THINGS)
                .body(JsonValue.object()
                        .put("templateBody", Json.print(ThingTemplate.of(request, attached == null ? null : policy)))
                        .put(
                                "parameters",
                                JsonValue.object()
                                        .put(ThingTemplate.REQUEST, request.csrPem())
                                        .build())));
        String pem = registered.text("certificatePem");
        String arn = registered.inside("resourceArns").text(ThingTemplate.CERTIFICATE);
        String document = attached == null ? ownTopics(request.name(), arn) : attached.text("policyDocument");
        return new ThingApi.Created(
                request.name(),
                RemoteAttachments.id(arn),
                pem,
                pem, // the broker knows the certificate itself, so the device shows no intermediate
                caPem,
                RemoteCertificates.x509(pem).getNotAfter().toInstant(),
                policy,
                document,
                host,
                MQTT_TLS);
    }

    private boolean exists(String thing) {
        try {
            calls.send(ApiRequest.get(THINGS, thing));
            return true;
        } catch (CallFailed failed) {
            if (failed.isNotFound()) {
                return false;
            }
            throw failed;
        }
    }

    /**
     * Makes the policy of things that name none, which the first of them finds missing. Its document names region and
     * account, which the ARN of the certificate tells.
     */
    private String ownTopics(String thing, String certificateArn) {
        String document = PolicyTemplates.deviceOwnTopics(RemotePolicies.scope(certificateArn));
        try {
            calls.send(ApiRequest.post(POLICIES, Things.OWN_TOPICS)
                    .body(JsonValue.object().put("policyDocument", document)));
            calls.send(ApiRequest.put("target-policies", Things.OWN_TOPICS)
                    .body(JsonValue.object().put("target", certificateArn)));
        } catch (CallFailed failed) {
            throw failed.after("thing " + thing + " is there, with a certificate that has no policy yet and no folder;"
                    + " remove it with gatehouse thing rm " + thing + " --revoke");
        }
        return document;
    }

    private ThingApi.Listing list(Page page) {
        RemoteList.Found found = list.page(page);
        return new ThingApi.Listing(SideBySide.each(found.items(), this::view), found.next());
    }

    private ThingApi.View view(Members thing) {
        String name = thing.text("thingName");
        return new ThingApi.View(
                name,
                thing.optionalText("thingTypeName"),
                thing.textMap("attributes"),
                attachments.principals(name, MOST_SHOWN).size(),
                null);
    }

    private ThingApi.Detail describe(String name) {
        Members thing = calls.send(ApiRequest.get(THINGS, name));
        List<Members> principals = new RemoteList(
                        calls,
                        RemoteList.Style.TOKEN,
                        ApiRequest.get(THINGS, name, "principals-v2"),
                        "thingPrincipalObjects",
                        "principal")
                .first(MOST_SHOWN);
        List<CertificateApi.View> views = SideBySide.each(
                principals, principal -> certificates.view(RemoteAttachments.id(principal.text("principal"))));
        return new ThingApi.Detail(
                name,
                thing.optionalText("thingTypeName"),
                thing.textMap("attributes"),
                groups(name),
                thing.optionalText("billingGroupName"),
                thing.number("version"),
                null,
                views,
                principals.stream()
                        .filter(principal -> "EXCLUSIVE_THING".equals(principal.optionalText("thingPrincipalType")))
                        .map(principal -> RemoteAttachments.id(principal.text("principal")))
                        .toList());
    }

    private List<String> groups(String thing) {
        return certificates.groupsOf(thing).stream()
                .map(group -> group.text("groupName"))
                .toList();
    }

    // Revoking comes first: whatever interrupts this, nobody is let in as a thing that should be gone, and asking again
    // goes on where it stopped.
    private ThingApi.Removed remove(ThingApi.Remove request) {
        String name = request.name();
        calls.send(ApiRequest.get(THINGS, name)); // AWS deletes one that is not there in silence
        List<String> arns = attachments.principals(name, Integer.MAX_VALUE);
        if (!arns.isEmpty() && !request.revoke()) {
            throw CallFailed.refused(
                    Refusal.Code.IN_USE,
                    "it has " + arns.size() + (arns.size() == 1 ? " certificate" : " certificates")
                            + "; revoke them with it, for good, with --revoke");
        }
        List<String> revoked = new ArrayList<>();
        try {
            for (String arn : arns) {
                String id = RemoteAttachments.id(arn);
                if (!certificates.view(id).status().equals("REVOKED")) {
                    certificates.setStatus(id, "REVOKED");
                    revoked.add(id);
                }
                calls.send(ApiRequest.delete(THINGS, name, PRINCIPALS).header("x-amzn-principal", arn));
            }
            calls.send(ApiRequest.delete(THINGS, name));
        } catch (CallFailed failed) {
            throw revoked.isEmpty() ? failed : failed.after("revoked already: " + String.join(", ", revoked));
        }
        return new ThingApi.Removed(name, List.copyOf(revoked));
    }
}
