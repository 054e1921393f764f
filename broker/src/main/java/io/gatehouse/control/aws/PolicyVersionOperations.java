package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.PolicyVersion;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.StableId;
import java.util.List;

/** Versions of policies. */
final class PolicyVersionOperations implements OperationGroup {
    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;
    private final PolicyLimits limits;

    PolicyVersionOperations(Registry registry, Arns arns, RegistryAnswers answers, PolicyLimits limits) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
        this.limits = limits;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("CreatePolicyVersion", this::subject, this::create)
                .read("GetPolicyVersion", this::get)
                .read("ListPolicyVersions", this::list)
                .change("SetDefaultPolicyVersion", this::subject, this::setDefault)
                .change("DeletePolicyVersion", this::subject, this::delete);
    }

    private static String name(Call call) {
        return PolicyOperations.name(call);
    }

    private static long number(Call call) {
        return Long.parseLong(call.label("policyVersionId", NamePattern.VERSION));
    }

    private Subject subject(Call call) {
        return PolicyOperations.subject(registry, arns, name(call));
    }

    private JsonObject create(Call call) {
        String name = name(call);
        boolean inForce = call.query().isTrue("setAsDefault");
        String document = PolicyOperations.document(call, limits);
        Policy policy = answers.done(
                registry.policyVersions().create(name, document, inForce), AwsError.VERSIONS_LIMIT_EXCEEDED);
        return JsonValue.object()
                .put("policyArn", arns.policy(name))
                .put("policyDocument", document)
                .put("policyVersionId", Long.toString(policy.newest()))
                .put("isDefaultVersion", policy.newest() == policy.version())
                .build();
    }

    private JsonObject get(Call call) {
        Policy policy = PolicyOperations.existing(registry, name(call));
        long number = number(call);
        PolicyVersion version = policy.version(number);
        if (version == null) {
            throw OperationRefused.notFound(Kind.POLICY_VERSION, policy.name() + " " + number);
        }
        return JsonValue.object()
                .put("policyArn", arns.policy(policy.name()))
                .put("policyName", policy.name())
                .put("policyDocument", version.document())
                .put("policyVersionId", Long.toString(number))
                .put("isDefaultVersion", number == policy.version())
                .put("creationDate", RegistryAnswers.seconds(version.createdAt()))
                .put("lastModifiedDate", RegistryAnswers.seconds(version.createdAt()))
                .put("generationId", StableId.of(Kind.POLICY, policy.name(), policy.createdAt()))
                .build();
    }

    private JsonObject list(Call call) {
        Policy policy = PolicyOperations.existing(registry, name(call));
        List<JsonObject> versions = policy.versions().reversed().stream()
                .map(version -> JsonValue.object()
                        .put("versionId", Long.toString(version.number()))
                        .put("isDefaultVersion", version.number() == policy.version())
                        .put("createDate", RegistryAnswers.seconds(version.createdAt()))
                        .build())
                .toList();
        return JsonValue.object().put("policyVersions", JsonValue.of(versions)).build();
    }

    private JsonObject setDefault(Call call) {
        answers.done(registry.policyVersions().setDefault(name(call), number(call)), AwsError.INVALID_REQUEST);
        return RegistryAnswers.NOTHING;
    }

    private JsonObject delete(Call call) {
        answers.done(registry.policyVersions().delete(name(call), number(call)), AwsError.DELETE_CONFLICT);
        return RegistryAnswers.NOTHING;
    }
}
