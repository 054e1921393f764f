package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeded hostile texts, with the checks that {@link PolicyFuzzTest} uses too. */
class HostileTextTest {
    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"Version\"",
        "\"2012-10-17\"",
        "\"Statement\"",
        "\"Effect\"",
        "\"Allow\"",
        "\"Deny\"",
        "\"Action\"",
        "\"iot:*\"",
        "\"Resource\"",
        "\"*\"",
        "\"arn:aws:iot:*:*:topic/${iot:ClientId}\"",
        "\"Condition\"",
        "\"StringLike\"",
        "\"iot:ClientId\"",
        "\"Sid\"",
        "\"Principal\"",
        "null",
        "true",
        "1e9",
        "\"\\ud800\"",
        "\"${\"",
        "\"arn:*\"",
        " ",
        "\n",
        "\"arn:aws:iot:::\"",
        "\"Null\"",
        "\"IpAddress\"",
        "\"aws:SourceIp\"",
        "\"::1/0\""
    };

    @Test
    void no_arrangement_of_tokens_breaks_the_parser() {
        Random random = new Random(99);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(40); j > 0; j--) {
                text.append(TOKENS[random.nextInt(TOKENS.length)]);
            }
            checkDocument(text.toString());
        }
    }

    @Test
    void no_damage_to_a_document_breaks_the_parser() {
        Random random = new Random(100);
        byte[] whole = PolicyTemplates.deviceOwnTopics(Given.SCOPE).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            checkDocument(new String(damaged, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void no_random_characters_break_the_matcher() {
        Random random = new Random(101);
        for (int i = 0; i < 50_000; i++) {
            checkGlob(characters(random), characters(random));
        }
    }

    private static String characters(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> text.append('*');
                case 1 -> text.append('?');
                case 2 -> text.append((char) ('\ud800' + random.nextInt(0x800))); // half a pair
                case 3 -> text.appendCodePoint(0x1f600 + random.nextInt(2));
                default -> text.append((char) ('a' + random.nextInt(2)));
            }
        }
        return text.toString();
    }

    /** Either problems with a place and a message, or a document that compiles, binds and can be asked anything. */
    static void checkDocument(String text) {
        switch (PolicyParser.parse(text, PolicyLimits.STRICT)) {
            case PolicyParse.Malformed(List<Problem> problems) -> {
                assertThat(problems).isNotEmpty();
                for (Problem problem : problems) {
                    assertThat(problem.line()).isPositive();
                    assertThat(problem.column()).isPositive();
                    assertThat(problem.message().chars()).noneMatch(Character::isISOControl);
                }
            }
            case PolicyParse.Parsed(PolicyDocument document) -> {
                PolicyLint.findings(document, Given.SCOPE);
                CompiledPolicy policy = CompiledPolicy.compile("fuzz", document, Given.SCOPE);
                Variables variables = name -> List.of(name.equals(VariableNames.SOURCE_IP) ? "192.0.2.1" : "me");
                Permissions permissions = Permissions.bind(List.of(policy), variables);
                assertThat(permissions.defect()).isNull();
                for (Action action : Action.values()) {
                    assertThat(permissions.decide(action, "me/a"))
                            .isEqualTo(permissions.explain(action, "me/a").decision());
                }
            }
        }
    }

    static void checkGlob(String pattern, String text) {
        boolean matched = Glob.of(pattern).matches(text);
        if (isWellFormed(pattern) && isWellFormed(text)) {
            assertThat(matched).isEqualTo(SlowEvaluator.wildcard(pattern, text));
        }
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
}
