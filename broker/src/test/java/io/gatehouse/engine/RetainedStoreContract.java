package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link RetainedStore} must do; one subclass for each implementation. */
public abstract class RetainedStoreContract {
    /** What the stores of these tests take. */
    protected static final RetainedLimits LIMITS = new RetainedLimits(300, 20_000);

    /** An empty store with {@link #LIMITS}; the subclass closes it after the test. */
    protected abstract RetainedStore store();

    /** The log that writes it. */
    protected abstract DurableLog log();

    private SampleAppend retain(String topic, String body) {
        return SampleAppend.of(topic, body).retained().to(log(), 0);
    }

    private SampleAppend remove(String topic) {
        return SampleAppend.of(topic, "").removing().to(log(), 0);
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private String text(String topic) {
        StoredRecord found = store().get(Topic.of(topic));
        return found == null ? "nothing" : body(found);
    }

    private static String body(StoredRecord record) {
        return new String(record.body(), StandardCharsets.UTF_8);
    }

    private StoredRecord found(String topic) {
        StoredRecord found = store().get(Topic.of(topic));
        assertThat(found).isNotNull();
        return found;
    }

    private List<String> read(String filter, boolean hashMatchesParent, int maxRecords) {
        List<String> topics = new ArrayList<>();
        Topic after = null;
        do {
            RetainedStore.Page page =
                    store().read(TopicFilter.of(filter), hashMatchesParent, after, maxRecords, 1 << 20);
            assertThat(page.records()).hasSizeLessThanOrEqualTo(maxRecords);
            page.records().forEach(record -> topics.add(record.topic().name()));
            after = page.last();
        } while (after != null);
        return topics;
    }

    private List<String> read(String filter) {
        return read(filter, true, 100);
    }

    @Test
    void the_last_record_of_a_topic_is_kept_and_each_has_another_version() {
        retain("a/b", "one").position();
        long first = found("a/b").position();
        retain("a/b", "two").position();
        long second = found("a/b").position();
        remove("a/b").position();
        assertThat(text("a/b")).isEqualTo("nothing");
        retain("a/b", "three").position();

        assertThat(text("a/b")).isEqualTo("three");
        assertThat(List.of(first, second, found("a/b").position())).doesNotHaveDuplicates();
        assertThat(found("a/b").topic()).isEqualTo(Topic.of("a/b"));
    }

    @Test
    void a_record_may_be_retained_without_being_kept() {
        assertThat(SampleAppend.of("a", "1").retained().relayed().to(log(), 0).position())
                .isEqualTo(Append.NOWHERE);
        long first = found("a").position();
        SampleAppend.of("a", "2").retained().relayed().to(log(), 0).position();

        assertThat(text("a")).isEqualTo("2");
        assertThat(found("a").position()).isNotEqualTo(first);
        assertThat(log().end(0)).isEqualTo(log().begin(0));
    }

    @Test
    void the_barrier_comes_after_what_was_appended_before_it() {
        List<SampleAppend> appends = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            appends.add(retain("a/" + i, "x"));
        }
        await(store().barrier());

        assertThat(appends).allMatch(SampleAppend::isSettled);
        assertThat(read("a/+")).hasSize(50);
    }

    @Test
    void the_version_of_the_barrier_parts_what_was_appended_before_it_from_what_was_after() {
        assertThat(await(store().barrier())).isZero();
        retain("a", "1");
        retain("b", "2");
        remove("b");
        CompletableFuture<Long> barrier = store().barrier();
        retain("b", "3");

        assertThat(await(barrier)).isGreaterThanOrEqualTo(found("a").position());
        await(store().barrier());
        assertThat(found("b").position()).isGreaterThan(await(barrier));
    }

    @Test
    void a_filter_finds_what_it_matches() {
        for (String topic : List.of(
                "a", "a/b", "a/b/c", "a/b/c/d", "a/c", "a/c!/c", "a/c/c", "a!", "a!/b", "ab", "b/b/c", "/", "/a",
                "$s/a")) {
            retain(topic, "x");
        }
        await(store().barrier());

        assertThat(read("a")).containsExactly("a");
        assertThat(read("a/+")).containsExactlyInAnyOrder("a/b", "a/c");
        assertThat(read("a/+/c")).containsExactlyInAnyOrder("a/b/c", "a/c!/c", "a/c/c");
        assertThat(read("+/b/+")).containsExactlyInAnyOrder("a/b/c", "b/b/c");
        assertThat(read("a/#")).containsExactlyInAnyOrder("a", "a/b", "a/b/c", "a/b/c/d", "a/c", "a/c!/c", "a/c/c");
        assertThat(read("a/#", false, 100)).doesNotContain("a").hasSize(6);
        assertThat(read("+/c/#")).containsExactlyInAnyOrder("a/c", "a/c/c");
        assertThat(read("#")).hasSize(13).doesNotContain("$s/a"); // [MQTT-4.7.2-1]
        assertThat(read("$s/#")).containsExactly("$s/a");
        assertThat(read("+/a")).containsExactly("/a");
        assertThat(read("+/+")).containsExactlyInAnyOrder("a/b", "a/c", "a!/b", "/", "/a");
        assertThat(read("x/#")).isEmpty();
        assertThat(read("$share/g/a/+")).containsExactlyInAnyOrder("a/b", "a/c");
    }

