package io.gatehouse.control.aws;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.Problem;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Policy;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.StableId;
import io.gatehouse.registry.Tags;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Policies: create, get, delete, list. */
final class PolicyOperations implements OperationGroup {
    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;
    private final PolicyLimits limits;

    PolicyOperations(Registry registry, Arns arns, RegistryAnswers answers, PolicyLimits limits) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
        this.limits = limits;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.change("CreatePolicy", this::subject, this::create)
                .read("GetPolicy", this::get)
                .change("DeletePolicy", this::subject, this::delete)
                .read("ListPolicies", this::list);
    }

    static String name(Call call) {
        return call.label("policyName", NamePattern.POLICY);
    }

    /** @throws OperationRefused ResourceNotFoundException */
    static Policy existing(Registry registry, String name) {
        Policy policy = registry.policy(name);
        if (policy == null) {
            throw OperationRefused.notFound(Kind.POLICY, name);
        }
        return policy;
    }

    private Subject subject(Call call) {
        return subject(registry, arns, name(call));
    }

    static Subject subject(Registry registry, Arns arns, String name) {
        return new Subject(arns.policy(name), () -> description(registry.policy(name)));
    }

    /** All versions with their documents, and which is in force. */
    private static @Nullable JsonValue description(@Nullable Policy policy) {
        if (policy == null) {
            return null;
        }
        List<JsonObject> versions = policy.versions().stream()
                .map(version -> JsonValue.object()
                        .put("number", version.number())
                        .put("document", version.document())
                        .build())
                .toList();
        return JsonValue.object()
                .put("default", policy.version())
                .put("versions", JsonValue.of(versions))
                .build();
    }

    private JsonObject create(Call call) {
        String name = name(call);
        Tags tags = TagFields.read(call.body());
        String document = document(call, limits);
        if (registry.policy(name) != null) { // also with the very same document
            throw OperationRefused.alreadyExists("policy " + name + " exists already", name, arns.policy(name));
        }
        Policy policy = answers.done(registry.createPolicy(name, document, tags), AwsError.INVALID_REQUEST);
        return JsonValue.object()
                .put("policyName", name)
                .put("policyArn", arns.policy(name))
                .put("policyDocument", policy.document())
                .put("policyVersionId", Long.toString(policy.version()))
                .build();
    }

    /** @throws OperationRefused MalformedPolicyException */
    static String document(Call call, PolicyLimits limits) {
        String document = call.body().requiredText("policyDocument");
        return switch (PolicyParser.parse(document, limits)) {
            case PolicyParse.Parsed _ -> document;
            case PolicyParse.Malformed(var problems) ->
                throw new OperationRefused(
                        AwsError.MALFORMED_POLICY,
                        problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        };
    }

    private JsonObject get(Call call) {
        Policy policy = existing(registry, name(call));
        return JsonValue.object()
                .put("policyName", policy.name())
                .put("policyArn", arns.policy(policy.name()))
                .put("policyDocument", policy.document())
                .put("defaultVersionId", Long.toString(policy.version()))
                .put("creationDate", RegistryAnswers.seconds(policy.createdAt()))
                .put(
                        "lastModifiedDate",
                        RegistryAnswers.seconds(policy.inForce().createdAt()))
                .put("generationId", StableId.of(Kind.POLICY, policy.name(), policy.createdAt()))
                .build();
    }

    private JsonObject delete(Call call) {
        answers.done(registry.deletePolicy(name(call)), AwsError.DELETE_CONFLICT);
        return RegistryAnswers.NOTHING;
    }

    private JsonObject list(Call call) {
        Listing listing = Listing.byMarker(call);
        Listing.Source<Policy> source =
                listing.ascending() ? (after, max) -> registry.policies("", after, max) : registry::policiesBackwards;
        return listing.of("policies", source, Policy::name, policy -> nameAndArn(arns, policy.name()));
    }

    static JsonObject nameAndArn(Arns arns, String name) {
        return JsonValue.object()
                .put("policyName", name)
                .put("policyArn", arns.policy(name))
                .build();
    }
}
