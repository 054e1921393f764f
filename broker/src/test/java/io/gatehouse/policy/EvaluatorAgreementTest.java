package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.Topic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random policies, connections and names: the compiled form must say what {@link SlowEvaluator} says. Half a million
 * decisions; more with {@code -Dgatehouse.policy.documents=…} (20 decisions each), another course with
 * {@code -Dgatehouse.seed=…}.
 */
class EvaluatorAgreementTest {
    private static final int DOCUMENTS = Integer.getInteger("gatehouse.policy.documents", 25_000);
    private static final int QUESTIONS = 20;
    private static final long SEED = Long.getLong("gatehouse.seed", 4711);

    private static final String[] NAME_PARTS = {
        "a",
        "b",
        "ab",
        "/",
        "/",
        "a/b",
        "+",
        "#",
        "$",
        "*",
        "?",
        "\uD83D\uDE00",
        ":",
        "$share/g/",
        "a\\,b",
        "topic/",
        "x"
    };
    private static final String[] PATTERN_PARTS = {
        "a",
        "b",
        "ab",
        "/",
        "/",
        "a/b",
        "+",
        "#",
        "*",
        "*",
        "?",
        "${iot:ClientId}",
        "${iot:ClientId}",
        "${*}",
        "${?}",
        "${$}",
        "${iot:Connection.Thing.ThingName}",
        "${iot:Certificate.Subject.CommonName}",
        "\uD83D\uDE00",
        ":",
        "$",
        "${iot:Connection.Thing.Attributes[a]}",
        "x"
    };
    private static final String[] VALUES = {
        "a", "b", "ab", "a/b", "x", "a*", "?", "+", "#", "a$", "", "a,b", "${iot:ClientId}", "a\nb", "\uD83D\uDE00"
    };
    private static final String[] VARIABLES = {
        "iot:ClientId",
        "iot:Connection.Thing.ThingName",
        "iot:Connection.Thing.Attributes[a]",
        "iot:Certificate.Subject.CommonName",
        "iot:Connection.Thing.IsAttached"
    };
    private static final String[] TYPES = {
        "client/", "topic/", "topicfilter/", "topic/", "topicfilter/", "topic", "top*", "*", "?opic/", "", "thing/"
    };
    private static final String[] SCOPES = {
        "arn:aws:iot:eu-central-1:123456789012:",
        "arn:aws:iot:eu-central-1:123456789012:",
        "arn:aws:iot:*:*:",
        "arn:*:iot:eu-*:1234*:",
        "arn:aws:*:eu-central-?:*:",
        "arn:aws:iot:us-east-1:*:",
        "arn:aws:iot:*:9:"
    };
    private static final String[] WHOLE = {"*", "arn:aws:iot:*", "arn:*", "arn:aws:iot:eu*", "arn:aws:s3:*"};
    private static final String[] ACTIONS = {
        "iot:Publish",
        "iot:Subscribe",
        "iot:Receive",
        "iot:Connect",
        "iot:RetainPublish",
        "IOT:PUBLISH",
        "iot:*",
        "*",
        "iot:?ublish",
        "iot:*Publish",
        "iot:GetThingShadow",
        "iotjobsdata:*"
    };

    private final Random random = new Random(SEED);

