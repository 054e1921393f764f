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
     * The least a device needs: it connects as the thing its certificate is attached to, under no other client id, and
     * uses what lies under its own name. One policy serves the whole fleet.
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
                                        scope.arn(Action.CONNECT.resourcePrefix() + OWN),
                                        Action.CONNECT),
                                allow("UseOwnTopics", topics, Action.PUBLISH, Action.RETAIN_PUBLISH, Action.RECEIVE),
                                allow(
                                        "SubscribeToOwnTopics",
                                        scope.arn(Action.SUBSCRIBE.resourcePrefix() + OWN + "/*"),
                                        Action.SUBSCRIBE))))
                .build());
    }

    private static JsonObject allow(String sid, String resource, Action... actions) {
        List<String> names = List.of(actions).stream().map(Action::text).toList();
        return JsonValue.object()
                .put("Sid", sid)
                .put("Effect", Effect.ALLOW.text())
                .put("Action", names.size() == 1 ? JsonValue.of(names.getFirst()) : JsonValue.ofStrings(names))
                .put("Resource", resource)
                .build();
    }
}
