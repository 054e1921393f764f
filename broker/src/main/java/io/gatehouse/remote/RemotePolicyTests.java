package io.gatehouse.remote;

import io.gatehouse.control.CertificateApi;
import io.gatehouse.control.PolicyTestApi;
import io.gatehouse.control.PolicyTestApi.AuthInfo;
import io.gatehouse.control.PolicyTestApi.AuthResult;
import io.gatehouse.control.PolicyTestApi.Gate;
import io.gatehouse.control.PolicyTestApi.PolicyRef;
import io.gatehouse.control.PolicyTestApi.ResourceResult;
import io.gatehouse.control.PolicyTestApi.Test;
import io.gatehouse.control.PolicyTestApi.Tested;
import io.gatehouse.control.Refusal;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.reason.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a device may do, by AWS's TestAuthorization. It asks policies and knows no connection: what only a connection
 * has cannot be said in the question, and what it leaves open is said in the answer ({@link #UNKNOWN}).
 */
final class RemotePolicyTests {
    private static final int MOST_THINGS = 1000;

    /** Of every answer. */
    static final List<String> UNKNOWN = List.of(
            "which statement of a policy says so",
            "whether the certificate is valid by date and not revoked by its issuer",
            "whether conditions on the address, on a lasting session or on a will hold: they have no value");

    private final ControlPlaneCalls calls;
    private final RemoteCertificates certificates;
    private final RemoteAttachments attachments;

    RemotePolicyTests(ControlPlaneCalls calls, RemoteCertificates certificates, RemoteAttachments attachments) {
        this.calls = calls;
        this.certificates = certificates;
        this.attachments = attachments;
    }

    void addTo(RemoteOperations operations) {
        operations.add(PolicyTestApi.TEST, this::test);
    }

    private Tested test(Test request) {
        refuseWhatCannotBeAsked(request);
        String id = certificate(request);
        String arn = certificates.arn(id);
        CertificateApi.View certificate = certificates.view(id);
        String clientId = clientId(request, certificate.things());
        String thing = thing(arn, clientId);
        List<String> policies = counting(effective(arn, thing), request);
        PolicyScope scope = RemotePolicies.scope(arn);
        AuthInfo connect = new AuthInfo(Action.CONNECT.name(), List.of());
        AuthResult mayConnect =
                ask(request, arn, clientId, scope, List.of(connect)).getFirst();
        return new Tested(
                id,
                clientId,
                thing,
                policies,
                gate(certificate.status(), mayConnect),
                ask(request, arn, clientId, scope, request.authInfos()),
                UNKNOWN);
    }

    private static void refuseWhatCannotBeAsked(Test request) {
        String what = request.sourceIp() != null
                ? "--source-ip"
                : request.persistent()
                        ? "--persistent"
                        : request.lastWill()
                                ? "--last-will"
                                : request.documentsToAdd().isEmpty() ? null : "--add FILE";
        if (what != null) {
            throw CallFailed.refused(
                    Refusal.Code.NOT_AVAILABLE,
                    what + ": given (expected: not with a context; AWS's TestAuthorization has no place for it)");
        }
    }

    private String certificate(Test request) {
        if (request.certificate() != null) {
            return certificates.wholeId(request.certificate());
        }
        String thing = String.valueOf(request.thing());
        List<String> arns = attachments.principals(thing, 2);
        if (arns.size() != 1) {
            throw CallFailed.refused(
                    Refusal.Code.INVALID,
                    "thing " + thing + " has " + (arns.isEmpty() ? "no certificate" : "several certificates")
                            + " (expected: one, or a certificate in the request)");
        }
        return RemoteAttachments.id(arns.getFirst());
    }

    /** As said, or the name of the thing, or of the only thing that the certificate has. */
    private static String clientId(Test request, List<String> things) {
        if (request.clientId() != null) {
            return request.clientId();
        }
        if (request.thing() != null) {
            return request.thing();
        }
        if (things.size() != 1) {
            throw CallFailed.refused(
                    Refusal.Code.INVALID,
                    "client id: missing (expected: one, because the certificate has " + things.size() + " things)");
        }
        return things.getFirst();
    }

    /** What the connection would stand for, as AWS says it: the exclusive thing, else the one of that name. */
    private @Nullable String thing(String arn, String clientId) {
        ApiRequest request = ApiRequest.get("principals", "things-v2").header("x-amzn-principal", arn);
        String named = null;
        for (Members thing : new RemoteList(
                        calls, RemoteList.Style.TOKEN, request, "principalThingObjects", "thingName")
                .first(MOST_THINGS)) {
            String name = thing.text("thingName");
            if ("EXCLUSIVE_THING".equals(thing.optionalText("thingPrincipalType"))) {
                return name;
            }
            if (name.equals(clientId)) {
                named = name;
            }
        }
        return named;
    }

    private List<String> effective(String arn, @Nullable String thing) {
        ApiRequest request =
                ApiRequest.post("effective-policies").body(JsonValue.object().put("principal", arn));
        return calls
                .send(thing == null ? request : request.query("thingName", thing))
                .objects("effectivePolicies")
                .stream()
                .map(policy -> policy.text("policyName"))
                .toList();
    }

    private static List<String> counting(List<String> effective, Test request) {
        for (String skip : request.policyNamesToSkip()) {
            if (!effective.contains(skip)) {
                throw CallFailed.refused(
                        Refusal.Code.INVALID,
                        "policy to skip: " + skip + " (expected: one that applies: " + String.join(", ", effective)
                                + ")");
            }
        }
        TreeSet<String> names = new TreeSet<>(effective);
        request.policyNamesToSkip().forEach(names::remove);
        names.addAll(request.policyNamesToAdd());
        return List.copyOf(names);
    }

    private static @Nullable Gate gate(String status, AuthResult connect) {
        Reason refusal = switch (status) {
            case "ACTIVE" -> connect.authDecision().equals("ALLOWED") ? null : Reason.CONNECT_NOT_AUTHORIZED;
            case "REVOKED" -> Reason.CERTIFICATE_REVOKED;
            case "PENDING_ACTIVATION" -> Reason.CERTIFICATE_PENDING_ACTIVATION;
            default -> Reason.CERTIFICATE_INACTIVE;
        };
        return refusal == null ? null : new Gate(refusal.name(), refusal.meaning());
    }

    private List<AuthResult> ask(Test request, String arn, String clientId, PolicyScope scope, List<AuthInfo> infos) {
        List<JsonObject> asked = infos.stream()
                .map(info -> JsonValue.object()
                        .put("actionType", info.actionType())
                        .put("resources", JsonValue.ofStrings(resources(info, clientId, scope)))
                        .build())
                .toList();
        Members answer = calls.send(ApiRequest.post("test-authorization")
                .query("clientId", clientId)
                .body(JsonValue.object()
                        .put("principal", arn)
                        .put("authInfos", JsonValue.of(asked))
                        .put("policyNamesToAdd", JsonValue.ofStrings(request.policyNamesToAdd()))
                        .put("policyNamesToSkip", JsonValue.ofStrings(request.policyNamesToSkip()))));
        List<AuthResult> results = new ArrayList<>();
        for (Members result : answer.objects("authResults")) {
            results.add(result(result));
        }
        if (results.size() != infos.size()) {
            throw CallFailed.notReachable(
                    "the answer has " + results.size() + " results (expected: " + infos.size() + ")",
                    "use the same version of the command and the broker");
        }
        return List.copyOf(results);
    }

    private static List<String> resources(AuthInfo info, String clientId, PolicyScope scope) {
        String prefix = Action.valueOf(info.actionType()).resourcePrefix();
        if (info.resources().isEmpty()) {
            return List.of(scope.arn(prefix + clientId));
        }
        return info.resources().stream()
                .map(name -> name.startsWith("arn:") ? name : scope.arn(name.startsWith(prefix) ? name : prefix + name))
                .toList();
    }

    private static AuthResult result(Members result) {
        Members info = result.inside("authInfo");
        Members denied = result.inside("denied");
        String decision = result.text("authDecision");
        List<String> resources = info.texts("resources");
        List<String> missing = result.texts("missingContextValues");
        return new AuthResult(
                new AuthInfo(info.text("actionType"), resources),
                new PolicyTestApi.Allowed(policies(result.inside("allowed"))),
                new PolicyTestApi.Denied(
                        new PolicyTestApi.Implicit(policies(denied.maybeInside("implicitDeny"))),
                        new PolicyTestApi.Explicit(policies(denied.maybeInside("explicitDeny")))),
                decision,
                missing,
                resources.stream()
                        .map(resource -> new ResourceResult(resource, decision, List.of(), missing, List.of(), null))
                        .toList());
    }

    private static List<PolicyRef> policies(Members of) {
        return of.objects("policies").stream()
                .map(policy -> new PolicyRef(policy.text("policyName"), policy.text("policyArn")))
                .toList();
    }
}
