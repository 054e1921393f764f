package io.gatehouse.control;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.PolicyScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the resources of a simulation, and refuses those that no device could ask about. Immutable. */
final class AskedResources {
    private final PolicyScope scope;

    AskedResources(PolicyScope scope) {
        this.scope = scope;
    }

    /** What the action is asked about: ARNs of this broker, {@code topic/NAME}, or the names themselves. */
    List<String> names(Action action, List<String> resources, String clientId) {
        if (action == Action.CONNECT && resources.isEmpty()) {
            return List.of(clientId);
        }
        if (resources.isEmpty()) {
            throw Unanswerable.invalid(
                    "resource: missing (expected: " + action.resourcePrefix() + "NAME for " + action.text() + ")",
                    "give one");
        }
        return resources.stream()
                .map(resource -> name(action, resource, clientId))
                .toList();
    }

    private String name(Action action, String resource, String clientId) {
        String typed = resource;
        if (resource.startsWith("arn:")) {
            String own = scope.arn("");
            if (!resource.startsWith(own + action.resourcePrefix())) {
                throw Unanswerable.invalid(
                        "resource: " + resource + " (expected: " + own + action.resourcePrefix() + "NAME for "
                                + action.text() + ")",
                        "write a resource of this broker, without wildcards");
            }
            typed = resource.substring(own.length());
        }
        for (Action other : Action.ofMqtt()) {
            String prefix = other.resourcePrefix();
            if (typed.startsWith(prefix) && !prefix.equals(action.resourcePrefix())) {
                throw Unanswerable.invalid(
                        "resource: " + resource + " (expected: " + action.resourcePrefix() + "NAME for " + action.text()
                                + ")",
                        "write " + action.resourcePrefix() + " in front, where the name begins with " + prefix);
            }
        }
        String name = typed.startsWith(action.resourcePrefix())
                ? typed.substring(action.resourcePrefix().length())
                : typed;
        String problem = problem(action, name, clientId);
        if (problem != null) {
            throw Unanswerable.invalid("resource: " + problem, "write what a device would send");
        }
        return name;
    }

    private static @Nullable String problem(Action action, String name, String clientId) {
        return switch (action) {
            case CONNECT ->
                name.equals(clientId) ? null : "client/" + name + " (expected: client/" + clientId + ", the client id)";
            case PUBLISH, RECEIVE, RETAIN_PUBLISH -> Topic.problem(name);
            case SUBSCRIBE -> TopicFilter.problem(name);
            case GET_RETAINED_MESSAGE,
                    LIST_RETAINED_MESSAGES,
                    GET_CONNECTION,
                    LIST_SUBSCRIPTIONS,
                    DELETE_CONNECTION,
                    GET_PENDING_JOB_EXECUTIONS,
                    START_NEXT_PENDING_JOB_EXECUTION,
                    DESCRIBE_JOB_EXECUTION,
                    UPDATE_JOB_EXECUTION -> action.text() + " (expected: an action of a connection)";
        };
    }
}
