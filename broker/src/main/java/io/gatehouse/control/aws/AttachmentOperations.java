package io.gatehouse.control.aws;

import io.gatehouse.control.aws.Arns.Target;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which policies are attached to which certificates and groups: by target, and by principal as older tools ask.
 */
final class AttachmentOperations implements OperationGroup {
    private static final String PRINCIPAL = "x-amzn-iot-principal";
    private static final String POLICY = "x-amzn-iot-policy";
    /** Before the keys of certificates and of groups in one list; all certificates come first. */
    private static final String OF_CERTIFICATE = "c";

    private static final String OF_GROUP = "g";

    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;

    AttachmentOperations(Registry registry, Arns arns, RegistryAnswers answers) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("AttachPolicy", call -> subject(call, target(call)), call -> attach(call, target(call)))
                .change("DetachPolicy", call -> subject(call, target(call)), this::detach)
                .change(
                        "AttachPrincipalPolicy",
                        call -> subject(call, principal(call)),
                        call -> attach(call, principal(call)))
                .change("DetachPrincipalPolicy", call -> subject(call, principal(call)), this::detachPrincipal)
                .read("ListAttachedPolicies", this::attachedPolicies)
                .read("ListPrincipalPolicies", this::principalPolicies)
                .read("ListTargetsForPolicy", this::targets)
                .read("ListPolicyPrincipals", this::principals);
    }

    private static String policy(Call call) {
        return PolicyOperations.name(call);
    }

    private Target target(Call call) {
        return arns.target("target", call.body().requiredText("target"));
    }

    private Target principal(Call call) {
        return arns.target(PRINCIPAL, call.requiredHeader(PRINCIPAL));
    }

    private String arn(Target target) {
        return switch (target) {
            case Target.OfCertificate(var id) -> arns.certificate(id);
            case Target.OfGroup(var name) -> arns.group(name);
        };
    }

    private Subject subject(Call call, Target target) {
        String policy = policy(call);
        return new Subject(arns.policy(policy) + " -> " + arn(target), () -> JsonValue.of(attached(policy, target)));
    }

    private boolean attached(String policy, Target target) {
        return switch (target) {
            case Target.OfCertificate(var id) ->
                registry.policiesOf(id).stream().anyMatch(one -> one.name().equals(policy));
            case Target.OfGroup(var name) ->
                registry.thingGroups().policiesOf(name).contains(policy);
        };
    }

    private JsonObject attach(Call call, Target target) {
        String policy = policy(call);
        switch (target) {
            case Target.OfCertificate(var id) ->
                answers.done(registry.attachPolicy(policy, id), AwsError.LIMIT_EXCEEDED);
            case Target.OfGroup(var name) ->
                answers.done(registry.thingGroups().attachPolicy(policy, name), AwsError.LIMIT_EXCEEDED);
        }
        return RegistryAnswers.NOTHING;
    }

    /** What is not attached is as good as detached: this operation has no ResourceNotFoundException. */
    private JsonObject detach(Call call) {
        String policy = policy(call);
        switch (target(call)) {
            case Target.OfCertificate(var id) ->
                answers.gone(registry.detachPolicy(policy, id), AwsError.INVALID_REQUEST);
            case Target.OfGroup(var name) ->
                answers.gone(registry.thingGroups().detachPolicy(policy, name), AwsError.INVALID_REQUEST);
        }
        return RegistryAnswers.NOTHING;
    }

    private JsonObject detachPrincipal(Call call) {
        String policy = policy(call);
        switch (principal(call)) {
            case Target.OfCertificate(var id) ->
                answers.done(registry.detachPolicy(policy, id), AwsError.INVALID_REQUEST);
            case Target.OfGroup(var name) ->
                answers.done(registry.thingGroups().detachPolicy(policy, name), AwsError.INVALID_REQUEST);
        }
        return RegistryAnswers.NOTHING;
    }

    private JsonObject attachedPolicies(Call call) {
        String arn = call.label("target");
        boolean recursive = call.query().isTrue("recursive");
        List<String> policies = policies(arns.target("target", arn), recursive);
        return Listing.byMarker(call, arn, recursive).ofAll("policies", policies, name -> name, this::nameAndArn);
    }

    private JsonObject principalPolicies(Call call) {
        Target principal = principal(call);
        return Listing.byMarker(call, arn(principal))
                .ofAll("policies", policies(principal, false), name -> name, this::nameAndArn);
    }

    private JsonValue nameAndArn(String policy) {
        return PolicyOperations.nameAndArn(arns, policy);
    }

    /** @param recursive for a group those of the groups above it too; a certificate has none above it */
    private List<String> policies(Target target, boolean recursive) {
        return switch (target) {
            case Target.OfCertificate(var id) ->
                CertificateOperations.existingPrincipal(registry, id).policies().stream()
                        .map(CompiledPolicy::name)
                        .toList();
            case Target.OfGroup(var name) -> {
                ThingGroupOperations.existing(registry, name);
                TreeSet<String> names = new TreeSet<>();
                for (String group : recursive ? registry.thingGroups().path(name) : List.of(name)) {
                    names.addAll(registry.thingGroups().policiesOf(group));
                }
                yield List.copyOf(names);
            }
        };
    }

    private JsonObject targets(Call call) {
        String policy = PolicyOperations.existing(registry, policy(call)).name();
        return Listing.byMarker(call, policy)
                .of(
                        "targets",
                        (after, max) -> targets(policy, after, max),
                        key -> key,
                        key -> JsonValue.of(
                                key.startsWith(OF_CERTIFICATE)
                                        ? arns.certificate(key.substring(1))
                                        : arns.group(key.substring(1))));
    }

    private List<String> targets(String policy, @Nullable String after, int max) {
        List<String> keys = new ArrayList<>();
        if (after == null || after.startsWith(OF_CERTIFICATE)) {
            String from = after == null ? null : after.substring(1);
            registry.certificatesOfPolicy(policy, from, max).forEach(id -> keys.add(OF_CERTIFICATE + id));
        }
        if (keys.size() < max) {
            String from = after == null || after.startsWith(OF_CERTIFICATE) ? null : after.substring(1);
            registry.thingGroups()
                    .groupsOfPolicy(policy, from, max - keys.size())
                    .forEach(name -> keys.add(OF_GROUP + name));
        }
        return keys;
    }

    private JsonObject principals(Call call) {
        String name = NamePattern.POLICY.check(POLICY, call.requiredHeader(POLICY));
        String policy = PolicyOperations.existing(registry, name).name();
        Listing listing = Listing.byMarker(call, policy);
        if (!listing.ascending()) {
            throw OperationRefused.invalid("isAscendingOrder: false (expected: true, the only order of this list)");
        }
        return listing.of(
                "principals",
                (after, max) -> registry.certificatesOfPolicy(policy, after, max),
                id -> id,
                id -> JsonValue.of(arns.certificate(id)));
    }
}
