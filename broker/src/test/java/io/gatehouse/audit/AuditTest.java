package io.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.audit.AuditVerification.Broken;
import io.gatehouse.audit.AuditVerification.Intact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded, and what is found of everything that can be done to it afterwards. */
final class AuditTest {
    private static final InstantSource TIME = InstantSource.fixed(Instant.parse("2026-11-30T12:00:00.250Z"));

    @TempDir
    private Path data;

    private Path folder() {
        return data.resolve(Audit.FOLDER);
    }

    private static AuditCall call(int n) {
        return new AuditCall(
                "ada", "192.0.2.7", "UpdateThing", "thing/lamp-" + n, Audit.digest(new byte[] {(byte) n}), null, "ok");
    }

    private void record(int from, int to, long fileBytes) throws IOException {
        try (Audit audit = Audit.open(data, TIME, fileBytes)) {
            for (int n = from; n <= to; n++) {
                assertThat(audit.record(call(n))).isInstanceOf(Recording.Recorded.class);
            }
        }
    }

    private Intact intact() throws IOException {
        return (Intact) AuditVerification.of(folder());
    }

    private Broken broken() throws IOException {
        return (Broken) AuditVerification.of(folder());
    }

    private List<Path> files() throws IOException {
        return AuditFiles.of(folder());
    }

    /** A verifier in a few lines, with no code of the product: each line names the hash of the one before. */
    private long verifiedByOthers() throws Exception {
        Pattern previous = Pattern.compile("\"previous\":\"([0-9a-f]{64})\"}$");
        String expected = "0".repeat(64);
        long lines = 0;
        for (Path file : files()) {
            for (String line : Files.readAllLines(file)) {
                Matcher found = previous.matcher(line);
                assertThat(found.find()).isTrue();
                assertThat(found.group(1)).isEqualTo(expected);
                expected = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
                lines++;
            }
        }
        return lines;
    }

    @Test
    void an_entry_says_who_did_what_from_where_with_which_result() throws IOException {
        record(1, 1, 1 << 20);

        assertThat(Files.readString(files().getFirst()))
                .isEqualTo("{\"number\":1,\"time\":\"2026-11-30T12:00:00.250Z\",\"operator\":\"ada\","
                        + "\"from\":\"192.0.2.7\",\"operation\":\"UpdateThing\",\"resource\":\"thing/lamp-1\","
                        + "\"before\":\"4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a\","
                        + "\"after\":null,\"result\":\"ok\",\"previous\":\"" + "0".repeat(64) + "\"}\n");
    }

    @Test
    void the_chain_goes_on_over_files_and_restarts() throws Exception {
        record(1, 20, 1500);
        record(21, 40, 1500);

        assertThat(files()).hasSizeGreaterThan(5);
        assertThat(intact()).satisfies(log -> {
            assertThat(log.entries()).isEqualTo(40);
            assertThat(log.first()).isEqualTo(1);
            assertThat(log.files()).isEqualTo(files().size());
        });
        assertThat(verifiedByOthers()).isEqualTo(40);
        assertThat(AuditVerification.last(folder(), 3).stream().map(AuditEntry::number))
                .containsExactly(38L, 39L, 40L);
    }