    @Test
    void a_page_keeps_to_its_limits_and_the_next_one_goes_on() {
        for (int i = 0; i < 10; i++) {
            retain("a/" + i, "1234567890");
        }
        await(store().barrier());
        RetainedStore.Page page = store().read(TopicFilter.of("a/+"), true, null, 100, 25);

        assertThat(page.records()).hasSize(2);
        assertThat(store().read(TopicFilter.of("a/+"), true, page.last(), 100, 3)
                        .records())
                .hasSize(1);
        assertThat(read("a/+", true, 3)).hasSize(10).doesNotHaveDuplicates();
        assertThatThrownBy(() -> store().read(TopicFilter.of("a"), true, null, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_record_is_removed_only_if_it_is_still_the_one() {
        retain("a", "1").position();
        long first = found("a").position();
        retain("a", "2").position();
        long second = found("a").position();

        assertThat(await(store().remove(Topic.of("a"), first))).isInstanceOf(CommitResult.Conflict.class);
        assertThat(text("a")).isEqualTo("2");
        assertThat(await(store().remove(Topic.of("a"), second))).isInstanceOf(CommitResult.Stored.class);
        assertThat(text("a")).isEqualTo("nothing");
        assertThat(await(store().remove(Topic.of("a"), second))).isInstanceOf(CommitResult.Conflict.class);
        assertThat(store().count()).isZero();
    }

    @Test
    void it_is_full_by_number_and_says_so_and_keeps_what_was_there() {
        for (int i = 0; i < LIMITS.maxRecords(); i++) {
            retain("a/" + i, "x");
        }
        SampleAppend tooMany = retain("b", "x");

        assertThat(tooMany.result()).isEqualTo(new AppendResult.RetainedFull());
        assertThat(text("b")).isEqualTo("nothing");
        assertThat(retain("a/0", "y").position()).isPositive(); // in place of another one
        remove("a/1").position();
        assertThat(retain("b", "x").position()).isPositive();
        assertThat(store().count()).isEqualTo(LIMITS.maxRecords());
    }

    @Test
    void it_is_full_by_bytes_and_the_former_record_of_the_topic_stays() {
        retain("a", "x".repeat(15_000)).position();
        retain("b", "small").position();
        long end = log().end(0);

        assertThat(retain("b", "x".repeat(5_000)).result()).isEqualTo(new AppendResult.RetainedFull());
        assertThat(text("b")).isEqualTo("small");
        assertThat(log().end(0)).as("nothing was stored").isEqualTo(end);
        assertThat(retain("a", "y".repeat(5_000)).position()).isPositive();
        assertThat(retain("b", "x".repeat(5_000)).position()).isPositive();
        assertThat(store().bytes()).isEqualTo(10_002);
    }

    @Test
    void what_it_holds_is_counted() {
        retain("topic", "1234").position();
        assertThat(List.of((long) store().count(), store().bytes())).containsExactly(1L, 9L);
        retain("topic", "12").position();
        assertThat(List.of((long) store().count(), store().bytes())).containsExactly(1L, 7L);
        remove("other").position();
        remove("topic").position();
        assertThat(List.of((long) store().count(), store().bytes())).containsExactly(0L, 0L);
    }

    /** Random changes and random filters against a plain map, read in random portions. */
    @Test
    void any_sequence_leaves_what_a_map_would_hold() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, String> model = new TreeMap<>();
        String[] names = {"a", "b", "a!", "$", "", "a0", "é"};
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 20; i++) {
                String topic = path(random, names, null);
                if (random.nextInt(4) == 0) {
                    remove(topic);
                    model.remove(topic);
                } else if (model.size() < LIMITS.maxRecords() || model.containsKey(topic)) {
                    retain(topic, "" + i);
                    model.put(topic, "" + i);
                }
            }
            await(store().barrier());
            assertThat(store().count()).as("seed %d", seed).isEqualTo(model.size());
            for (int i = 0; i < 10; i++) {
                TopicFilter filter = TopicFilter.of(path(random, names, "+"));
                boolean parent = random.nextBoolean();
                List<String> expected = model.keySet().stream()
                        .filter(topic -> filter.matches(Topic.of(topic), parent))
                        .toList();
                assertThat(read(filter.text(), parent, 1 + random.nextInt(5)))
                        .as("seed %d filter %s %s", seed, filter, parent)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
        model.forEach(
                (topic, body) -> assertThat(text(topic)).as("seed %d", seed).isEqualTo(body));
    }

    /** One to four levels; where a wildcard is given, some levels are it, and the last may be {@code #}. */
    static String path(Random random, String[] names, @Nullable String wildcard) {
        int depth = 1 + random.nextInt(4);
        List<String> levels = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            boolean wild = wildcard != null && random.nextInt(3) == 0;
            boolean rest = wildcard != null && i == depth - 1 && random.nextInt(3) == 0;
            levels.add(rest ? "#" : wild ? wildcard : names[random.nextInt(names.length)]);
        }
        String path = String.join("/", levels);
        return path.isEmpty() ? "x" : path;
    }
}
