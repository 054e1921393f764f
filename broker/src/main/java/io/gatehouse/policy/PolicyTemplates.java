package io.gatehouse.policy;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import java.util.List;

/** Documents to begin with. */
public final class PolicyTemplates {
    private static final String OWN = "${" + VariableNames.THING_NAME + "}";

    private PolicyTemplates() {}

    /**
     * The least a device needs: it connects as the thing its certificate is attached to and uses what lies under its
     * own name. One policy serves the whole fleet.
     *
     * <p>Beside its own name, {@code lamp}, it may use client ids that begin with the name and a point, {@code lamp.x},
     * so that an operator can look on with the device's certificate without taking over its connection. No thing's name
     * has a point in it, so these are never another thing's.
     */
    public static String deviceOwnTopics(PolicyScope scope) {
        String topics = scope.arn(Action.PUBLISH.resourcePrefix() + OWN + "/*");
        return Json.printPretty(JsonValue.object()
                .put("Version", PolicyDocument.VERSION)
                .put(
                        "Statement",
                        JsonValue.of(List.of(
                                allow(
                                        "ConnectAsItself",
                                        List.of(
                                                scope.arn(Action.CONNECT.resourcePrefix() + OWN),
                                                scope.arn(Action.CONNECT.resourcePrefix() + OWN + ".*")),
                                        Action.CONNECT),
                                allow(
                                        "UseOwnTopics",
                                        List.of(topics),
                                        Action.PUBLISH,
                                        Action.RETAIN_PUBLISH,
                                        Action.RECEIVE),
                                allow(
                                        "SubscribeToOwnTopics",
                                        List.of(scope.arn(Action.SUBSCRIBE.resourcePrefix() + OWN + "/*")),
                                        Action.SUBSCRIBE))))
                .build());
    }

    private static JsonObject allow(String sid, List<String> resources, Action... actions) {
        List<String> names = List.of(actions).stream().map(Action::text).toList();
        return JsonValue.object()
                .put("Sid", sid)
                .put("Effect", Effect.ALLOW.text())
                .put("Action", oneOrMany(names))
                .put("Resource", oneOrMany(resources))
                .build();
    }

    private static JsonValue oneOrMany(List<String> texts) {
        return texts.size() == 1 ? JsonValue.of(texts.getFirst()) : JsonValue.ofStrings(texts);
    }
}
