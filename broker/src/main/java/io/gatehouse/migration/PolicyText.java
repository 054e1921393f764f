package io.gatehouse.migration;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A policy document while rules are added to it. Its resources name no region and no account: it fits any broker. */
final class PolicyText {
    private static final String ARN = "arn:aws:iot:*:*:";
    /** A statement of a broker with AWS's limits takes 256. */
    private static final int MOST_RESOURCES = 200;

    private static final List<String> PUBLISH = List.of("iot:Publish", "iot:RetainPublish");
    private static final List<String> RECEIVE = List.of("iot:Receive");
    private static final List<String> SUBSCRIBE = List.of("iot:Subscribe");
    private static final List<String> PUBLISH_AND_RECEIVE = List.of("iot:Publish", "iot:RetainPublish", "iot:Receive");

    private final ConversionOptions options;
    private final Set<String> clients = new LinkedHashSet<>();
    private final Set<String> published = new LinkedHashSet<>();
    private final Set<String> received = new LinkedHashSet<>();
    private final Set<String> subscribed = new LinkedHashSet<>();
    private final Set<String> notPublished = new LinkedHashSet<>();
    private final Set<String> notReceived = new LinkedHashSet<>();
    private final Set<String> denied = new LinkedHashSet<>();

    PolicyText(ConversionOptions options) {
        this.options = options;
    }

    /** Text that stands for itself. */
    static String literal(String text) {
        StringBuilder literal = new StringBuilder();
        text.codePoints().forEach(c -> append(literal, c));
        return literal.toString();
    }

    PolicyText connect(Collection<String> clientIds) {
        clientIds.forEach(id -> clients.add("client/" + id));
        return this;
    }

    void rule(AclRule rule) {
        AclFilter filter = rule.filter();
        List<Shape> globs = filter.shapes().stream().map(Shape::glob).toList();
        if (!rule.allows()) {
            globs.forEach(glob -> denied.add("topic/" + text(glob)));
            return;
        }
        if (rule.access().writes()) {
            globs.forEach(glob -> published.add("topic/" + text(glob)));
        }
        if (rule.access().reads()) {
            globs.forEach(glob -> {
                received.add("topic/" + text(glob));
                subscribed.add("topicfilter/" + text(glob));
            });
        }
        if (!options.wider()) {
            for (Shape excess : filter.excess()) {
                if (rule.access().writes()) {
                    notPublished.add("topic/" + text(excess));
                }
                if (rule.access().reads()) {
                    notReceived.add("topic/" + text(excess));
                }
            }
        }
        if (filter.beginsWithWildcard()) {
            denied.add("topic/" + literal("$") + "*");
        }
    }

    String document() {
        List<JsonValue> statements = new ArrayList<>();
        add(statements, "Connect", "Allow", List.of("iot:Connect"), clients);
        add(statements, "Publish", "Allow", PUBLISH, published);
        add(statements, "Receive", "Allow", RECEIVE, received);
        add(statements, "Subscribe", "Allow", SUBSCRIBE, subscribed);
        add(statements, "PublishNoMoreLevels", "Deny", PUBLISH, notPublished);
        add(statements, "ReceiveNoMoreLevels", "Deny", RECEIVE, notReceived);
        add(statements, "Deny", "Deny", PUBLISH_AND_RECEIVE, denied);
        return Json.printPretty(JsonValue.object()
                .put("Version", "2012-10-17")
                .put("Statement", JsonValue.of(statements))
                .build());
    }

    private static void add(
            List<JsonValue> statements, String sid, String effect, List<String> actions, Set<String> resources) {
        List<String> arns = resources.stream().map(resource -> ARN + resource).toList();
        for (int from = 0; from < arns.size(); from += MOST_RESOURCES) {
            statements.add(JsonValue.object()
                    .put("Sid", from == 0 ? sid : sid + (from / MOST_RESOURCES + 1))
                    .put("Effect", effect)
                    .put("Action", JsonValue.ofStrings(actions))
                    .put(
                            "Resource",
                            JsonValue.ofStrings(arns.subList(from, Math.min(arns.size(), from + MOST_RESOURCES))))
                    .build());
        }
    }

    private String text(Shape glob) {
        StringBuilder text = new StringBuilder();
        for (int symbol : glob.symbols()) {
            switch (symbol) {
                case Shape.ANY, Shape.LEVEL -> text.append('*');
                case Shape.CLIENT_ID -> text.append("${iot:ClientId}");
                case Shape.USER_NAME -> text.append(options.userName().reference());
                default -> append(text, symbol);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, int c) {
        if (c == '*' || c == '?' || c == '$') {
            text.append("${").appendCodePoint(c).append('}');
        } else {
            text.appendCodePoint(c);
        }
    }
}
