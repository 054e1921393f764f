package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.LogReader.Slice;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link DurableLog} must do at random, and with many at once, beside {@link DurableLogContract}. */
public abstract class DurableLogModelContract {
    private static final int WRITERS = 8;
    private static final int RECORDS_OF_EACH = 400;
    private static final String[] NAMES = {"a", "b", "c", "a!", "$", "x"};

    /** An empty log; the subclass closes it after the test. */
    protected abstract DurableLog log();

    /** A reader, and what it brought so far. */
    private static final class Reading {
        private final int shard;
        private final long from;
        private final TopicSelection selection;
        private final LogReader reader;
        private final List<StoredRecord> brought = new ArrayList<>();
        private long next;

        Reading(DurableLog log, int shard, long from, TopicSelection selection) {
            this.shard = shard;
            this.from = from;
            this.selection = selection;
            this.reader = log.reader(shard, from, selection);
        }

        boolean step(int maxRecords, long maxBytes) {
            Slice slice = reader.read(maxRecords, maxBytes);
            assertThat(slice.records()).hasSizeLessThanOrEqualTo(maxRecords);
            assertThat(slice.next()).isGreaterThanOrEqualTo(next);
            slice.records().forEach(record -> assertThat(record.position()).isLessThan(slice.next()));
            next = slice.next();
            brought.addAll(slice.records());
            return slice.atEnd();
        }

        /** Nothing missing that was kept the whole time, nothing twice, nothing that is not selected. */
        void check(NavigableMap<Long, String> model, long trimmed, long seed) {
            List<Long> positions = brought.stream().map(StoredRecord::position).toList();
            assertThat(positions).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
            TreeMap<Long, String> selected = new TreeMap<>();
            model.tailMap(from).forEach((position, text) -> {
                if (selection.matches(Topic.of(text.substring(0, text.indexOf('='))))) {
                    selected.put(position, text);
                }
            });
            brought.forEach(record -> assertThat(DurableLogContract.text(record))
                    .as("seed %d %s", seed, selection)
                    .isEqualTo(selected.get(record.position())));
            assertThat(positions)
                    .as("seed %d %s", seed, selection)
                    .containsAll(selected.tailMap(trimmed).keySet());
        }
    }

