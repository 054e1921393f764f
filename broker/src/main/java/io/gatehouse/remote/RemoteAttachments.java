package io.gatehouse.remote;

import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.Refusal;
import io.gatehouse.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which policies are attached to which certificates. */
final class RemoteAttachments {
    private static final String TARGETS = "target-policies";

    private final ControlPlaneCalls calls;
    private final RemoteCertificates certificates;

    RemoteAttachments(ControlPlaneCalls calls, RemoteCertificates certificates) {
        this.calls = calls;
        this.certificates = certificates;
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(PolicyApi.ATTACH, request -> change(request, ApiRequest.put(TARGETS, request.policy())))
                .add(PolicyApi.DETACH, request -> change(request, ApiRequest.post(TARGETS, request.policy())));
    }

    // Attaching what is attached is no error, so asking again finishes what was interrupted.
    private PolicyApi.Attached change(PolicyApi.Attachment request, ApiRequest change) {
        if (request.certificate() == null && request.thing() == null) {
            throw CallFailed.refused(Refusal.Code.INVALID, "certificate: missing (expected: it or a thing)");
        }
        calls.send(ApiRequest.get("policies", request.policy())); // AWS detaches one that is not there in silence
        List<String> done = new ArrayList<>();
        for (String arn : arns(request.certificate(), request.thing())) {
            calls.send(change.body(JsonValue.object().put("target", arn)));
            done.add(id(arn));
        }
        return new PolicyApi.Attached(request.policy(), List.copyOf(done));
    }

    private List<String> arns(@Nullable String certificate, @Nullable String thing) {
        if (certificate != null) {
            return List.of(certificates.arn(certificates.wholeId(certificate)));
        }
        String name = String.valueOf(thing);
        // All of them: a detachment that left some behind would let in who should stay out.
        List<String> arns = principals(name, Integer.MAX_VALUE);
        if (arns.isEmpty()) {
            throw CallFailed.refused(Refusal.Code.CONFLICT, "thing " + name + " has no certificate");
        }
        return arns;
    }

    /** ARNs of the certificates of a thing. */
    List<String> principals(String thing, int most) {
        return RemoteList.texts(
                calls, RemoteList.Style.TOKEN, ApiRequest.get("things", thing, "principals"), "principals", most);
    }

    /** The id that ends the ARN of a certificate. */
    static String id(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    /** ARNs of the certificates and groups that have a policy. */
    List<String> targets(String policy, int most) {
        return RemoteList.texts(
                calls, RemoteList.Style.MARKER, ApiRequest.post("policy-targets", policy), "targets", most);
    }
}
