package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.DurableLog.Appended;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.mqtt.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@link DurableLog} must do; one subclass for each implementation. */
public abstract class DurableLogContract {
    /** The shard that is written to where one is enough: the last one. */
    private int shard() {
        return log().shards() - 1;
    }

    /** An empty log; the subclass closes it after the test. */
    protected abstract DurableLog log();

    /** Where its {@link Append#onlyOnce} keys are. */
    protected abstract KeyValue keyValue();

    static TopicSelection selecting(String... filters) {
        return new TopicSelection(Stream.of(filters).map(TopicFilter::of).toList(), true);
    }

    static String text(StoredRecord record) {
        return record.topic() + "=" + new String(record.body(), StandardCharsets.UTF_8);
    }

    private static String text(LogRecord record) {
        return record.topic() + "=" + new String(record.body(), StandardCharsets.UTF_8);
    }

    /** Everything a reader brings until it is at the end. */
    static List<StoredRecord> drain(LogReader reader, int maxRecords, long maxBytes) {
        List<StoredRecord> all = new ArrayList<>();
        LogReader.Slice slice;
        do {
            slice = reader.read(maxRecords, maxBytes);
            all.addAll(slice.records());
        } while (!slice.atEnd());
        return all;
    }

    private List<String> read(long from, TopicSelection selection) {
        return drain(log().reader(shard(), from, selection), 100, 1 << 20).stream()
                .map(DurableLogContract::text)
                .toList();
    }

    private SampleAppend append(String topic, String body) {
        return SampleAppend.of(topic, body).to(log(), shard());
    }

    @Test
    void a_stored_record_is_read_back_at_the_position_that_was_answered() {
        long first = append("a/b", "one").position();
        long second = append("a/b", "").position();

        assertThat(first).isPositive();
        assertThat(second).isGreaterThan(first);
        assertThat(text(get(first))).isEqualTo("a/b=one");
        assertThat(text(get(second))).isEqualTo("a/b=");
        assertThat(get(first).position()).isEqualTo(first);
        assertThat(log().end(shard())).isEqualTo(second + 1);
        assertThat(log().begin(shard())).isLessThanOrEqualTo(first);
    }

    private StoredRecord get(long position) {
        StoredRecord record = log().get(shard(), position);
        assertThat(record).isNotNull();
        return record;
    }

    @Test
    void where_nothing_is_nothing_is_found() {
        assertThat(log().begin(shard())).isEqualTo(log().end(shard()));
        long position = append("a", "1").position();

        assertThat(log().get(shard(), position + 1)).isNull();
        assertThat(log().get(shard(), 0)).isNull();
        assertThat(log().get(shard(), -1)).isNull();
    }

    @Test
    void an_empty_log_is_at_its_end() {
        LogReader.Slice slice = log().reader(shard(), 0, selecting("#")).read(10, 100);

        assertThat(slice.records()).isEmpty();
        assertThat(slice.atEnd()).isTrue();
        assertThat(slice.next()).isEqualTo(log().end(shard()));
    }

    @Test
    void a_reader_brings_what_one_of_its_filters_matches_in_the_order_it_was_stored() {
        for (String topic : List.of("a", "a/b", "a/b/c", "b", "a/b", "ab", "a!", "$a/b", "a/c/c", "a/b")) {
            append(topic, "x");
        }
        append("z", "last").position();

        assertThat(read(0, selecting("a/b"))).containsExactly("a/b=x", "a/b=x", "a/b=x");
        assertThat(read(0, selecting("a/+/c"))).containsExactly("a/b/c=x", "a/c/c=x");
        assertThat(read(0, selecting("a/#"))).containsExactly("a=x", "a/b=x", "a/b/c=x", "a/b=x", "a/c/c=x", "a/b=x");
        assertThat(read(0, selecting("b", "a/b", "a/+"))).containsExactly("a/b=x", "b=x", "a/b=x", "a/b=x");
        assertThat(read(0, selecting("$share/group/a/b/c", "b"))).containsExactly("a/b/c=x", "b=x");
        assertThat(read(0, selecting("+/b"))).containsExactly("a/b=x", "a/b=x", "a/b=x");
        assertThat(read(0, selecting("$a/+"))).containsExactly("$a/b=x");
        assertThat(read(0, selecting("#"))).hasSize(10).doesNotContain("$a/b=x"); // [MQTT-4.7.2-1]
        assertThat(read(0, selecting())).isEmpty();
        assertThat(read(0, new TopicSelection(List.of(TopicFilter.of("a/b/#")), false)))
                .containsExactly("a/b/c=x");
    }

