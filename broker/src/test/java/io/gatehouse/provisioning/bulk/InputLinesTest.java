package io.gatehouse.provisioning.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputLinesTest {
    @TempDir
    private Path folder;

    private final List<SeekableByteChannel> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (SeekableByteChannel channel : open) {
            channel.close();
        }
    }

    private InputLines lines(String text, long position, long number) throws IOException {
        Path file = Files.writeString(folder.resolve("devices.jsonl"), text);
        SeekableByteChannel channel = Files.newByteChannel(file);
        open.add(channel);
        return new InputLines(channel, position, number, Files.size(file));
    }

    private static List<InputLine> all(InputLines lines) throws IOException {
        List<InputLine> all = new ArrayList<>();
        for (InputLine line = lines.next(); line != null; line = lines.next()) {
            all.add(line);
        }
        return all;
    }

    private static String text(InputLine line) {
        return line.bytes() == null ? "(too long)" : new String(line.bytes(), UTF_8);
    }

    @Test
    void lines_are_numbered_and_say_where_they_are() throws IOException {
        assertThat(all(lines("one\n\nthird\nlast", 0, 0)))
                .extracting(InputLine::number, InputLine::offset, InputLine::end, InputLinesTest::text)
                .containsExactly(
                        tuple(1L, 0L, 4L, "one"),
                        tuple(2L, 4L, 5L, ""),
                        tuple(3L, 5L, 11L, "third"),
                        tuple(4L, 11L, 15L, "last"));
    }

    @Test
    void a_line_feed_at_the_end_begins_no_other_line() throws IOException {
        assertThat(all(lines("one\ntwo\n", 0, 0))).hasSize(2);
        assertThat(all(lines("", 0, 0))).isEmpty();
    }

    @Test
    void lines_with_nothing_but_white_space_are_blank() throws IOException {
        assertThat(all(lines("\n \t\r\n{}\r\n\u0000\n", 0, 0)))
                .extracting(InputLine::isBlank)
                .containsExactly(true, true, false, false);
    }

    @Test
    void reading_goes_on_in_the_middle() throws IOException {
        assertThat(all(lines("one\ntwo\nthree", 4, 1)))
                .extracting(InputLine::number, InputLine::offset, InputLinesTest::text)
                .containsExactly(tuple(2L, 4L, "two"), tuple(3L, 8L, "three"));
    }

    @Test
    void of_a_line_of_ten_megabytes_nothing_is_kept_and_the_next_one_is_whole() throws IOException {
        String longest = "a".repeat(InputLines.MOST_LINE_BYTES);

        assertThat(all(lines(longest + "\n" + longest + "b\n" + "c".repeat(10 << 20) + "\nshort", 0, 0)))
                .extracting(InputLinesTest::text)
                .containsExactly(longest, "(too long)", "(too long)", "short");
    }

    @Test
    void what_is_added_behind_the_size_of_the_start_is_not_read() throws IOException {
        InputLines lines = lines("one\ntwo", 0, 0);
        Files.writeString(folder.resolve("devices.jsonl"), "one\ntwo, three\nfour\n");

        assertThat(all(lines)).extracting(InputLinesTest::text).containsExactly("one", "two");
    }

    @Test
    void a_file_that_has_become_shorter_is_no_end() throws IOException {
        InputLines lines = lines("one\ntwo\nthree\n", 0, 0);
        Files.writeString(folder.resolve("devices.jsonl"), "one\n");

        assertThatThrownBy(() -> all(lines))
                .isInstanceOf(EOFException.class)
                .hasMessage("input file: ends behind 4 bytes (expected: 14, as when it was started)");
    }
}
