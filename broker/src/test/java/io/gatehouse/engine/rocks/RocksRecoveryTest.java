package io.gatehouse.engine.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.engine.SampleAppend;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.TopicSelection;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.security.LogLines;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there after a kill, and after the write-ahead log was damaged. */
final class RocksRecoveryTest {
    private static final TopicSelection EVERYTHING = new TopicSelection(List.of(TopicFilter.of("#")), true);
    private static final int RECORDS = 30;
    private static final int CUTS = 100;

    @TempDir
    private Path folder;

    private static StoreSettings settings(Path data) {
        return StoreSettings.DEFAULTS.at(data);
    }

    private static RocksStore open(Path data) throws StoreException {
        return RocksStore.open(settings(data), RetainedLimits.NONE, 1, RocksLogTest.SMALL);
    }

    /** Each record is a batch of its own, retained under its own topic, and has a key of its own. */
    private static void append(DurableLog log, int number) {
        SampleAppend.of("a/" + number, "x".repeat(number * 37 % 300))
                .retained()
                .once(Key.of("once", "" + number))
                .to(log, 0)
                .position();
    }

    /** A store as a kill leaves it; answers how long its write-ahead log was after each record. */
    private List<Long> killed(Path into) throws Exception {
        List<Long> lengths = new ArrayList<>();
        Path data = folder.resolve("data");
        try (RocksStore store = open(data)) {
            for (int i = 0; i < RECORDS; i++) {
                append(store.log(), i);
                lengths.add(Files.size(lastLog(data)));
            }
            copy(data, into);
        }
        return lengths;
    }

