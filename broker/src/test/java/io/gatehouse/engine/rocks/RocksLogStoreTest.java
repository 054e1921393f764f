package io.gatehouse.engine.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.config.StoreSettings.Fsync;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.engine.RetainedStore;
import io.gatehouse.engine.SampleAppend;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.engine.TopicSelection;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log and the retained records as parts of one store: restarts, bounds, the end. */
final class RocksLogStoreTest {
    private static final TopicSelection EVERYTHING = new TopicSelection(List.of(TopicFilter.of("#")), true);

    @TempDir
    private Path folder;

    private StoreSettings settings() {
        return StoreSettings.DEFAULTS.at(folder.resolve("data"));
    }

    private RocksStore small(int shards) throws StoreException {
        return RocksStore.open(settings(), RetainedLimits.NONE, shards, RocksLogTest.SMALL);
    }

    private static List<SampleAppend> append(DurableLog log, int count, String body) {
        List<SampleAppend> appends = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            appends.add(SampleAppend.of("a/" + i % 5, body).to(log, 0));
        }
        return appends;
    }

    @Test
    void what_is_stored_and_not_told_yet_is_counted() throws StoreException {
        CountDownLatch held = new CountDownLatch(1);
        try (RocksStore store = small(1)) {
            store.log().tail((shard, records) -> HeldRecord.await(held));
            List<SampleAppend> appends = append(store.log(), 3, "body");

            Awaitility.await().until(() -> store.log().end(0) > 3);
            assertThat(store.untold()).isEqualTo(3);
            held.countDown();
            appends.forEach(SampleAppend::position);
            Awaitility.await().until(() -> store.untold() == 0);
        } finally {
            held.countDown();
        }
    }

    @Test
    void a_piece_of_large_messages_ends_early_so_that_it_can_be_given_up() throws StoreException {
        Pieces light = new Pieces(8, 32, 1000, Long.MAX_VALUE);
        long[] ends = new long[2];
        try (RocksStore store = RocksStore.open(settings(), RetainedLimits.NONE, 1, light)) {
            append(store.log(), 25, "x".repeat(400)).getLast().position();
            ends[0] = store.log().end(0);
        }
        try (RocksStore store = RocksStore.open(settings(), RetainedLimits.NONE, 1, light)) {
            assertThat(store.log().end(0)).isEqualTo(ends[0]);
            append(store.log(), 25, "x".repeat(400)).getLast().position();
            LogReader reader = store.log().reader(0, 0, EVERYTHING);
            int read = 0;
            for (LogReader.Slice slice = reader.read(100, 1 << 20); ; slice = reader.read(100, 1 << 20)) {
                read += slice.records().size();
                if (slice.atEnd()) {
                    break;
                }
            }
            assertThat(read).isEqualTo(50);

            store.log().trim(0, store.log().positionAfter(0, store.log().bytes() - 2000));
            assertThat(store.log().bytes()).isBetween(400L, 2000L);
        }
    }

    @Test
    void a_piece_of_many_topics_ends_early_so_that_they_have_room_in_memory() throws StoreException {
        try (RocksStore store =
                RocksStore.open(settings(), RetainedLimits.NONE, 1, new Pieces(8, 32, Long.MAX_VALUE, 100))) {
            for (int i = 0; i < 50; i++) {
                SampleAppend.of("topic/" + (1000 + i), "").to(store.log(), 0).position(); // 10 bytes
            }
            for (int i = 0; i < 50; i++) {
                SampleAppend.of("topic/1000", "").to(store.log(), 0).position(); // always the same
            }
            assertThat(store.log().end(0)).isEqualTo(5 * 256 + 50);
            assertThat(RocksPiecesTest.read(store.log(), "topic/1000")).hasSize(51);
            assertThat(RocksPiecesTest.read(store.log(), "topic/1049")).containsExactly(4L * 256 + 9);
        }
    }

    @Test
    void topics_and_bodies_of_any_length_come_back() throws StoreException {
        List<Integer> lengths = List.of(1, 127, 128, 255, 4095, 4096, 16_383, 16_384, 65_535, 3_000_000);
        try (RocksStore store = RocksStore.open(settings())) {
            List<SampleAppend> appends = new ArrayList<>();
            for (int length : lengths) {
                String topic = "t".repeat(Math.min(length, 65_535));
                appends.add(SampleAppend.of(topic, "b".repeat(length)).to(store.log(), 0));
                appends.add(SampleAppend.of(topic, "").to(store.log(), 0));
            }
            for (SampleAppend append : appends) {
                StoredRecord stored = store.log().get(0, append.position());
                assertThat(stored).isNotNull();
                assertThat(stored.topic()).isEqualTo(append.record().topic());
                assertThat(stored.body()).isEqualTo(append.record().body());
            }
            assertThat(RocksPiecesTest.read(store.log(), "#")).hasSize(appends.size());
        }
    }

    /** Enough that its index takes more than one page, and a topic more than a few bytes of it. */
    @Test
    void every_topic_of_a_whole_piece_is_found_by_its_index() throws StoreException {
        int count = 70_000;
        int topics = 5000;
        StoreSettings fast = new StoreSettings(folder.resolve("data"), Fsync.OFF, 1 << 23, 1 << 23);
        try (RocksStore store = RocksStore.open(fast)) {
            List<SampleAppend> appends = new ArrayList<>();
            for (int i = 0; i < count; i++) { // one topic has every second record
                String topic = i % 2 == 0 ? "a/often" : "a/" + i % topics + "/x";
                appends.add(SampleAppend.of(topic, "").to(store.log(), 0));
            }
            appends.forEach(SampleAppend::position);
        }
        try (RocksStore store = RocksStore.open(fast)) {
            assertThat(RocksPiecesTest.read(store.log(), "a/often")).hasSize(count / 2);
            assertThat(RocksPiecesTest.read(store.log(), "a/+/x")).hasSize(count / 2);
            for (int i = 1; i < topics; i += 2) {
                List<Long> expected = new ArrayList<>();
                for (int at = i; at < count; at += topics) {
                    expected.add(at + 1L);
                }
                assertThat(RocksPiecesTest.read(store.log(), "a/" + i + "/x")).isEqualTo(expected);
            }
        }
    }

    @Test
    void positions_begin_and_bytes_go_on_after_a_restart_even_where_everything_was_given_up() throws StoreException {
        long end;
        long bytes;
        try (RocksStore store = small(1)) {
            append(store.log(), 47, "body").getLast().position();
            end = store.log().end(0);
            assertThat(end).isEqualTo(48); // the border of a piece
            store.log().trim(0, 20);
            assertThat(store.log().begin(0)).isEqualTo(16);
            bytes = store.log().bytes();
        }
        try (RocksStore store = small(1)) {
            assertThat(List.of(
                            store.log().begin(0),
                            store.log().end(0),
                            store.log().bytes()))
                    .containsExactly(16L, end, bytes);
            store.log().trim(0, end);
            assertThat(store.log().begin(0)).isEqualTo(end);
            assertThat(store.log().bytes()).isZero();
        }
        try (RocksStore store = small(1)) {
            assertThat(List.of(store.log().begin(0), store.log().end(0))).containsExactly(end, end);
            assertThat(SampleAppend.of("a", "").to(store.log(), 0).position()).isEqualTo(end);
        }
    }

    @Test
    void a_store_keeps_its_number_of_shards() throws StoreException {
        try (RocksStore store = small(4)) {
            SampleAppend.of("a", "").to(store.log(), 3).position();
        }
        try (RocksStore store = RocksStore.open(settings())) {
            assertThat(store.log().shards()).isEqualTo(4);
            assertThat(store.log().end(3)).isEqualTo(2);
        }
    }

    @Test
    void retained_records_and_their_counts_are_there_after_a_restart() throws StoreException {
        try (RocksStore store = RocksStore.open(settings(), new RetainedLimits(2, 100))) {
            SampleAppend.of("a", "12").retained().to(store.log(), 0).position();
            SampleAppend.of("b", "3").retained().to(store.log(), 0).position();
        }
        try (RocksStore store = RocksStore.open(settings(), new RetainedLimits(2, 100))) {
            assertThat(store.retained().count()).isEqualTo(2);
            assertThat(store.retained().bytes()).isEqualTo(5);
            assertThat(SampleAppend.of("c", "").retained().to(store.log(), 0).result())
                    .isEqualTo(new AppendResult.RetainedFull());
        }
    }

    @Test
    void nobody_is_told_of_a_key_that_was_to_come_with_a_refused_record() throws StoreException {
        try (RocksStore store = RocksStore.open(settings(), new RetainedLimits(0, 0))) {
            List<Key> told = new ArrayList<>(); // happens-before: the append's answer
            try (var _ = store.keyValue().watch(Key.of("once"), (key, _) -> told.add(key))) {
                assertThat(SampleAppend.of("a", "x")
                                .retained()
                                .once(Key.of("once", "x"))
                                .to(store.log(), 0)
                                .result())
                        .isEqualTo(new AppendResult.RetainedFull());
            }

            assertThat(store.keyValue().get(Key.of("once", "x"))).isNull();
            assertThat(told).isEmpty();
        }
    }

    @Test
    void what_is_only_relayed_costs_no_disk() throws StoreException {
        try (RocksStore store = RocksStore.open(settings())) {
            long batches = store.batches();
            long syncs = store.syncs();
            for (int i = 0; i < 100; i++) {
                SampleAppend.of("a", "x").relayed().to(store.log(), 0).position();
            }
            assertThat(List.of(store.batches(), store.syncs())).containsExactly(batches, syncs);
        }
    }

    /** A tail that is slow holds the committer after a few batches, and what comes then is refused in order. */
    @Test
    void behind_a_slow_tail_what_waits_is_bounded_and_nobody_loses_his_place() throws StoreException {
        CountDownLatch goOn = new CountDownLatch(1);
        try (RocksStore store = RocksStore.open(settings())) {
            store.log().tail((_, _) -> HeldRecord.await(goOn));
            List<Integer> settled = new CopyOnWriteArrayList<>();
            List<SampleAppend> appends = new ArrayList<>();
            String body = "x".repeat(512 * 1024);
            var sample = SampleAppend.sample("a", body);
            for (int i = 0; i < 250; i++) { // 125 MiB, where 64 may wait and some 20 are under way
                int number = i;
                appends.add(SampleAppend.of(sample)
                        .hearing(_ -> settled.add(number))
                        .to(store.log(), 0));
            }
            assertThat(appends).noneMatch(SampleAppend::isSettled);
            goOn.countDown();

            assertThat(appends.getLast().result()).isInstanceOf(AppendResult.Failed.class);
            assertThat(appends.getFirst().position()).isPositive();
            assertThat(settled).isSorted().hasSize(250);
        }
    }

    @Test
    void close_answers_every_append_and_later_use_is_an_exception() throws Exception {
        RocksStore store = RocksStore.open(settings());
        DurableLog log = store.log();
        RetainedStore retained = store.retained();
        LogReader reader = log.reader(0, 0, EVERYTHING);
        List<SampleAppend> appends = append(log, 5000, "x");
        List<Throwable> ends = new CopyOnWriteArrayList<>();
        CountDownLatch started = new CountDownLatch(2);
        List<Thread> users = List.of(
                untilClosed(started, ends, () -> {
                    var append = SampleAppend.of("a", "x").to(log, 0);
                    synchronized (appends) {
                        appends.add(append);
                    }
                }),
                untilClosed(started, ends, () -> log.reader(0, 0, EVERYTHING).read(100, 1000)));
        HeldRecord.await(started);
        store.close();
        store.close();
        for (Thread user : users) {
            user.join();
        }

        assertThat(ends).hasSize(2).allMatch(IllegalStateException.class::isInstance);
        assertThat(appends).allMatch(SampleAppend::isSettled);
        for (Runnable use : List.<Runnable>of(
                () -> log.append(0, SampleAppend.of("a", "")),
                () -> log.get(0, 1),
                () -> log.end(0),
                () -> log.begin(0),
                log::shards,
                log::bytes,
                () -> log.shardOf("x"),
                () -> log.trim(0, 100_000),
                () -> log.tail((_, _) -> {}),
                () -> log.reader(0, 0, EVERYTHING),
                () -> reader.read(1, 1),
                () -> {
                    var _ = retained.barrier();
                },
                retained::count,
                retained::bytes,
                () -> retained.get(Topic.of("a")),
                () -> {
                    var _ = retained.remove(Topic.of("a"), 1);
                },
                () -> retained.read(TopicFilter.of("a"), true, null, 1, 1),
                store::bytesOnDisk)) {
            assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class);
        }
    }

    private static Thread untilClosed(CountDownLatch started, List<Throwable> ends, Runnable use) {
        return Thread.ofPlatform().start(() -> {
            try {
                use.run();
                started.countDown();
                while (true) {
                    use.run();
                }
            } catch (RuntimeException end) {
                ends.add(end);
            }
        });
    }

    @Test
    void write_buffers_of_all_families_together_keep_to_their_bound_while_the_log_is_written() throws StoreException {
        int bound = 8 * 1024 * 1024;
        StoreSettings small = new StoreSettings(folder.resolve("data"), Fsync.OFF, 1 << 20, bound);
        try (RocksStore store = RocksStore.open(small)) {
            long most = 0;
            for (int i = 0; i < 40; i++) {
                List<SampleAppend> appends = append(store.log(), 1000, "x".repeat(2000));
                SampleAppend.of("r/" + i, "x".repeat(2000)).retained().to(store.log(), 0);
                appends.getLast().position();
                most = Math.max(most, store.writeBufferBytes());
            }
            assertThat(most).isBetween(bound / 4L, bound + 2L * Committer.MAX_BATCH_BYTES);
            Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> store.bytesOnDisk() > 0);
        }
    }

    @Test
    void trimming_gives_the_disk_back() throws StoreException {
        StoreSettings small = new StoreSettings(folder.resolve("data"), Fsync.OFF, 1 << 20, 1 << 20);
        try (RocksStore store =
                RocksStore.open(small, RetainedLimits.NONE, 1, new Pieces(8, 32, Long.MAX_VALUE, Long.MAX_VALUE))) {
            byte[] noise = new byte[3000];
            new Random(1).nextBytes(noise);
            String body = new String(noise, StandardCharsets.ISO_8859_1);
            for (int i = 0; i < 20; i++) {
                append(store.log(), 500, body).getLast().position();
            }
            Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> store.bytesOnDisk() > 30_000_000);

            store.log().trim(0, store.log().end(0));

            // The newest files are not yet where files can be dropped: compaction gives those back.
            Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> store.bytesOnDisk() < 15_000_000);
            assertThat(store.log().bytes()).isLessThan(256 * 6000);
        }
    }
}