    @Test
    void reading_begins_at_a_position_and_goes_on_where_it_ended() {
        append("a", "1");
        long second = append("a", "2").position();
        LogReader reader = log().reader(shard(), second, selecting("a"));

        assertThat(drain(reader, 10, 100)).extracting(DurableLogContract::text).containsExactly("a=2");
        append("a", "3").position();
        assertThat(drain(reader, 10, 100)).extracting(DurableLogContract::text).containsExactly("a=3");
        assertThat(reader.read(10, 100).records()).isEmpty();
    }

    @Test
    void a_slice_keeps_to_its_limits_and_a_record_above_them_comes_alone() {
        for (int i = 0; i < 6; i++) {
            append("a", "1234567890");
        }
        append("a", "x").position();
        LogReader reader = log().reader(shard(), 0, selecting("a"));

        assertThat(reader.read(2, 1000).records()).hasSize(2);
        LogReader.Slice byBytes = reader.read(10, 25);
        assertThat(byBytes.records()).hasSize(2);
        assertThat(byBytes.atEnd()).isFalse();
        assertThat(reader.read(10, 3).records()).hasSize(1);
        LogReader resumed = log().reader(shard(), reader.read(1, 0).next(), selecting("a"));
        assertThat(drain(resumed, 10, 100)).extracting(DurableLogContract::text).containsExactly("a=x");
        assertThatThrownBy(() -> reader.read(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_is_relayed_takes_its_place_and_is_not_kept() {
        List<String> told = new CopyOnWriteArrayList<>();
        log().tail((_, records) -> records.forEach(each -> told.add(each.position() + " " + text(each.record()))));

        long first = append("a", "1").position();
        SampleAppend relayed = SampleAppend.of("a", "2").relayed().to(log(), shard());
        long third = append("a", "3").position();

        assertThat(relayed.position()).isEqualTo(Append.NOWHERE);
        assertThat(told).containsExactly(first + " a=1", Append.NOWHERE + " a=2", third + " a=3");
        assertThat(read(0, selecting("#"))).containsExactly("a=1", "a=3");
    }

    @Test
    void the_tail_is_told_with_the_given_object_before_the_append_is_settled() {
        List<String> order = new CopyOnWriteArrayList<>();
        List<Appended> told = new CopyOnWriteArrayList<>();
        log().tail((shard, records) -> {
            assertThat(shard).isEqualTo(shard());
            told.addAll(records);
            records.forEach(each -> order.add("told " + text(each.record())));
        });
        List<SampleAppend> appends = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String body = "" + i;
            appends.add(SampleAppend.of("a", body).hearing(_ -> order.add("settled a=" + body)));
        }
        appends.forEach(each -> each.to(log(), shard()));
        appends.forEach(SampleAppend::position);

        for (int i = 0; i < 50; i++) {
            assertThat(told.get(i).record()).isSameAs(appends.get(i).record());
            assertThat(told.get(i).position()).isEqualTo(appends.get(i).position());
            assertThat(order.indexOf("told a=" + i)).isLessThan(order.indexOf("settled a=" + i));
        }
        assertThat(order.stream().filter(each -> each.startsWith("settled")))
                .containsExactlyElementsOf(appends.stream()
                        .map(each -> "settled " + text(each.record()))
                        .toList());
    }

    @Test
    void what_the_tail_was_told_can_be_read_and_counts_to_the_end() {
        List<String> seen = new CopyOnWriteArrayList<>();
        DurableLog log = log();
        log.tail((shard, records) -> {
            Appended last = records.getLast();
            StoredRecord stored = log.get(shard, last.position());
            seen.add((stored == null ? "nothing" : text(stored)) + " " + (log.end(shard) > last.position()));
        });

        append("a", "1").position();

        assertThat(seen).containsExactly("a=1 true");
    }

    @Test
    void a_tail_that_throws_and_a_writer_that_throws_harm_nobody() {
        List<String> told = new CopyOnWriteArrayList<>();
        try (var _ = ExpectedErrors.expect("a defect of the tail");
                var _ = ExpectedErrors.expect("a defect of the writer")) {
            log().tail((_, _) -> {
                throw new IllegalStateException("a defect of the tail");
            });
            log().tail((_, records) -> records.forEach(each -> told.add(text(each.record()))));
            SampleAppend.of("a", "1")
                    .hearing(_ -> {
                        throw new IllegalStateException("a defect of the writer");
                    })
                    .to(log(), shard());
            append("a", "2").position();
        }
        assertThat(told).containsExactly("a=1", "a=2");
    }

    @Test
    void what_is_to_be_stored_once_is_stored_once() {
        List<String> told = new CopyOnWriteArrayList<>();
        log().tail((_, records) -> records.forEach(each -> told.add(text(each.record()))));
        Key key = Key.of("once", "client", "7");

        List<SampleAppend> appends = new ArrayList<>();
        for (int i = 0; i < 20; i++) { // some of them in one batch
            appends.add(SampleAppend.of("a", "" + i).once(key).to(log(), shard()));
        }
        SampleAppend relayed = SampleAppend.of("a", "r").relayed().once(key).to(log(), shard());

        assertThat(appends.getFirst().position()).isPositive();
        assertThat(appends.subList(1, 20))
                .allSatisfy(each -> assertThat(each.result()).isEqualTo(new AppendResult.Duplicate()));
        assertThat(relayed.result()).isEqualTo(new AppendResult.Duplicate());
        assertThat(told).containsExactly("a=0");
        assertThat(read(0, selecting("#"))).containsExactly("a=0");
        Entry entry = keyValue().get(key);
        assertThat(entry).isNotNull();
        assertThat(entry.value()).isEmpty();

        keyValue().delete(key).join();
        assertThat(SampleAppend.of("a", "again").once(key).to(log(), shard()).position())
                .isPositive();
    }

    @Test
    void a_trimmed_log_keeps_everything_from_the_position_on() {
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            positions.add(append("a/" + i % 3, "" + i).position());
        }
        long bytes = log().bytes();
        assertThat(bytes).isPositive();

        log().trim(shard(), positions.get(70));
        log().trim(shard(), positions.get(10)); // never falls

        assertThat(log().begin(shard())).isLessThanOrEqualTo(positions.get(70));
        assertThat(log().bytes()).isLessThanOrEqualTo(bytes);
        assertThat(read(0, selecting("#"))).contains("a/1=70", "a/2=71").hasSizeGreaterThanOrEqualTo(30);
        assertThat(text(get(positions.get(70)))).isEqualTo("a/1=70");
        long begin = log().begin(shard());
        positions.stream()
                .filter(position -> position < begin)
                .forEach(position -> assertThat(log().get(shard(), position)).isNull());
        assertThat(append("a", "next").position()).isGreaterThan(positions.getLast());
    }

    @Test
    void before_the_position_after_so_many_bytes_lies_at_least_as_much() {
        List<Long> positions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            positions.add(append("a/b", "0123456789").position());
        }
        long bytes = log().bytes();

        long half = log().positionAfter(shard(), bytes / 2);

        assertThat(positions.stream().filter(position -> position < half)).hasSizeGreaterThanOrEqualTo(50);
        assertThat(half).isLessThanOrEqualTo(log().end(shard()));
        assertThat(log().positionAfter(shard(), bytes + 1)).isEqualTo(log().end(shard()));
    }

    @Test
    void trimming_beyond_the_end_ends_at_the_end() {
        long position = append("a", "1").position();
        log().trim(shard(), Long.MAX_VALUE);

        assertThat(log().begin(shard())).isLessThanOrEqualTo(position + 1);
        assertThat(append("a", "2").position()).isGreaterThan(position);
        assertThat(read(0, selecting("a"))).endsWith("a=2");
    }

    @Test
    void a_publisher_has_one_shard_and_shards_know_nothing_of_each_other() {
        for (int i = 0; i < 100; i++) {
            int shard = log().shardOf("client-" + i);
            assertThat(shard).isBetween(0, log().shards() - 1).isEqualTo(log().shardOf("client-" + i));
        }
        for (int shard = 0; shard < log().shards(); shard++) {
            SampleAppend.of("a", "shard " + shard).to(log(), shard).position();
        }
        for (int shard = 0; shard < log().shards(); shard++) {
            assertThat(drain(log().reader(shard, 0, selecting("a")), 10, 100))
                    .extracting(DurableLogContract::text)
                    .containsExactly("a=shard " + shard);
        }
        assertThatThrownBy(() -> log().end(log().shards())).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> log().end(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
