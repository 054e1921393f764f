package io.gatehouse.remote;

import io.gatehouse.control.PolicyVersionApi;
import java.util.List;

/** Versions of policies. */
final class RemotePolicyVersions {
    private static final String POLICIES = "policies";
    private static final String VERSION = "version";

    private final ControlPlaneCalls calls;

    RemotePolicyVersions(ControlPlaneCalls calls) {
        this.calls = calls;
    }

    void addTo(RemoteOperations operations) {
        operations
                .add(PolicyVersionApi.LIST, policy -> list(policy.name()))
                .add(PolicyVersionApi.GET, this::get)
                .add(PolicyVersionApi.SET_DEFAULT, this::setDefault)
                .add(PolicyVersionApi.REMOVE, this::remove);
    }

    /** Oldest first. */
    PolicyVersionApi.Listing list(String policy) {
        List<PolicyVersionApi.View> versions =
                calls.send(ApiRequest.get(POLICIES, policy, VERSION)).objects("policyVersions").reversed().stream()
                        .map(version -> new PolicyVersionApi.View(
                                number(version, "versionId"),
                                version.isTrue("isDefaultVersion"),
                                version.instant("createDate")))
                        .toList();
        return new PolicyVersionApi.Listing(policy, versions);
    }

    /** AWS writes the number of a version as a text. */
    static long number(Members version, String member) {
        String text = version.text(member);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw CallFailed.notReachable(
                    "the answer has a " + member + " that is no number", "use the same version of command and broker");
        }
    }

    private PolicyVersionApi.Document get(PolicyVersionApi.Version asked) {
        Members version = calls.send(ApiRequest.get(POLICIES, asked.name(), VERSION, Long.toString(asked.version())));
        return new PolicyVersionApi.Document(
                asked.name(),
                asked.version(),
                version.isTrue("isDefaultVersion"),
                version.text("policyDocument"),
                version.instant("creationDate"));
    }

    private PolicyVersionApi.Listing setDefault(PolicyVersionApi.Version asked) {
        calls.send(ApiRequest.patch(POLICIES, asked.name(), VERSION, Long.toString(asked.version())));
        return list(asked.name());
    }

    private PolicyVersionApi.Listing remove(PolicyVersionApi.Version asked) {
        calls.send(ApiRequest.delete(POLICIES, asked.name(), VERSION, Long.toString(asked.version())));
        return list(asked.name());
    }
}
