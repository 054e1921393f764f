package io.gatehouse.retain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RetainedMessagesTest {
    private static final long NOW = 1_000_000;
    private static final int LEVEL = RetainedMessages.LEVEL_BYTES;

    private final RetainedMessages store = new RetainedMessages(200_000, Long.MAX_VALUE);

    @Test
    void the_last_message_of_a_topic_is_kept_and_its_bytes_are_our_own() {
        ByteBuf received = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(new byte[] {1, 2, 3});
        Message message = message("a/b", Payload.of(received), PublishProperties.NONE);
        assertThat(store.update(message)).isEqualTo(Update.STORED);
        assertThat(received.refCnt()).isEqualTo(1);
        message.close();
        assertThat(received.refCnt()).isZero();
        assertThat(found("a/b")).singleElement().satisfies(m -> {
            assertThat(m.payload().toByteArray()).containsExactly(1, 2, 3);
            assertThat(m.retain()).isTrue();
        });
        assertThat(put("a/b", "later")).isEqualTo(Update.STORED);
        assertThat(texts("a/b")).containsExactly("later");
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void an_empty_payload_removes_it_and_leaves_no_branch_behind() {
        put("a/b/c", "x");
        put("a/b", "y");
        assertThat(put("a/b/c", "")).isEqualTo(Update.REMOVED);
        assertThat(topics("#")).containsExactly("a/b");
        assertThat(put("a/b", "")).isEqualTo(Update.REMOVED);
        assertThat(put("never/there", "")).isEqualTo(Update.REMOVED);
        assertThat(store.isPruned()).isTrue();
        assertThat(store.size()).isZero();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void a_message_held_while_it_is_replaced_stays_readable() {
        put("a", "first");
        Message held = found("a").getFirst().share();
        put("a", "second");
        put("a", "");
        assertThat(text(held)).isEqualTo("first");
        held.close();
        assertThat(text(held)).isEqualTo("first"); // nothing was pooled, nothing was freed
    }

    @Test
    void finds_exactly_what_the_specification_defines() {
        long seed = 77;
        Random random = new Random(seed);
        String[] words = {"a", "b", "", "$a", "c"};
        for (int round = 0; round < 40; round++) {
            RetainedMessages fresh = new RetainedMessages(1_000, Long.MAX_VALUE);
            Set<String> topics = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                String topic = text(random, words, 0);
                topics.add(topic);
                fresh.update(message(topic, "x"));
            }
            for (int i = 0; i < 100; i++) {
                TopicFilter filter = TopicFilter.of(text(random, words, 4));
                List<String> found = new ArrayList<>();
                forEachMatch(fresh, filter, NOW, m -> found.add(m.topic().name()));
                assertThat(found)
                        .as("seed %d, round %d, filter \"%s\"", seed, round, filter)
                        .containsExactlyInAnyOrderElementsOf(topics.stream()
                                .filter(topic -> filter.matches(Topic.of(topic)))
                                .toList());
            }
            topics.forEach(topic -> fresh.update(message(topic, "")));
            assertThat(fresh.isPruned()).isTrue();
        }
    }

    /** A random topic, or, with {@code wildcards} of ten levels a wildcard, a random filter. */
    private static String text(Random random, String[] words, int wildcards) {
        while (true) {
            int levels = 1 + random.nextInt(5);
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < levels; i++) {
                boolean wild = random.nextInt(10) < wildcards;
                boolean rest = wild && i == levels - 1 && random.nextBoolean();
                parts.add(rest ? "#" : wild ? "+" : words[random.nextInt(words.length)]);
            }
            String text = String.join("/", parts);
            if (!text.isEmpty()) {
                return text;
            }
        }
    }

    @Test
    void expired_messages_are_not_given_and_are_removed_by_who_meets_them() {
        PublishProperties tenSeconds = new PublishProperties(10, new byte[0]);
        store.update(message("a/short", payload("x"), tenSeconds));
        put("a/long", "y");
        List<String> found = new ArrayList<>();
        forEachMatch(
                store,
                TopicFilter.of("a/+"),
                NOW + 9_999,
                m -> found.add(m.topic().name()));
        assertThat(found).containsExactlyInAnyOrder("a/short", "a/long");
        found.clear();
        forEachMatch(
                store,
                TopicFilter.of("a/+"),
                NOW + 10_000,
                m -> found.add(m.topic().name()));
        assertThat(found).containsExactly("a/long");
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void more_topics_than_the_limit_are_refused_and_replacing_goes_on() {
        RetainedMessages two = new RetainedMessages(2, 1_000_000);
        assertThat(two.update(message("a", "1"))).isEqualTo(Update.STORED);
        assertThat(two.update(message("b", "1"))).isEqualTo(Update.STORED);
        assertThat(two.update(message("c", "1"))).isEqualTo(Update.REFUSED);
        assertThat(two.update(message("b", "2"))).isEqualTo(Update.STORED);
        assertThat(two.update(message("a", ""))).isEqualTo(Update.REMOVED);
        assertThat(two.update(message("c", "1"))).isEqualTo(Update.STORED);
        assertThat(two.size()).isEqualTo(2);
    }

    @Test
    void more_bytes_than_the_limit_are_refused_and_the_former_message_stays() {
        RetainedMessages small = new RetainedMessages(100, LEVEL + 20);
        assertThat(small.update(message("a", "x".repeat(19)))).isEqualTo(Update.STORED);
        assertThat(small.update(message("a", "x".repeat(20)))).isEqualTo(Update.REFUSED);
        assertThat(small.update(message("b", "x"))).isEqualTo(Update.REFUSED);
        assertThat(small.bytes()).isEqualTo(LEVEL + 20);
        assertThat(small.update(message("a", "short"))).isEqualTo(Update.STORED);
        assertThat(small.bytes()).isEqualTo(LEVEL + 6);
        PublishProperties large = new PublishProperties(PublishProperties.NO_EXPIRY, new byte[16]);
        assertThat(small.update(message("b", payload("x"), large))).isEqualTo(Update.REFUSED);
        assertThat(small.size()).isEqualTo(1);
    }

    @Test
    void what_a_deep_topic_costs_beside_its_bytes_is_counted_and_given_back() {
        RetainedMessages small = new RetainedMessages(100, 10 * LEVEL);
        assertThat(small.update(message("a/b/c/d/e", "x"))).isEqualTo(Update.STORED);
        assertThat(small.update(message("a/b/c/d/f", "x"))).isEqualTo(Update.STORED);
        assertThat(small.bytes()).isEqualTo(6 * LEVEL + 2 * "a/b/c/d/ex".length());
        assertThat(small.update(message("g/h/i/j/k", "x"))).isEqualTo(Update.REFUSED);
        assertThat(small.update(message("a/b/c/d/e", ""))).isEqualTo(Update.REMOVED);
        assertThat(small.bytes()).isEqualTo(5 * LEVEL + "a/b/c/d/fx".length());
        assertThat(small.update(message("a/b/c/d/f", ""))).isEqualTo(Update.REMOVED);
        assertThat(small.bytes()).isZero();
    }

    @Test
    void expired_messages_that_nobody_asks_for_make_room_for_new_ones() {
        RetainedMessages full = new RetainedMessages(1_000, Long.MAX_VALUE);
        for (int i = 0; i < 1_000; i++) {
            assertThat(full.update(messageOf("short/" + i % 10 + "/" + i, 1, NOW)))
                    .isEqualTo(Update.STORED);
        }
        assertThat(full.update(messageOf("more", 1, NOW))).isEqualTo(Update.REFUSED);
        for (int i = 0; i < 1_000; i++) {
            assertThat(full.update(messageOf("long/" + i, 3_600, NOW + 1_000))).isEqualTo(Update.STORED);
        }
        assertThat(full.update(messageOf("more", 1, NOW + 1_000))).isEqualTo(Update.REFUSED);
        assertThat(full.size()).isEqualTo(1_000);
    }

    private static Message messageOf(String topic, long expirySeconds, long atMillis) {
        PublishProperties expiring = new PublishProperties(expirySeconds, new byte[0]);
        return new Message(Topic.of(topic), payload("x"), Qos.AT_LEAST_ONCE, true, expiring, "publisher", atMillis);
    }

    @Test
    void a_hundred_thousand_reach_a_slow_receiver_once_each_in_slices() {
        for (int i = 0; i < 100_000; i++) {
            put("devices/" + i / 10 + "/" + i, "x");
        }
        RetainedCursor cursor = store.cursor(TopicFilter.of("#"));
        Set<String> seen = new HashSet<>();
        boolean more = true;
        int slices = 0;
        while (more) {
            List<Message> slice = new ArrayList<>();
            more = cursor.advance(50, NOW, slice::add);
            assertThat(slice.size()).isLessThanOrEqualTo(50);
            slice.forEach(m -> assertThat(seen.add(m.topic().name())).isTrue());
            slices++;
        }
        assertThat(seen).hasSize(100_000);
        assertThat(slices).isGreaterThan(2_000);
        assertThat(cursor.advance(50, NOW, m -> seen.remove(m.topic().name()))).isFalse();
        assertThat(seen).hasSize(100_000);
    }

    @Test
    void a_topic_of_32767_levels_is_stored_found_and_removed_without_recursion() {
        String deep = "a/".repeat(32_766) + "a";
        put(deep, "x");
        assertThat(topics(deep)).hasSize(1);
        assertThat(topics("#")).hasSize(1);
        assertThat(topics("+/".repeat(32_766) + "+")).hasSize(1);
        put(deep, "");
        assertThat(store.isPruned()).isTrue();
    }

    @Test
    void a_wildcard_at_the_first_level_never_finds_dollar_topics() {
        put("$aws/x", "1");
        put("a/x", "2");
        assertThat(topics("#")).containsExactly("a/x");
        assertThat(topics("+/x")).containsExactly("a/x");
        assertThat(topics("$aws/#")).containsExactly("$aws/x");
    }

    @Test
    void writers_and_readers_side_by_side_never_lose_what_stays() {
        Map<String, String> stays = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            stays.put("stay/" + i % 20 + "/" + i, "s" + i);
        }
        stays.forEach(this::put);
        AtomicBoolean running = new AtomicBoolean(true);
        Map<String, String> last = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            int writer = w;
            writers.add(CompletableFuture.runAsync(() -> write(writer, last)));
        }
        CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
            int rounds = 0;
            while (running.get() || rounds == 0) {
                Map<String, String> seen = new HashMap<>();
                forEachMatch(store, TopicFilter.of("stay/#"), NOW, m -> {
                    try (Message held = m.share()) {
                        assertThat(seen.put(held.topic().name(), text(held))).isNull();
                    }
                });
                assertThat(seen).containsAllEntriesOf(stays);
                rounds++;
            }
            return rounds;
        });
        writers.forEach(CompletableFuture::join);
        running.set(false);
        assertThat(reader.join()).isPositive();
        Map<String, String> found =
                found("stay/#").stream().collect(Collectors.toMap(m -> m.topic().name(), RetainedMessagesTest::text));
        last.values().removeIf(String::isEmpty);
        last.putAll(stays);
        assertThat(found).isEqualTo(last);
        assertThat(store.size()).isEqualTo(found.size());
        found.keySet().forEach(topic -> put(topic, ""));
        assertThat(store.isPruned()).isTrue();
        assertThat(store.bytes()).isZero();
    }

    /** Each writer has topics of its own, in branches it shares with the others and with what stays. */
    private void write(int writer, Map<String, String> last) {
        Random random = new Random(writer);
        for (int i = 0; i < 30_000; i++) {
            int branch = random.nextInt(40);
            String topic = "stay/" + branch + "/w" + writer + (random.nextBoolean() ? "" : "/below");
            String text = random.nextInt(3) == 0 ? "" : "t" + i;
            put(topic, text);
            last.put(topic, text);
        }
    }

    private Update put(String topic, String text) {
        return store.update(message(topic, text));
    }

    private static void forEachMatch(
            RetainedMessages store, TopicFilter filter, long nowMillis, Consumer<Message> into) {
        RetainedCursor cursor = store.cursor(filter);
        boolean more = true;
        while (more) {
            more = cursor.advance(1024, nowMillis, into);
        }
    }

    private List<Message> found(String filter) {
        List<Message> found = new ArrayList<>();
        forEachMatch(store, TopicFilter.of(filter), NOW, found::add);
        return found;
    }

    private List<String> topics(String filter) {
        return found(filter).stream().map(m -> m.topic().name()).toList();
    }

    private List<String> texts(String filter) {
        return found(filter).stream().map(RetainedMessagesTest::text).toList();
    }

    private static String text(Message message) {
        return new String(message.payload().toByteArray(), StandardCharsets.UTF_8);
    }

    private static Payload payload(String text) {
        return Payload.copyOf(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Message message(String topic, String text) {
        return message(topic, payload(text), PublishProperties.NONE);
    }

    private static Message message(String topic, Payload payload, PublishProperties properties) {
        return new Message(Topic.of(topic), payload, Qos.AT_LEAST_ONCE, true, properties, "publisher", NOW);
    }
}
