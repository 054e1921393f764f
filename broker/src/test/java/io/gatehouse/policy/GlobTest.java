package io.gatehouse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a, a, true",
                "a, b, false",
                "a, aa, false",
                "aa, a, false",
                "\"\", \"\", true",
                "\"\", a, false",
                "*, \"\", true",
                "*, a/b/c, true",
                "a*, a, true",
                "a*, a/b, true",
                "*a, ba, true",
                "*a, ab, false",
                "a*a, a, false",
                "a*a, aa, true",
                "a*b*c, a/x/b/y/c, true",
                "a*b*c, acb, false",
                "*ab*ab*, ab, false",
                "*ab*ab*, abab, true",
                "*ab*ab*, aabaab, true",
                "*aba*bab*, ababab, true",
                "*aba*bab*, abab, false",
                "ab*ba, aba, false",
                "?, a, true",
                "?, \"\", false",
                "?, ab, false",
                "a?c, a/c, true",
                "*?, \"\", false",
                "?*, x, true",
                "*?a?*, xay, true",
                "*?a?*, ay, false",
                "*?a?*, aaa, true",
                "**, abc, true",
                "a**b, ab, true",
                "+, +, true",
                "+, a, false",
                "a/#, a/#, true",
                "a/#, a/b, false",
                "a.c, abc, false",
                "[a], a, false",
                "\\, \\, true"
            })
    void star_is_any_text_and_question_mark_one_character(String pattern, String text, boolean matches) {
        assertThat(Glob.of(pattern).matches(text)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "?, \uD83D\uDE00, true",
        "??, \uD83D\uDE00, false",
        "*?, \uD83D\uDE00, true",
        "?*x, \uD83D\uDE00x, true",
        "*\uD83D\uDE00?*, a\uD83D\uDE00\uD83D\uDE01b, true",
        "a?*?b, a\uD83D\uDE00b, false"
    })
    void one_character_is_a_code_point(String pattern, String text, boolean matches) {
        assertThat(Glob.of(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    void a_literal_part_has_no_wildcards() {
        Glob glob = new Glob.Builder().literal("a*?").anyRun().literal("?").build();

        assertThat(glob.matches("a*?xyz?")).isTrue();
        assertThat(glob.matches("abcxyz?")).isFalse();
        assertThat(glob.matches("a*?xyzz")).isFalse();
    }

    @Test
    void agrees_with_a_recursive_matcher_on_random_patterns() {
        long seed = 20_261_120;
        Random random = new Random(seed);
        int matched = 0;
        for (int i = 0; i < 1_000_000; i++) {
            String pattern = text(random, "ab*?", 9);
            String text = text(random, "ab", 10);
            boolean expected = SlowEvaluator.wildcard(pattern, text);
            assertThat(Glob.of(pattern).matches(text))
                    .as("seed %d, case %d: %s on %s", seed, i, pattern, text)
                    .isEqualTo(expected);
            matched += expected ? 1 : 0;
        }
        assertThat(matched).isBetween(100_000, 900_000);
    }

    @Test
    void long_segments_agree_with_a_recursive_matcher() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = text(random, "ab", 300);
            int from = random.nextInt(text.length() + 1);
            char[] piece = text.substring(from, from + random.nextInt(text.length() - from + 1))
                    .toCharArray();
            for (int j = 0; j < piece.length; j++) {
                piece[j] = random.nextInt(60) == 0 ? '?' : random.nextInt(200) == 0 ? 'b' : piece[j];
            }
            String pattern = "*" + new String(piece) + "*";
            assertThat(Glob.of(pattern).matches(text))
                    .as("seed %d, case %d: %s on %s", seed, i, pattern, text)
                    .isEqualTo(SlowEvaluator.wildcard(pattern, text));
        }
    }

    @Test
    void the_worst_patterns_read_each_character_a_bounded_number_of_times() {
        String text = "a".repeat(10_000);
        String[] patterns = {
            "a*".repeat(1000) + "b",
            "*a".repeat(1000) + "*b*",
            "*" + "a".repeat(1000) + "b*",
            "*" + "a".repeat(16) + "b*" + "a".repeat(15) + "b*",
            "*" + "a?".repeat(500) + "b*",
            "*" + "?".repeat(15) + "b*",
            "*?".repeat(1000) + "b",
            "*" + "aaaaaaaaaaaaaaab*".repeat(60),
        };
        for (String pattern : patterns) {
            CountedText counted = new CountedText(text);
            assertThat(Glob.of(pattern).matches(counted)).as(pattern).isFalse();
            // A code point is read twice where it may be the second half of a pair.
            assertThat(counted.reads)
                    .as(pattern)
                    .isLessThan(2L * (Segment.SHORT + 1) * text.length() + 2L * pattern.length());
        }
    }

    private static String text(Random random, String alphabet, int most) {
        int length = random.nextInt(most + 1);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** Counts how often a character is looked at, so that the bound does not depend on the machine. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private long reads;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
