package io.gatehouse.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The actions of AWS IoT policies ("AWS IoT Core policy actions"), those included that this broker never asks about:
 * documents are brought along, and a known action is no spelling mistake.
 */
final class KnownActions {
    /** Where the resource is {@code *} only. */
    private static final String NO_RESOURCE = "";

    private static final Map<String, String> PREFIX_BY_ACTION = make();

    private KnownActions() {}

    static List<String> all() {
        return List.copyOf(PREFIX_BY_ACTION.keySet());
    }

    /** What the actions that a text of a document names are asked about; empty where nobody knows such an action. */
    static List<String> prefixes(String text) {
        Glob pattern = Glob.of(text.toLowerCase(Locale.ROOT));
        return PREFIX_BY_ACTION.entrySet().stream()
                .filter(known -> pattern.matches(known.getKey().toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .distinct()
                .toList();
    }

    /** The one action of that text, or {@code null} where it has wildcards or names none of ours. */
    static @Nullable Action single(String text) {
        for (Action action : Action.values()) {
            if (action.text().equalsIgnoreCase(text)) {
                return action;
            }
        }
        return null;
    }

    /** Those of ours that the text names, by wildcards or in full. */
    static List<Action> named(String text) {
        Glob pattern = Glob.of(text.toLowerCase(Locale.ROOT));
        return Stream.of(Action.values())
                .filter(action -> pattern.matches(action.text().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static Map<String, String> make() {
        Map<String, String> actions = new TreeMap<>();
        for (Action action : Action.values()) {
            actions.put(action.text(), action.resourcePrefix());
        }
        for (String name : List.of("GetThingShadow", "UpdateThingShadow", "DeleteThingShadow")) {
            actions.put("iot:" + name, "thing/");
        }
        actions.put("iot:ListNamedShadowsForThing", NO_RESOURCE);
        actions.put("iot:SendDirectMessage", "client/");
        for (String name : List.of(
                "DescribeJobExecution",
                "GetPendingJobExecutions",
                "StartNextPendingJobExecution",
                "UpdateJobExecution")) {
            actions.put("iot:" + name, "thing/"); // as older documents spell it
        }
        actions.put("iot:AssumeRoleWithCertificate", "rolealias/");
        return actions;
    }
}
