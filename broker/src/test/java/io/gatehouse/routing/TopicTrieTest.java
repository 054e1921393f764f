package io.gatehouse.routing;

import static io.gatehouse.routing.Ground.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicTrieTest {
    private static final String[] WORDS = {"a", "b", "c", "", "$a", "sensor"};

    private final Ground ground = new Ground(1);
    private final Loop loop = ground.loop(0);
    private final Inbox inbox = ground.inbox("client", 0);

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void matches_exactly_what_the_specification_defines() {
        long seed = 4_711;
        Random random = new Random(seed);
        int pairs = on(loop, () -> {
            int compared = 0;
            for (int round = 0; round < 50; round++) {
                compared += compareOneTrie(random, "seed " + seed + ", round " + round);
            }
            return compared;
        });
        assertThat(pairs).isGreaterThan(200_000);
        assertThat(ground.trie.nodeCount()).isZero();
    }

    private int compareOneTrie(Random random, String which) {
        Set<TopicFilter> filters = new HashSet<>();
        while (filters.size() < 60) {
            filters.add(randomFilter(random));
        }
        List<Subscription> all = new ArrayList<>();
        for (TopicFilter filter : filters) {
            all.add(ground.trie.subscribe(filter, SubscriptionOptions.of(Qos.AT_MOST_ONCE), inbox.subscriber, false));
        }
        int compared = 0;
        for (int i = 0; i < 100; i++) {
            Topic topic = randomTopic(random);
            Set<String> expected = new HashSet<>();
            filters.stream().filter(filter -> filter.matches(topic)).forEach(filter -> expected.add(filter.text()));
            assertThat(matchedBy(topic)).as("%s, topic \"%s\"", which, topic).isEqualTo(expected);
            compared += filters.size();
        }
        all.forEach(ground.trie::unsubscribe);
        return compared;
    }

    /** The filters the trie finds; fails when it finds one twice. */
    private Set<String> matchedBy(Topic topic) {
        Matches matches = new Matches();
        ground.trie.match(topic, matches);
        Set<String> found = new HashSet<>();
        for (int i = 0; i < matches.nodeCount(); i++) {
            SubscriberList list = matches.node(i).audience().of(0);
            assertThat(list).isNotNull();
            for (int k = 0; k < list.size(); k++) {
                assertThat(found.add(list.get(k).filter().text())).isTrue();
            }
        }
        return found;
    }

    private static TopicFilter randomFilter(Random random) {
        while (true) {
            int levels = 1 + random.nextInt(5);
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < levels; i++) {
                int kind = random.nextInt(10);
                boolean last = i == levels - 1;
                parts.add(kind < 2 ? "+" : kind < 4 && last ? "#" : WORDS[random.nextInt(WORDS.length)]);
            }
            String text = String.join("/", parts);
            if (!text.isEmpty()) {
                return TopicFilter.of(text);
            }
        }
    }

    private static Topic randomTopic(Random random) {
        while (true) {
            int levels = 1 + random.nextInt(5);
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < levels; i++) {
                parts.add(WORDS[random.nextInt(WORDS.length)]);
            }
            String text = String.join("/", parts);
            if (!text.isEmpty()) {
                return Topic.of(text);
            }
        }
    }

    @Test
    void a_wildcard_at_the_first_level_never_sees_dollar_topics() {
        subscribe("#");
        subscribe("+/events");
        subscribe("$aws/#");
        assertThat(matched("$aws/events")).containsExactly("$aws/#");
        assertThat(matched("x/events")).containsExactlyInAnyOrder("#", "+/events");
    }

    @Test
    void a_slash_hash_matches_its_parent() {
        subscribe("sensor/#");
        assertThat(matched("sensor")).containsExactly("sensor/#");
        assertThat(matched("sensor/")).containsExactly("sensor/#");
    }

    @Test
    void in_strict_mode_hash_does_not_match_its_parent() {
        try (Ground strict = new Ground(1, false, OutboxLimits.DEFAULT, List.of())) {
            Inbox strictInbox = strict.inbox("client", 0);
            strict.subscribe(strictInbox, "sensor/#", Qos.AT_MOST_ONCE);
            strict.publish(0, "sensor");
            strict.publish(0, "sensor/1");
            assertThat(strictInbox.topics()).containsExactly("sensor/1");
        }
    }

    @Test
    void a_topic_of_32767_levels_is_matched_without_recursion() {
        String deep = "a/".repeat(32_766) + "a";
        Subscription exact = subscribe(deep);
        Subscription any = subscribe("+/".repeat(32_766) + "+");
        Subscription rest = subscribe("a/".repeat(20_000) + "#");
        assertThat(on(loop, () -> matchedBy(Topic.of(deep)).size())).isEqualTo(3);
        assertThat(ground.trie.nodeCount()).isEqualTo(2 * 32_767 + 1);
        ground.unsubscribe(exact);
        ground.unsubscribe(any);
        ground.unsubscribe(rest);
        assertThat(ground.trie.nodeCount()).isZero();
    }

    @Test
    void nothing_but_slashes_is_a_topic_like_any_other() {
        subscribe("/".repeat(65_400));
        assertThat(matched("/".repeat(65_400))).hasSize(1);
        assertThat(matched("/".repeat(65_399))).isEmpty();
    }

    @Test
    void after_all_have_left_no_node_is_left() {
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            all.add(subscribe("devices/" + i + "/cmd"));
            all.add(subscribe("$share/g" + i % 7 + "/devices/" + i % 50 + "/#"));
            all.add(subscribe("+/" + i));
        }
        assertThat(ground.trie.size()).isEqualTo(6_000);
        all.forEach(ground::unsubscribe);
        all.forEach(ground::unsubscribe); // a second time has no effect
        assertThat(ground.trie.size()).isZero();
        assertThat(ground.trie.nodeCount()).isZero();
    }

    @Test
    void leaving_keeps_those_who_stay() {
        Subscription parent = subscribe("a/b");
        Subscription child = subscribe("a/b/c");
        Subscription sibling = subscribe("a/x");
        ground.unsubscribe(child);
        assertThat(matched("a/b/c")).isEmpty();
        assertThat(matched("a/b")).containsExactly("a/b");
        ground.unsubscribe(parent);
        assertThat(matched("a/b")).isEmpty();
        assertThat(matched("a/x")).containsExactly("a/x");
        ground.unsubscribe(sibling);
        assertThat(ground.trie.nodeCount()).isZero();
    }

    @Test
    void subscribing_on_a_foreign_thread_is_refused() {
        assertThatThrownBy(() -> ground.trie.subscribe(
                        TopicFilter.of("a"), SubscriptionOptions.of(Qos.AT_MOST_ONCE), inbox.subscriber, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected: loop 0");
        assertThat(ground.trie.size()).isZero();
    }

    private Subscription subscribe(String filter) {
        return ground.subscribe(inbox, filter, Qos.AT_MOST_ONCE);
    }

    private Set<String> matched(String topic) {
        return on(loop, () -> matchedBy(Topic.of(topic)));
    }
}