    @Test
    void files_are_small_and_their_owners_alone() throws IOException {
        record(1, 40, 1500);

        assertThat(files()).allSatisfy(file -> {
            assertThat(Files.size(file)).isLessThanOrEqualTo(1500);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        });
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void many_that_record_at_once_all_find_their_entry_in_the_chain() throws Exception {
        List<Long> numbers = new ArrayList<>();
        try (Audit audit = Audit.open(data, TIME, 20_000);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Recording>> calls = new ArrayList<>();
            for (int n = 0; n < 500; n++) {
                int number = n;
                calls.add(() -> audit.record(call(number)));
            }
            for (Future<Recording> each : executor.invokeAll(calls)) {
                numbers.add(((Recording.Recorded) each.get()).number());
            }
        }

        assertThat(numbers).doesNotHaveDuplicates().hasSize(500);
        assertThat(verifiedByOthers()).isEqualTo(500);
    }

    @Test
    void a_thread_that_is_interrupted_records_and_ends_the_log_for_nobody() throws Exception {
        try (Audit audit = Audit.open(data, TIME, 1500)) {
            for (int n = 1; n <= 20; n++) {
                Thread.currentThread().interrupt();
                assertThat(audit.record(call(n))).isInstanceOf(Recording.Recorded.class);
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(audit.problem()).isNull();
        }

        assertThat(verifiedByOthers()).isEqualTo(20);
    }

    @Test
    void any_byte_that_is_changed_is_found_but_of_the_last_line() throws IOException {
        record(1, 12, 1500);
        Random random = new Random(7);
        for (int n = 0; n < 300; n++) {
            Path file = files().get(random.nextInt(files().size() - 1));
            byte[] before = Files.readAllBytes(file);
            byte[] changed = before.clone();
            int at = random.nextInt(changed.length);
            changed[at] = (byte) (changed[at] ^ 1 << random.nextInt(8));
            Files.write(file, changed);

            assertThat(AuditVerification.of(folder())).as("byte " + at).isInstanceOf(Broken.class);
            Files.write(file, before);
        }
        assertThat(intact().entries()).isEqualTo(12);
    }

    @Test
    void a_line_that_is_missing_twice_there_or_moved_is_found_where_it_should_be() throws IOException {
        record(1, 6, 1 << 20);
        Path file = files().getFirst();
        List<String> lines = Files.readAllLines(file);

        List<String> missing = new ArrayList<>(lines);
        missing.remove(2);
        Files.write(file, missing);
        assertThat(broken()).satisfies(found -> {
            assertThat(found.number()).isEqualTo(3);
            assertThat(found.line()).isEqualTo(3);
        });

        List<String> twice = new ArrayList<>(lines);
        twice.add(3, lines.get(2));
        Files.write(file, twice);
        assertThat(broken().number()).isEqualTo(4);

        List<String> moved = new ArrayList<>(lines);
        moved.add(moved.remove(1));
        Files.write(file, moved);
        assertThat(broken().number()).isEqualTo(2);
    }

    @Test
    void a_file_that_is_missing_in_the_middle_is_found() throws IOException {
        record(1, 20, 1500);
        Path second = files().get(1);
        long first = AuditFiles.first(second);
        Files.delete(second);

        assertThat(broken().number()).isEqualTo(first);
    }

    @Test
    void where_the_oldest_files_were_taken_away_the_rest_says_from_what_it_follows() throws IOException {
        record(1, 20, 1500);
        String last = Files.readAllLines(files().getFirst()).getLast();
        long first = AuditFiles.first(files().get(1));
        Files.delete(files().getFirst());

        assertThat(intact()).satisfies(log -> {
            assertThat(log.first()).isEqualTo(first);
            assertThat(log.last()).isEqualTo(20);
            assertThat(log.anchor()).isEqualTo(AuditFiles.sha256(last.getBytes(StandardCharsets.UTF_8)));
        });
    }

    @Test
    void what_is_cut_off_at_the_end_shows_in_the_head_alone() throws IOException {
        record(1, 6, 1 << 20);
        String head = intact().head();
        Path file = files().getFirst();
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, 4));

        assertThat(intact().entries()).isEqualTo(4);
        assertThat(intact().head()).isNotEqualTo(head);
    }

    @Test
    void a_last_line_that_a_crash_left_unfinished_is_cut_off_and_said_in_the_log() throws Exception {
        record(1, 3, 1 << 20);
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int cut : new int[] {1, 2, 100, 300}) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            assertThat(AuditVerification.of(folder())).isInstanceOf(Intact.class);

            record(4, 4, 1 << 20);