    private static Path lastLog(Path data) throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("store"))) {
            return all.filter(file ->
                            file.toString().endsWith(".log") && file.toFile().length() > 0)
                    .max(Comparator.comparing(Path::getFileName))
                    .orElseThrow();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(
                to.resolve("store"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (Stream<Path> all = Files.list(from.resolve("store"))) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve("store").resolve(file.getFileName()));
            }
        }
    }

    /** False where a file went while the folder was copied. */
    private static boolean copyWhole(Path from, Path to) throws IOException {
        try {
            copy(from, to);
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    /** The log, its index, what is retained and the keys end at the same record. */
    private static int kept(RocksStore store) {
        int kept = (int) store.log().end(0) - 1;
        LogReader.Slice all = store.log().reader(0, 0, EVERYTHING).read(1000, 1 << 20);
        assertThat(all.records()).hasSize(kept);
        for (int i = 0; i < RECORDS; i++) {
            int held = i < kept ? 1 : 0;
            TopicSelection one = new TopicSelection(List.of(TopicFilter.of("a/" + i)), true);
            assertThat(read(store.log(), one)).hasSize(held);
            assertThat(store.keyValue().get(Key.of("once", "" + i)) != null).isEqualTo(i < kept);
        }
        assertThat(store.retained().count()).isEqualTo(kept);
        return kept;
    }

    private static List<Long> read(DurableLog log, TopicSelection selection) {
        LogReader reader = log.reader(0, 0, selection);
        List<Long> positions = new ArrayList<>();
        LogReader.Slice slice;
        do {
            slice = reader.read(1000, 1 << 20);
            slice.records().forEach(record -> positions.add(record.position()));
        } while (!slice.atEnd());
        return positions;
    }

    @Test
    void after_a_kill_everything_that_was_answered_is_there_and_positions_go_on() throws Exception {
        Path crashed = folder.resolve("crashed");
        killed(crashed);
        try (LogLines lines = LogLines.listen();
                RocksStore store = open(crashed)) {
            assertThat(kept(store)).isEqualTo(RECORDS);
            assertThat(lines.all()).noneMatch(line -> line.startsWith("WARN"));
            long bytes = store.log().bytes();
            append(store.log(), RECORDS);
            assertThat(store.log().end(0)).isEqualTo(RECORDS + 2);
            assertThat(store.log().bytes()).isGreaterThan(bytes);
        }
        try (RocksStore store = open(crashed)) {
            assertThat(store.log().end(0)).isEqualTo(RECORDS + 2);
        }
    }

    @Test
    void a_log_cut_anywhere_keeps_every_whole_batch_before_the_cut_and_the_start_says_so() throws Exception {
        Path crashed = folder.resolve("crashed");
        List<Long> lengths = killed(crashed);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long from = lengths.get(RECORDS - 6);
        long length = lengths.getLast();
        for (int i = 0; i < CUTS; i++) {
            long cut = i == 0 ? lengths.get(RECORDS - 3) : from + random.nextLong(length - from);
            Path data = folder.resolve("cut-" + i);
            copy(crashed, data);
            try (RandomAccessFile file = new RandomAccessFile(lastLog(data).toFile(), "rw")) {
                file.setLength(cut);
            }
            int whole = (int) lengths.stream().filter(end -> end <= cut).count();
            try (LogLines lines = LogLines.listen();
                    RocksStore store = open(data)) {
                assertThat(kept(store)).as("seed %d cut %d", seed, cut).isEqualTo(whole);
                assertThat(lines.all().stream().anyMatch(line -> line.startsWith("WARN")))
                        .as("seed %d cut %d: a warning: %s", seed, cut, lines.all())
                        .isEqualTo(!lengths.contains(cut));
                assertThat(lines.all()).allMatch(line -> line.contains("logEnds=\"[" + (whole + 1) + "]\""));
            }
        }
    }

    /** Every length of the file, looked at as the start does. */
    @Test
    void every_cut_between_two_batches_is_seen() throws Exception {
        Path crashed = folder.resolve("crashed");
        List<Long> lengths = killed(crashed);
        Path file = lastLog(crashed);
        List<Long> before = new ArrayList<>(lengths);
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            for (long length = cut.length(); length > lengths.getFirst(); length--) {
                cut.setLength(length);
                long size = length;
                long kept = before.stream()
                        .filter(end -> end <= size)
                        .mapToLong(end -> end)
                        .max()
                        .orElseThrow();
                WriteAheadLog.Torn torn = WriteAheadLog.tornEndOf(file);
                if (kept == size) {
                    assertThat(torn).as("length %d", size).isNull();
                } else {
                    assertThat(torn)
                            .isEqualTo(new WriteAheadLog.Torn(file.getFileName().toString(), kept, size - kept, false));
                }
            }
        }
    }

    @Test
    void a_byte_flipped_anywhere_stops_the_start_or_loses_nothing() throws Exception {
        Path crashed = folder.resolve("crashed");
        List<Long> lengths = killed(crashed);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int stopped = 0;
        for (int i = 0; i < 20; i++) {
            long at = random.nextLong(lengths.get(RECORDS - 2));
            Path data = folder.resolve("flipped-" + i);
            copy(crashed, data);
            try (RandomAccessFile file = new RandomAccessFile(lastLog(data).toFile(), "rw")) {
                file.seek(at);
                int found = file.read();
                file.seek(at);
                file.write(found ^ (1 + random.nextInt(255)));
            }
            try (RocksStore store = open(data)) {
                assertThat(kept(store)).as("seed %d byte %d", seed, at).isEqualTo(RECORDS);
            } catch (StoreException refused) {
                assertThat(refused).hasMessageContaining("restore a backup");
                stopped++;
            }
        }
        assertThat(stopped).as("seed %d", seed).isPositive();
    }

    /** A record that seems to go beyond the end of the file looks like one that was torn off. */
    @Test
    void a_damaged_length_is_not_taken_for_a_torn_end() throws Exception {
        Path crashed = folder.resolve("crashed");
        List<Long> lengths = killed(crashed);
        int refused = 0;
        for (int record = 0; record < lengths.size() - 2; record++) { // the last one could have been torn off
            Path data = folder.resolve("damaged-" + record);
            copy(crashed, data);
            try (RandomAccessFile file = new RandomAccessFile(lastLog(data).toFile(), "rw")) {
                file.seek(lengths.get(record) + 5); // the high byte of the next record's length
                file.write(0x7f);
            }
            try (RocksStore store = open(data)) {
                assertThat(kept(store)).as("record %d", record).isEqualTo(RECORDS);
            } catch (StoreException damaged) {
                assertThat(damaged).hasMessageContaining("restore a backup");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(lengths.size() / 2);
    }

    /**
     * Where it was cut and the next file exists, what came later would stay and what was before it go. The store writes
     * its tables meanwhile, and may need the first file no more when it is copied: then nothing is lost by the cut, and
     * another copy is made.
     */
    @Test
    void a_log_file_that_is_not_the_last_one_stops_the_start_when_it_was_cut() throws Exception {
        Path data = folder.resolve("data");
        StoreSettings small = new StoreSettings(data, StoreSettings.Fsync.ALWAYS, 1 << 20, 1 << 20);
        StoreException refused = null;
        try (RocksStore store = RocksStore.open(small)) {
            for (int copies = 0; refused == null && copies < CUTS; copies++) {
                long last = writeIntoTwoLogs(store, data);
                Path crashed = folder.resolve("crashed-" + copies);
                if (copyWhole(data, crashed) && logs(crashed).size() > 1) {
                    try (RandomAccessFile file =
                            new RandomAccessFile(logs(crashed).getFirst().toFile(), "rw")) {
                        file.setLength(file.length() - 100);
                    }
                    try (RocksStore cut = RocksStore.open(settings(crashed))) {
                        assertThat(cut.log().end(0)).as("nothing is lost").isEqualTo(last + 1);
                    } catch (StoreException damaged) {
                        refused = damaged;
                    }
                }
            }
        }
        assertThat(refused).isNotNull().hasMessageContaining("restore a backup");
    }

    /** Answers the position of the last record. */
    private static long writeIntoTwoLogs(RocksStore store, Path data) throws IOException {
        while (logs(data).size() < 2) {
            List<SampleAppend> appends = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                appends.add(SampleAppend.of("a/b", "x".repeat(4096)).to(store.log(), 0));
            }
            appends.forEach(SampleAppend::position);
        }
        return SampleAppend.of("a/b", "last").to(store.log(), 0).position();
    }

    private static List<Path> logs(Path data) throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("store"))) {
            return all.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }
}
