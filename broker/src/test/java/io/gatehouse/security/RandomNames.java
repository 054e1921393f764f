package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;

import io.gatehouse.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Topics, filters and policies over a small alphabet, so that they meet. */
final class RandomNames {
    private static final String[] LEVELS = {"a", "b", "ant", "bee", "cat", "cat.debug"};
    private static final String[] SHARES = {"$share/g/", "$share/h/"};
    private static final String[] TOPIC_PATTERNS = {
        "*",
        "%",
        "%/*",
        "*/%",
        "?/*",
        "*/b*",
        "%/?*",
        "${iot:ClientId}*",
        "*/${iot:ClientId}",
        "${iot:Connection.Thing.ThingName}/*",
        "*${iot:Connection.Thing.ThingName}"
    };
    private static final String[] FILTER_PATTERNS = {
        "*",
        "%/*",
        "*/%",
        "+*",
        "*#",
        "#",
        "$share/g/*",
        "$share/*/%/*",
        "?/*",
        "${iot:ClientId}/*",
        "*${iot:Connection.Thing.ThingName}*"
    };
    private static final String[] CONDITIONS = {
        "{\"StringLike\":{\"iot:ClientId\":[\"*t\",\"b\"]}}",
        "{\"Bool\":{\"iot:Connection.Thing.IsAttached\":\"true\"}}",
        "{\"StringNotEquals\":{\"iot:ClientId\":\"bee\"}}"
    };

    private RandomNames() {}

    private static String oneOf(Random dice, String... all) {
        return all[dice.nextInt(all.length)];
    }

    static String topic(Random dice) {
        int levels = 1 + dice.nextInt(2);
        return levels == 1 ? oneOf(dice, LEVELS) : oneOf(dice, LEVELS) + "/" + oneOf(dice, LEVELS);
    }

    /** @param shares one of so many is of a shared subscription */
    static String filter(Random dice, int shares) {
        String filter = switch (dice.nextInt(6)) {
            case 0 -> "#";
            case 1 -> "+/" + oneOf(dice, LEVELS);
            case 2 -> oneOf(dice, LEVELS) + "/+";
            case 3 -> oneOf(dice, LEVELS) + "/#";
            case 4 -> "+";
            default -> topic(dice);
        };
        return dice.nextInt(shares) == 0 ? oneOf(dice, SHARES) + filter : filter;
    }

    /** Section 4.7, for names that do not begin with {@code $}; of a shared subscription the filter inside counts. */
    static boolean matches(String filter, String topic) {
        String own = filter.startsWith("$share/") ? filter.split("/", 3)[2] : filter;
        List<String> wanted = List.of(own.split("/", -1));
        List<String> given = List.of(topic.split("/", -1));
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i).equals("#")) {
                return true; // the parent too: a/# matches a
            }
            if (i == given.size()
                    || !(wanted.get(i).equals("+") || wanted.get(i).equals(given.get(i)))) {
                return false;
            }
        }
        return wanted.size() == given.size();
    }

    /** A policy of a few statements; never one about iot:Connect that could end a connection. */
    static String policy(Random dice) {
        List<String> statements = new ArrayList<>();
        int allows = 5 + dice.nextInt(3);
        for (int i = 0; i < allows; i++) {
            statements.add(conditional(dice, statement(dice, false)));
        }
        int denials = dice.nextInt(3);
        for (int i = 0; i < denials; i++) {
            statements.add(conditional(dice, statement(dice, true)));
        }
        return Policies.document(statements.toArray(String[]::new));
    }

    private static String statement(Random dice, boolean denies) {
        String action =
                oneOf(dice, "Publish", "Publish", "Subscribe", "Subscribe", "Receive", "Receive", "RetainPublish");
        boolean subscribes = action.equals("Subscribe");
        String[] resources = new String[1 + dice.nextInt(2)];
        for (int i = 0; i < resources.length; i++) {
            String pattern;
            do {
                pattern = subscribes ? oneOf(dice, FILTER_PATTERNS) : oneOf(dice, TOPIC_PATTERNS);
            } while (denies && pattern.equals("*"));
            resources[i] = (subscribes ? "topicfilter/" : "topic/") + pattern.replace("%", oneOf(dice, LEVELS));
        }
        return denies ? deny("iot:" + action, resources) : allow("iot:" + action, resources);
    }

    private static String conditional(Random dice, String statement) {
        return dice.nextInt(5) > 0
                ? statement
                : statement.substring(0, statement.length() - 1) + ",\"Condition\":" + oneOf(dice, CONDITIONS) + "}";
    }
}
