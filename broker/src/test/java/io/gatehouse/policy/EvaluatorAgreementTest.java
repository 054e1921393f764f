package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.ConditionOperator.Comparison;
import io.gatehouse.policy.ConditionOperator.Operand;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random policies, connections and names: the compiled form must say what {@link SlowEvaluator} says. 400,000
 * decisions; a hundred million with the profile {@code policy-soak}, any number with
 * {@code -Dgatehouse.policy.documents=…} (40 decisions each), another course with {@code -Dgatehouse.seed=…}.
 */
class EvaluatorAgreementTest {
    private static final int DOCUMENTS = Integer.getInteger("gatehouse.policy.documents", 10_000);
    private static final int QUESTIONS = 40;
    private static final long SEED = Long.getLong("gatehouse.seed", 4711);

    private static final Set<Action> ON_TOPICS = Set.of(Action.PUBLISH, Action.RECEIVE, Action.RETAIN_PUBLISH);

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
        "${iot:Certificate.Subject.CommonName.2}",
        "${iot:Certificate.Issuer.AlternativeName.DNSName}",
        "\uD83D\uDE00",
        ":",
        "$",
        "${iot:Connection.Thing.Attributes[a]}",
        "x"
    };
    private static final String[] VALUES = {
        "a",
        "b",
        "ab",
        "a/b",
        "x",
        "a*",
        "?",
        "+",
        "#",
        "a$",
        "",
        "a,b",
        "${iot:ClientId}",
        "a\nb",
        "\uD83D\uDE00",
        "7",
        "-7",
        "7.0",
        "2031-05-17",
        "1936742400",
        "2031-05-17T01:00:00+01:00",
        "arn:aws:iot:a:b:thing/a:b",
        "arn:aws:iot:${a:}a:b:thing/a:b"
    };
    /** What connections have; each once, several times, or not at all. */
    private static final String[] VARIABLES = {
        "iot:ClientId",
        "iot:Connection.Thing.ThingName",
        "iot:Connection.Thing.Attributes[a]",
        "iot:Certificate.Subject.CommonName",
        "iot:Certificate.Issuer.AlternativeName.DNSName",
        "iot:Connection.Thing.IsAttached",
        "iot:ConnectAttributes"
    };

    private static final String[] TEXT_KEYS = {
        "iot:ClientId",
        "iot:Connection.Thing.ThingName",
        "iot:Connection.Thing.Attributes[a]",
        "iot:Certificate.Subject.CommonName",
        "iot:Certificate.Subject.CommonName.1",
        "iot:Certificate.Subject.CommonName.2",
        "iot:Certificate.Issuer.AlternativeName.DNSName.3",
        "iot:Connection.Thing.IsAttached"
    };
    private static final String[] SET_KEYS = {
        "iot:ConnectAttributes",
        "iot:ConnectAttributes",
        "iot:Certificate.Subject.CommonName.List",
        "iot:Certificate.Issuer.AlternativeName.DNSName.List"
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

    private static final String[] BLOCKS = {
        "10.0.0.0/8",
        "10.1.2.3",
        "192.0.2.128/25",
        "0.0.0.0/0",
        "::ffff:10.1.2.3",
        "2001:db8::/32",
        "2001:DB8:0:7::/63",
        "2001:db8::7:0:0:0:1",
        "fe80::/10",
        "::1",
        "::/0",
        "::/96"
    };
    private static final String[] ADDRESSES = {
        "10.1.2.3",
        "192.0.2.7",
        "192.0.2.200",
        "::ffff:192.0.2.200",
        "::ffff:a01:203",
        "2001:db8::1",
        "2001:db8:0:6::1",
        "2001:db8:0:7:0:0:0:1",
        "2001:db9::1",
        "fe80::1%eth0",
        "::1",
        "::10.1.2.3"
    };

    private static final ConditionOperator[] OPERATORS = ConditionOperator.all().toArray(new ConditionOperator[0]);

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
            Map<String, List<String>> known = connection();
            Variables variables = Variables.of(known);
            Permissions permissions = Permissions.bind(compiled, variables);
            SlowEvaluator slow = new SlowEvaluator(Given.SCOPE, variables);
            assertThat(permissions.defect()).isNull();
            for (int k = 0; k < QUESTIONS; k++) {
                Action action = pick(Action.values());
                String name = action == Action.LIST_RETAINED_MESSAGES ? "" : text(NAME_PARTS, 5);
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
        boolean agrees = name.length() % 8 != 0 || walkAgrees(permissions.evaluate(action, name), expected);
        if (Topic.problem(name) != null || !ON_TOPICS.contains(action)) {
            return agrees;
        }
        Topic topic = Topic.of(name);
        for (int i = 0; i < 2; i++) {
            agrees &= expected.isAllowed()
                    == switch (action) {
                        case PUBLISH -> permissions.mayPublish(topic);
                        case RECEIVE -> permissions.mayReceive(topic);
                        case RETAIN_PUBLISH -> permissions.mayRetain(topic);
                        default -> throw new AssertionError(action);
                    };
        }
        return agrees;
    }

    /** The walk over all statements is another way to the same answer; slow enough to be asked now and then. */
    private static boolean walkAgrees(Evaluation walk, Decision expected) {
        return walk.decision() == expected
                && walk.explanation().decision() == expected
                && (expected == Decision.EXPLICIT_DENY) != walk.denies().isEmpty()
                && (expected == Decision.IMPLICIT_DENY || walk.nearest() == null);
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
        ConditionOperator operator = pick(OPERATORS);
        boolean onAddress = operator.comparison().operand() == Operand.ADDRESS;
        boolean onSet = operator.comparison() == Comparison.NULL ? random.nextInt(3) == 0 : isQuantified(operator);
        String key =
                onAddress ? VariableNames.SOURCE_IP : onSet && random.nextInt(4) > 0 ? pick(SET_KEYS) : pick(TEXT_KEYS);
        List<String> values = new ArrayList<>();
        int fewest = isQuantified(operator) && random.nextInt(8) == 0 ? 0 : 1;
        for (int i = fewest == 0 ? 0 : 1 + random.nextInt(2); i > 0; i--) {
            values.add('"' + value(operator.comparison().operand()) + '"');
        }
        return "\"" + operator.text() + "\":{\"" + key + "\":[" + String.join(",", values) + "]}";
    }

    private static boolean isQuantified(ConditionOperator operator) {
        return operator.quantifier() != ConditionOperator.Quantifier.SINGLE;
    }

    private String value(Operand operand) {
        return switch (operand) {
            case TEXT, PATTERN -> random.nextBoolean() ? pick("a", "A", "ab", "*", "a*") : text(PATTERN_PARTS, 3);
            case ARN ->
                pick("arn:*:*:*:*:*", "arn:aws:iot:a:b:thing/*", "arn:aws:iot:${iot:ClientId}:?:*", "arn:a*:*:b:b:*")
                        + (random.nextBoolean() ? "" : text(PATTERN_PARTS, 2));
            case NUMBER -> pick("7", "-7", "007.00", "6.5", "8", "+7");
            case DATE ->
                pick("2031-05-17", "2031", "2031-05", "1936742400", "2031-05-17T00:00Z", "2032-01-01T00:00:00Z");
            case FLAG -> pick("true", "false");
            case ADDRESS -> pick(BLOCKS);
        };
    }

    private Map<String, List<String>> connection() {
        Map<String, List<String>> known = new HashMap<>();
        for (String name : VARIABLES) {
            if (random.nextInt(5) > 0) {
                known.put(name, name.endsWith("IsAttached") ? List.of(pick("true", "false")) : values(name));
            }
        }
        if (random.nextInt(5) > 0) {
            known.put(VariableNames.SOURCE_IP, List.of(pick(ADDRESSES)));
        }
        return known;
    }

    private List<String> values(String name) {
        VariableNames.Kind kind =
                Objects.requireNonNull(VariableNames.reference(name)).kind();
        int most = switch (kind) {
            case TEXT, FLAG, ADDRESS -> 1;
            case SET -> 2;
            case CERTIFICATE_TEXTS -> 7; // two more than are looked at
        };
        List<String> values = new ArrayList<>();
        for (int i = 1 + random.nextInt(most); i > 0; i--) {
            values.add(kind == VariableNames.Kind.SET ? pick("a", "ab", "7", "2031-05-17") : pick(VALUES));
        }
        return values;
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
