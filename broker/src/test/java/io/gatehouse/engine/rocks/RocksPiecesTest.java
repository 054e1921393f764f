package io.gatehouse.engine.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.engine.SampleAppend;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.TopicSelection;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.mqtt.TopicFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers find while the pieces of a log end, the store is opened again, and batches fail. */
final class RocksPiecesTest {
    @TempDir
    private Path folder;

    private StoreSettings settings() {
        return StoreSettings.DEFAULTS.at(folder.resolve("data"));
    }

    private RocksStore small() throws StoreException {
        return RocksStore.open(settings(), RetainedLimits.NONE, 1, RocksLogTest.SMALL);
    }

    /** Pieces that end by their number, their bytes and their topics, and a restart after every few records. */
    @Test
    void a_restart_at_any_moment_changes_nothing_for_any_reader() throws StoreException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, List<Long>> model = new TreeMap<>();
        for (int restart = 0; restart < 40; restart++) {
            try (RocksStore store = RocksStore.open(settings(), RetainedLimits.NONE, 1, new Pieces(4, 4, 200, 30))) {
                check(store.log(), model, seed);
                for (int i = random.nextInt(8); i >= 0; i--) {
                    String topic = "t" + random.nextInt(3) + "/" + random.nextInt(6);
                    long position = SampleAppend.of(topic, "x".repeat(random.nextInt(60)))
                            .to(store.log(), 0)
                            .position();
                    model.computeIfAbsent(topic, _ -> new ArrayList<>()).add(position);
                }
                check(store.log(), model, seed);
            }
        }
    }

    private static void check(DurableLog log, Map<String, List<Long>> model, long seed) {
        model.forEach((topic, positions) ->
                assertThat(read(log, topic)).as("seed %d", seed).isEqualTo(positions));
        for (int i = 0; i < 3; i++) {
            String prefix = "t" + i + "/";
            assertThat(read(log, prefix + "#"))
                    .as("seed %d", seed)
                    .isEqualTo(positions(model, topic -> topic.startsWith(prefix)));
        }
        assertThat(read(log, "#")).as("seed %d", seed).isEqualTo(positions(model, _ -> true));
    }

    private static List<Long> positions(Map<String, List<Long>> model, Predicate<String> of) {
        return model.entrySet().stream()
                .filter(topic -> of.test(topic.getKey()))
                .flatMap(topic -> topic.getValue().stream())
                .sorted()
                .toList();
    }

    static List<Long> read(DurableLog log, String filter) {
        LogReader reader = log.reader(0, 0, new TopicSelection(List.of(TopicFilter.of(filter)), true));
        List<Long> positions = new ArrayList<>();
        LogReader.Slice slice;
        do {
            slice = reader.read(3, 1 << 20);
            slice.records().forEach(record -> positions.add(record.position()));
        } while (!slice.atEnd());
        return positions;
    }

    @Test
    void records_of_a_batch_that_failed_are_met_by_no_reader_wherever_pieces_end() throws StoreException {
        Map<String, List<Long>> model = new TreeMap<>();
        try (RocksStore store = small()) { // pieces of 16
            failing(store, 40); // nothing is kept of two pieces
            keep(store, model, 10);
            failing(store, 3);
            keep(store, model, 2);
            failing(store, 40); // completes a piece, and others behind it
            failing(store, 1);
            check(store.log(), model, 0);
            store.keyValue().put(Key.of("a", "b"), new byte[0]).join(); // a batch without records
            check(store.log(), model, 0);
        }
        try (RocksStore store = small()) {
            check(store.log(), model, 0);
            keep(store, model, 20);
            failing(store, 40);
            keep(store, model, 20);
            check(store.log(), model, 0);
        }
        try (RocksStore store = small()) {
            check(store.log(), model, 0);
            long bytes = store.log().bytes();
            store.log().trim(0, store.log().end(0));
            assertThat(store.log().bytes()).isLessThan(bytes / 3);
        }
    }

    /** One batch, which fails. */
    private static void failing(RocksStore store, int count) {
        CountDownLatch goOn = new CountDownLatch(1);
        List<SampleAppend> appends = new ArrayList<>();
        try (var _ = ExpectedErrors.expect("provoked")) {
            appends.add(SampleAppend.of(new HeldRecord(goOn, false)).to(store.log(), 0));
            for (int i = 1; i < count; i++) {
                appends.add(SampleAppend.of("t/" + i % 3, "failed").to(store.log(), 0));
            }
            appends.add(SampleAppend.of(new HeldRecord(goOn, true)).to(store.log(), 0));
            goOn.countDown();
            assertThat(appends).allSatisfy(each -> assertThat(each.result()).isInstanceOf(AppendResult.Failed.class));
        }
    }

    private static void keep(RocksStore store, Map<String, List<Long>> model, int count) {
        for (int i = 0; i < count; i++) {
            String topic = "t/" + i % 3;
            model.computeIfAbsent(topic, _ -> new ArrayList<>())
                    .add(SampleAppend.of(topic, "kept").to(store.log(), 0).position());
        }
    }
}