            assertThat(verifiedByOthers()).isEqualTo(4);
            assertThat(AuditVerification.last(folder(), 2).getFirst().call()).satisfies(repair -> {
                assertThat(repair.operation()).isEqualTo("RepairAuditLog");
                assertThat(repair.result()).contains("cut off");
            });
        }
    }

    @Test
    void a_file_of_many_entries_is_continued_from_its_end() throws Exception {
        record(1, 400, 1 << 20);
        Path file = files().getFirst();
        assertThat(Files.size(file)).isGreaterThan(2L * AuditEntry.MOST_LINE_BYTES);

        record(401, 401, 1 << 20);
        assertThat(verifiedByOthers()).isEqualTo(401);

        byte[] whole = Files.readAllBytes(file);
        for (int cut : new int[] {1, 100, 300}) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));

            record(402, 402, 1 << 20);

            assertThat(verifiedByOthers()).isEqualTo(402);
            assertThat(AuditVerification.last(folder(), 2).getFirst().call().operation())
                    .isEqualTo("RepairAuditLog");
        }
    }

    @Test
    void behind_many_entries_an_end_that_no_crash_leaves_is_not_continued() throws Exception {
        record(1, 400, 1 << 20);
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        String tooLong = "x".repeat(AuditEntry.MOST_LINE_BYTES + 1);
        String unfinished = "x".repeat(AuditEntry.MOST_LINE_BYTES);
        for (String end :
                List.of(tooLong, tooLong.repeat(3), tooLong + "\n", tooLong + "\n" + unfinished, "{}\n" + unfinished)) {
            Files.write(file, whole);
            Files.writeString(file, end, StandardOpenOption.APPEND);

            assertThatThrownBy(() -> Audit.open(data, TIME)).isInstanceOf(AuditException.class);
        }

        Files.write(file, whole);
        Files.writeString(file, unfinished, StandardOpenOption.APPEND);
        record(402, 402, 1 << 20);
        assertThat(verifiedByOthers()).isEqualTo(402);
    }

    @Test
    void a_crash_before_the_first_entry_of_a_file_loses_nothing() throws Exception {
        record(1, 3, 1 << 20);
        Files.createFile(AuditFiles.named(folder(), 4));

        record(4, 5, 1 << 20);

        assertThat(verifiedByOthers()).isEqualTo(5);
        assertThat(files()).hasSize(2);
    }

    @Test
    void a_log_whose_end_is_no_entry_is_not_continued() throws IOException {
        record(1, 3, 1 << 20);
        Files.writeString(files().getFirst(), "{}\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> Audit.open(data, TIME))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("gatehouse audit verify");
        assertThat(broken().number()).isEqualTo(4);
    }

    @Test
    void nonsense_of_any_size_is_broken_and_nothing_worse() throws IOException {
        Files.createDirectories(folder());
        Path file = AuditFiles.named(folder(), 1);
        for (String text :
                List.of("\n", "null\n", "[]\n", "{\"number\":1}\n", "x".repeat(1 << 20) + "\n", "\u0000\n")) {
            Files.writeString(file, text);
            assertThat(broken().line()).isEqualTo(1);
        }
        Files.writeString(file, "x".repeat(1 << 20));
        assertThatThrownBy(() -> Audit.open(data, TIME)).isInstanceOf(AuditException.class);
    }

    @Test
    void what_callers_say_stays_on_its_line_and_within_its_bounds() throws Exception {
        try (Audit audit = Audit.open(data, TIME)) {
            audit.record(new AuditCall(
                    "a\"}\n{\"number\":2",
                    "\u001b[2J\u202e",
                    "x".repeat(10_000),
                    "\u0001".repeat(100_000),
                    null,
                    "half \ud800 a pair",
                    "\ud83d\ude00".repeat(400)));
            audit.record(call(2));
        }

        assertThat(verifiedByOthers()).isEqualTo(2);
        assertThat(intact().entries()).isEqualTo(2);
        assertThat(Files.size(files().getFirst())).isLessThan(AuditEntry.MOST_LINE_BYTES);
    }

    @Test
    void no_link_is_followed() throws IOException {
        Files.createDirectories(folder());
        Path elsewhere = Files.createFile(data.resolve("elsewhere"));
        Files.createSymbolicLink(AuditFiles.named(folder(), 1), elsewhere);

        assertThatThrownBy(() -> Audit.open(data, TIME)).isInstanceOf(IOException.class);
        assertThat(elsewhere).isEmptyFile();
    }

    @Test
    void after_it_is_closed_nothing_is_recorded_and_it_says_so() throws IOException {
        Audit audit = Audit.open(data, TIME);
        audit.close();

        assertThat(audit.record(call(1))).isInstanceOf(Recording.NotRecorded.class);
        assertThat(audit.problem()).contains("closed");
        assertThat(intact().entries()).isZero();
    }
}
