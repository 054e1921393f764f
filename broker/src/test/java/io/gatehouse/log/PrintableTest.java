package io.gatehouse.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What of a stranger's words is shown. */
final class PrintableTest {
    @Test
    void what_is_quoted_is_short_and_visible() {
        assertThat(Printable.quoted("")).isEqualTo("\"\"");
        assertThat(Printable.quoted("a lamp")).isEqualTo("\"a lamp\"");
        assertThat(Printable.quoted("x".repeat(40))).isEqualTo("\"" + "x".repeat(40) + "\"");
        assertThat(Printable.quoted("x".repeat(41))).isEqualTo("\"" + "x".repeat(40) + "…\"");
        assertThat(Printable.quoted("\u001b[2J\n\u202e\u007f\ud83d\ude00")).isEqualTo("\"?[2J?????\"");
    }
}
