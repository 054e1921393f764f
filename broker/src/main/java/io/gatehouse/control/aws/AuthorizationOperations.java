package io.gatehouse.control.aws;

import io.gatehouse.admission.Simulation;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Decision;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.VariableNames;
import io.gatehouse.policy.Variables;
import io.gatehouse.policy.Verdict;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * TestAuthorization: what the policies of a principal say of some actions. Nobody connects, and whether the gate would
 * let the principal in is not asked: an INACTIVE certificate has rights here, as at AWS. {@code gatehouse policy test}
 * tells both.
 */
final class AuthorizationOperations implements OperationGroup {
    private static final int MOST = 10; // of each list; AWS's bound of authInfos

    private final Registry registry;
    private final Simulation simulation;
    private final Arns arns;

    AuthorizationOperations(Registry registry, Simulation simulation, Arns arns) {
        this.registry = registry;
        this.simulation = simulation;
        this.arns = arns;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("TestAuthorization", this::test);
    }

    /** What is asked: whether somebody may do that with these. */
    private record AuthInfo(Action action, List<String> arns, List<String> names) {}

    /** Which policies count beside or instead of those that somebody has; what came of it is kept. */
    private static final class Counting {
        private final List<CompiledPolicy> added;
        private final Set<String> skipped;
        private List<CompiledPolicy> counted = List.of();

        Counting(List<CompiledPolicy> added, Set<String> skipped) {
            this.added = added;
            this.skipped = skipped;
        }

        List<CompiledPolicy> of(List<CompiledPolicy> own) {
            Map<String, CompiledPolicy> all = new TreeMap<>();
            own.stream()
                    .filter(policy -> !skipped.contains(policy.name()))
                    .forEach(policy -> all.put(policy.name(), policy));
            added.forEach(policy -> all.put(policy.name(), policy));
            counted = List.copyOf(all.values());
            return counted;
        }

        List<String> names() {
            return counted.stream().map(CompiledPolicy::name).toList();
        }
    }

    private JsonObject test(Call call) {
        Fields body = call.body();
        body.refuseUnlessEmpty("cognitoIdentityPoolId");
        List<AuthInfo> infos = infos(body);
        List<CompiledPolicy> added = bounded(body.texts("policyNamesToAdd"), "policyNamesToAdd").stream()
                .map(name -> PolicyOperations.existing(registry, NamePattern.POLICY.check("policyNamesToAdd", name))
                        .compiled())
                .toList();
        Counting counting =
                new Counting(added, Set.copyOf(bounded(body.texts("policyNamesToSkip"), "policyNamesToSkip")));
        Permissions permissions =
                permissions(body.text("principal"), call.query().text("clientId"), counting);
        List<JsonObject> results = new ArrayList<>();
        for (AuthInfo info : infos) {
            results.add(view(info, Verdict.of(permissions, info.action(), info.names()), counting.names()));
        }
        return JsonValue.object().put("authResults", JsonValue.of(results)).build();
    }

    private static <T> List<T> bounded(List<T> list, String field) {
        if (list.size() > MOST) {
            throw OperationRefused.invalid(field + ": " + list.size() + " (expected: at most " + MOST + ")");
        }
        return list;
    }

    /** @throws OperationRefused InvalidRequestException: no principal of this broker, and no policies to add either */
    private Permissions permissions(@Nullable String principal, @Nullable String clientId, Counting counting) {
        if (principal == null) {
            List<CompiledPolicy> alone = counting.of(List.of());
            if (alone.isEmpty()) {
                throw OperationRefused.invalid("principal: missing (expected: one, or policyNamesToAdd, or both)");
            }
            return Permissions.bind(alone, ofClient(clientId));
        }
        return switch (arns.target("principal", principal)) {
            case Arns.Target.OfCertificate(var id) -> {
                Permissions bound = simulation.rights(id, clientId, counting::of);
                if (bound == null) {
                    throw OperationRefused.notFound(Kind.CERTIFICATE, id);
                }
                yield bound;
            }
            case Arns.Target.OfGroup(var name) -> Permissions.bind(counting.of(handedDown(name)), ofClient(clientId));
        };
    }

    /** What a group hands down to its things. */
    private List<CompiledPolicy> handedDown(String group) {
        ThingGroupOperations.existing(registry, group);
        return registry.thingGroups().path(group).stream()
                .flatMap(above -> registry.thingGroups().policiesOf(above).stream())
                .distinct()
                .map(registry::policy)
                .filter(policy -> policy != null) // deleted this moment
                .map(policy -> policy.compiled())
                .toList();
    }

    /** Nothing else is known where there is no certificate. */
    private static Variables ofClient(@Nullable String clientId) {
        return clientId == null ? Variables.NONE : Variables.of(Map.of(VariableNames.CLIENT_ID, List.of(clientId)));
    }

    private List<AuthInfo> infos(Fields body) {
        List<Fields> given = bounded(body.objects("authInfos"), "authInfos");
        if (given.isEmpty()) {
            throw body.missing("authInfos");
        }
        return given.stream().map(this::info).toList();
    }

    private AuthInfo info(Fields info) {
        Action action = action(info.requiredText("actionType"));
        List<String> resources = bounded(info.texts("resources"), "resources");
        if (resources.isEmpty()) {
            throw info.missing("resources");
        }
        return new AuthInfo(
                action,
                resources,
                resources.stream().map(resource -> name(action, resource)).toList());
    }

    private static Action action(String name) {
        for (Action action : Action.ofMqtt()) {
            if (action.name().equals(name)) {
                return action;
            }
        }
        throw OperationRefused.invalid("actionType: " + Json.quoted(name) + " (expected: one of "
                + Action.ofMqtt().stream().map(Action::name).collect(Collectors.joining(", ")) + ")");
    }

    /** What stands behind {@code topic/} and the like; refused where no device could ask about it. */
    private String name(Action action, String resource) {
        String own = arns.resource(action.resourcePrefix());
        if (!resource.startsWith(own)) {
            throw OperationRefused.invalid(
                    "resources: " + Json.quoted(resource) + " (expected: " + own + "NAME for " + action.name() + ")");
        }
        String name = resource.substring(own.length());
        String problem = switch (action) {
            case SUBSCRIBE -> TopicFilter.problem(name);
            case CONNECT -> name.isEmpty() ? "client id: empty (expected: one)" : null;
            default -> Topic.problem(name);
        };
        if (problem != null) {
            throw OperationRefused.invalid("resources: " + problem);
        }
        return name;
    }

    private JsonObject view(AuthInfo info, Verdict verdict, List<String> asked) {
        Decision decision = verdict.decision();
        return JsonValue.object()
                .put(
                        "authInfo",
                        JsonValue.object()
                                .put("actionType", info.action().name())
                                .put("resources", JsonValue.ofStrings(info.arns()))
                                .build())
                .put("allowed", policies(verdict.allowing()))
                .put(
                        "denied",
                        JsonValue.object()
                                .put("implicitDeny", policies(decision == Decision.IMPLICIT_DENY ? asked : List.of()))
                                .put("explicitDeny", policies(verdict.denying()))
                                .build())
                .put("authDecision", decision.name())
                .put("missingContextValues", JsonValue.ofStrings(verdict.missing()))
                .build();
    }

    private JsonObject policies(List<String> names) {
        return JsonValue.object()
                .put(
                        "policies",
                        JsonValue.of(names.stream()
                                .map(name -> PolicyOperations.nameAndArn(arns, name))
                                .toList()))
                .build();
    }
}
