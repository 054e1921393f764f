package io.gatehouse.remote;

import io.gatehouse.control.Page;
import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.PolicyVersionApi;
import io.gatehouse.control.SideBySide;
import io.gatehouse.json.JsonValue;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyLint;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policies. What is legal in one and probably not meant is looked for here, as the broker's own commands do. */
final class RemotePolicies {
    private static final String POLICIES = "policies";
    /** Certificates and groups of a policy are counted so far, as beside the broker. */
    private static final int MOST_COUNTED = 1000;

    private final ControlPlaneCalls calls;
    private final RemotePolicyVersions versions;
    private final RemoteAttachments attachments;
    private final RemoteList list;

    RemotePolicies(ControlPlaneCalls calls, RemotePolicyVersions versions, RemoteAttachments attachments) {
        this.calls = calls;
        this.versions = versions;
        this.attachments = attachments;
        this.list = new RemoteList(calls, RemoteList.Style.MARKER, ApiRequest.get(POLICIES), POLICIES, "policyName");
    }

    void addTo(RemoteOperations operations) {
        attachments.addTo(operations);
        operations
                .add(PolicyApi.PUT, request -> store(request, true))
                .add(PolicyVersionApi.ADD, request -> store(request, false))
                .add(PolicyApi.GET, policy -> get(policy.name()))
                .add(PolicyApi.LIST, this::list)
                .add(PolicyApi.REMOVE, this::remove);
    }

    private PolicyApi.Stored store(PolicyApi.Put request, boolean inForce) {
        Members before = found(request.name());
        if (before == null && inForce) {
            Members created = calls.send(ApiRequest.post(POLICIES, request.name())
                    .body(JsonValue.object().put("policyDocument", request.document())));
            return new PolicyApi.Stored(
                    request.name(),
                    RemotePolicyVersions.number(created, "policyVersionId"),
                    RemotePolicyVersions.number(created, "policyVersionId"),
                    List.of(),
                    findings(request.document(), created.text("policyArn")));
        }
        long was = before == null ? 0 : RemotePolicyVersions.number(before, "defaultVersionId");
        if (before != null && inForce && before.text("policyDocument").equals(request.document())) {
            return new PolicyApi.Stored(
                    request.name(), was, was, List.of(), findings(request.document(), before.text("policyArn")));
        }
        List<Long> numbers = numbers(request.name());
        Members made = calls.send(ApiRequest.post(POLICIES, request.name(), "version")
                .query("setAsDefault", Boolean.toString(inForce))
                .body(JsonValue.object().put("policyDocument", request.document())));
        long number = RemotePolicyVersions.number(made, "policyVersionId");
        List<Long> now = numbers(request.name());
        return new PolicyApi.Stored(
                request.name(),
                number,
                inForce ? number : was,
                numbers.stream().filter(old -> !now.contains(old)).toList(),
                findings(request.document(), made.text("policyArn")));
    }

    private List<Long> numbers(String policy) {
        return versions.list(policy).versions().stream()
                .map(PolicyVersionApi.View::version)
                .toList();
    }

    /** @param arn of the policy, which tells for which region and account it is read */
    private static List<PolicyApi.Finding> findings(String document, String arn) {
        return PolicyParser.parse(document, PolicyLimits.EXTENDED) instanceof PolicyParse.Parsed(var parsed)
                ? PolicyLint.findings(parsed, scope(arn)).stream()
                        .map(found -> new PolicyApi.Finding(
                                found.kind().name(), found.path(), found.message(), found.instead()))
                        .toList()
                : List.of();
    }

    /** What the broker's resource names begin with, as an ARN of its has it. */
    static PolicyScope scope(String arn) {
        String[] parts = arn.split(":", 6);
        try {
            return new PolicyScope(parts[1], parts[3], parts[4]);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw CallFailed.notReachable(
                    "the answer has an ARN that is none", "use the same version of the command and the broker");
        }
    }

    /** {@code null} where there is no such policy. */
    @Nullable
    Members found(String name) {
        try {
            return calls.send(ApiRequest.get(POLICIES, name));
        } catch (CallFailed failed) {
            if (failed.isNotFound()) {
                return null;
            }
            throw failed;
        }
    }

    private PolicyApi.View get(String name) {
        Members policy = calls.send(ApiRequest.get(POLICIES, name));
        List<String> targets = attachments.targets(name, MOST_COUNTED);
        int groups = groups(targets);
        return new PolicyApi.View(
                policy.text("policyName"),
                policy.text("policyDocument"),
                RemotePolicyVersions.number(policy, "defaultVersionId"),
                policy.instant("creationDate"),
                targets.size() - groups,
                groups);
    }

    private static int groups(List<String> arns) {
        return (int) arns.stream().filter(arn -> arn.contains(":thinggroup/")).count();
    }

    private PolicyApi.Listing list(Page page) {
        RemoteList.Found found = list.page(page);
        List<String> names =
                found.items().stream().map(item -> item.text("policyName")).toList();
        List<PolicyApi.Summary> summaries = SideBySide.each(names, this::get).stream()
                .map(p -> new PolicyApi.Summary(p.name(), p.version(), p.createdAt(), p.certificates(), p.groups()))
                .toList();
        return new PolicyApi.Listing(summaries, found.next());
    }

    private PolicyApi.View remove(PolicyApi.Name policy) {
        PolicyApi.View before = get(policy.name());
        calls.send(ApiRequest.delete(POLICIES, policy.name()));
        return before;
    }
}