    @Test
    void the_compiled_form_decides_as_the_documentation_says() {
        Map<Decision, Integer> seen = new EnumMap<>(Decision.class);
        for (int i = 0; i < DOCUMENTS; i++) {
            List<PolicyDocument> documents = new ArrayList<>();
            List<CompiledPolicy> compiled = new ArrayList<>();
            for (int j = random.nextInt(2); j >= 0; j--) {
                PolicyDocument document = Given.parsed(document());
                documents.add(document);
                compiled.add(CompiledPolicy.compile("p" + j, document, Given.SCOPE));
            }
            Map<String, String> known = connection();
            Variables variables = Given.variables(known);
            Permissions permissions = Permissions.bind(compiled, variables);
            SlowEvaluator slow = new SlowEvaluator(Given.SCOPE, variables);
            assertThat(permissions.defect()).isNull();
            for (int k = 0; k < QUESTIONS; k++) {
                Action action = pick(Action.values());
                String name = text(NAME_PARTS, 5);
                Decision expected = slow.decide(documents, action, name);
                if (permissions.decide(action, name) != expected || !agrees(permissions, action, name, expected)) {
                    throw new AssertionError("seed " + SEED + ", document " + i + ": expected " + expected + ", got "
                            + permissions.explain(action, name) + " for " + action + " of " + name + " with " + known
                            + " under " + documents);
                }
                seen.merge(expected, 1, Integer::sum);
            }
        }
        // The run is worth something only if all three answers are frequent.
        int total = DOCUMENTS * QUESTIONS;
        assertThat(seen.values()).hasSize(3).allMatch(count -> count > total / 50);
    }

    /** The other ways to ask the same must give the same answer, remembered or not. */
    private static boolean agrees(Permissions permissions, Action action, String name, Decision expected) {
        boolean agrees = permissions.explain(action, name).decision() == expected;
        if (Topic.problem(name) != null || action == Action.CONNECT || action == Action.SUBSCRIBE) {
            return agrees;
        }
        Topic topic = Topic.of(name);
        for (int i = 0; i < 2; i++) {
            agrees &= expected.isAllowed()
                    == switch (action) {
                        case PUBLISH -> permissions.mayPublish(topic);
                        case RECEIVE -> permissions.mayReceive(topic);
                        case RETAIN_PUBLISH -> permissions.mayRetain(topic);
                        case CONNECT, SUBSCRIBE -> throw new AssertionError(action);
                    };
        }
        return agrees;
    }

    private String document() {
        List<String> statements = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String statement = random.nextInt(3) == 0
                    ? Given.deny(pick(ACTIONS), resource())
                    : Given.allow(pick(ACTIONS), resource(), resource());
            statements.add(random.nextInt(3) == 0 ? Given.when("{" + condition() + "}", statement) : statement);
        }
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private String resource() {
        if (random.nextInt(12) == 0) {
            return pick(WHOLE);
        }
        String name = pick(TYPES) + text(PATTERN_PARTS, 4);
        return pick(SCOPES) + (name.isEmpty() ? "*" : name);
    }

    private String condition() {
        ConditionOperator operator = pick(ConditionOperator.all().toArray(new ConditionOperator[0]));
        boolean onAddress = operator.text().contains("Ip");
        String key = onAddress ? VariableNames.SOURCE_IP : pick(VARIABLES);
        List<String> values = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            String value = switch (operator.comparison()) {
                case IP_ADDRESS, NOT_IP_ADDRESS -> pick("10.0.0.0/8", "10.1.2.3", "192.0.2.128/25", "0.0.0.0/0");
                case BOOL, NULL -> pick("true", "false");
                default -> random.nextBoolean() ? pick("a", "A", "ab", "*", "a*") : text(PATTERN_PARTS, 3);
            };
            values.add('"' + value + '"');
        }
        return "\"" + operator.text() + "\":{\"" + key + "\":[" + String.join(",", values) + "]}";
    }

    private Map<String, String> connection() {
        Map<String, String> known = new HashMap<>();
        for (String name : VARIABLES) {
            if (random.nextInt(5) > 0) {
                known.put(name, name.endsWith("IsAttached") ? pick("true", "false") : pick(VALUES));
            }
        }
        if (random.nextInt(5) > 0) {
            known.put(VariableNames.SOURCE_IP, pick("10.1.2.3", "192.0.2.7", "192.0.2.200"));
        }
        return known;
    }

    private String text(String[] parts, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(pick(parts));
        }
        // Two parts may form "${" by accident; the parser refuses what is not closed.
        return Template.problem(text.toString()) == null ? text.toString() : "a/b";
    }

    @SafeVarargs
    private final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