    /** Random appends, trims and readers, which go on while both happen. */
    @Test
    void any_reader_brings_what_a_list_would_hold() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<TreeMap<Long, String>> models = IntStream.range(0, log().shards())
                .mapToObj(_ -> new TreeMap<Long, String>())
                .toList();
        long[] trimmed = new long[log().shards()];
        List<Reading> readings = new ArrayList<>();
        for (int round = 0; round < 150; round++) {
            appendSome(random, models);
            int shard = random.nextInt(models.size());
            long end = log().end(shard);
            if (random.nextInt(10) == 0) {
                trimmed[shard] = Math.max(trimmed[shard], random.nextLong(end + 1));
                log().trim(shard, trimmed[shard]);
            }
            readings.add(new Reading(log(), shard, random.nextLong(end + 1), selection(random)));
            for (int i = 0; i < 5; i++) {
                readings.get(random.nextInt(readings.size())).step(1 + random.nextInt(6), random.nextInt(20));
            }
        }
        for (Reading reading : readings) {
            boolean ended = false;
            while (!ended) {
                ended = reading.step(1 + random.nextInt(50), 1 + random.nextInt(200));
            }
            assertThat(reading.next).isEqualTo(log().end(reading.shard));
            reading.check(models.get(reading.shard), trimmed[reading.shard], seed);
        }
        long count = models.stream().mapToLong(Map::size).sum();
        assertThat(count).isPositive();
    }

    private void appendSome(Random random, List<? extends Map<Long, String>> models) {
        int shard = random.nextInt(models.size());
        List<SampleAppend> appends = new ArrayList<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            String topic = RetainedStoreContract.path(random, NAMES, null);
            SampleAppend append = SampleAppend.of(topic, "" + random.nextInt(1000));
            appends.add((random.nextInt(5) == 0 ? append.relayed() : append).to(log(), shard));
        }
        for (SampleAppend append : appends) {
            long position = append.position();
            if (append.isKept()) {
                String body = new String(append.record().body(), StandardCharsets.UTF_8);
                models.get(shard).put(position, append.record().topic() + "=" + body);
            }
        }
    }

    private static TopicSelection selection(Random random) {
        List<TopicFilter> filters = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            filters.add(TopicFilter.of(RetainedStoreContract.path(random, NAMES, random.nextBoolean() ? "+" : null)));
        }
        return new TopicSelection(filters, random.nextBoolean());
    }

    @Test
    void many_writers_at_once_have_one_order_which_everybody_sees() {
        DurableLog log = log();
        List<List<String>> told = new ArrayList<>();
        List<List<Long>> positions = new ArrayList<>();
        for (int shard = 0; shard < log.shards(); shard++) {
            told.add(new ArrayList<>());
            positions.add(new ArrayList<>());
        }
        log.tail((shard, records) -> records.forEach(
                each -> { // its own thread; read after everything is settled
                    told.get(shard).add(body(each.record()));
                    if (each.position() != Append.NOWHERE) {
                        positions.get(shard).add(each.position());
                    }
                }));
        ConcurrentLinkedQueue<String> settled = new ConcurrentLinkedQueue<>();
        List<SampleAppend> appends = atOnce(log, settled);
        appends.forEach(SampleAppend::position);

        List<String> order = List.copyOf(settled);
        assertThat(order).hasSize(WRITERS * RECORDS_OF_EACH);
        for (int shard = 0; shard < log.shards(); shard++) {
            int at = shard;
            assertThat(told.get(shard))
                    .containsExactlyElementsOf(order.stream()
                            .filter(text -> log.shardOf(text.substring(0, 1)) == at)
                            .toList());
            assertThat(positions.get(shard)).isSorted().doesNotHaveDuplicates();
            assertThat(DurableLogContract.drain(log.reader(shard, 0, DurableLogContract.selecting("#")), 100, 1 << 20))
                    .extracting(StoredRecord::position)
                    .containsExactlyElementsOf(positions.get(shard));
        }
        for (int writer = 0; writer < WRITERS; writer++) {
            String prefix = writer + ":";
            assertThat(order.stream().filter(text -> text.startsWith(prefix)))
                    .containsExactlyElementsOf(IntStream.range(0, RECORDS_OF_EACH)
                            .mapToObj(i -> prefix + i)
                            .toList());
        }
    }

    private static String body(LogRecord record) {
        return new String(record.body(), StandardCharsets.UTF_8);
    }

    private static List<SampleAppend> atOnce(DurableLog log, ConcurrentLinkedQueue<String> settled) {
        List<SampleAppend> appends = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < RECORDS_OF_EACH; i++) {
                    String text = number + ":" + i;
                    SampleAppend append = SampleAppend.of("t/" + i % 7, text).hearing(_ -> settled.add(text));
                    append = i % 5 == 0 ? append.relayed() : append;
                    append.to(log, log.shardOf("" + number));
                    synchronized (appends) {
                        appends.add(append);
                    }
                }
            }));
        }
        threads.forEach(DurableLogModelContract::join);
        return appends;
    }

    private static void join(Thread thread) {
        try {
            thread.join(20_000);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    /** A narrow one that asks the index, and a wide one that reads everything, while others write. */
    @Test
    void readers_beside_writers_miss_nothing_and_meet_nothing_twice() {
        DurableLog log = log();
        AtomicBoolean written = new AtomicBoolean();
        AtomicReference<List<StoredRecord>> narrow = new AtomicReference<>(List.of());
        AtomicReference<List<StoredRecord>> wide = new AtomicReference<>(List.of());
        int shard = log.shardOf("0");
        List<Thread> readers = List.of(
                follow(log.reader(shard, 0, DurableLogContract.selecting("t/3", "t/5")), written, narrow),
                follow(log.reader(shard, 0, DurableLogContract.selecting("#")), written, wide));
        List<SampleAppend> appends = atOnce(log, new ConcurrentLinkedQueue<>());
        appends.forEach(SampleAppend::position);
        written.set(true);
        readers.forEach(DurableLogModelContract::join);

        List<Long> expected = appends.stream()
                .filter(append ->
                        append.isKept() && log.shardOf(body(append.record()).substring(0, 1)) == shard)
                .map(SampleAppend::position)
                .sorted()
                .toList();
        List<StoredRecord> all = Objects.requireNonNull(wide.get());
        assertThat(all).extracting(StoredRecord::position).containsExactlyElementsOf(expected);
        TopicSelection selection = DurableLogContract.selecting("t/3", "t/5");
        assertThat(narrow.get())
                .extracting(StoredRecord::position)
                .containsExactlyElementsOf(all.stream()
                        .filter(record -> selection.matches(record.topic()))
                        .map(StoredRecord::position)
                        .toList());
    }

    private static Thread follow(LogReader reader, AtomicBoolean written, AtomicReference<List<StoredRecord>> result) {
        return Thread.ofPlatform().start(() -> {
            List<StoredRecord> all = new ArrayList<>();
            boolean last;
            do {
                last = written.get();
                Slice slice;
                do {
                    slice = reader.read(17, 1 << 20);
                    all.addAll(slice.records());
                } while (!slice.atEnd());
            } while (!last);
            result.set(all);
        });
    }
}
