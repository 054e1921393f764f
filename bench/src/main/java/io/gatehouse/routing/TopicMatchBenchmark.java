package io.gatehouse.routing;

import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.loop.Loops;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Which subscriptions match a topic. Of the filters, one in a hundred has a {@code +} and one in a hundred ends in
 * {@code #}. The naive scan asks every filter.
 */
public class TopicMatchBenchmark extends LoopBenchmark {
    private static final int TOPICS = 1024;
    private static final int WILDCARDS = 100;

    @Param({"1000", "100000"})
    public int filters = 1000;

    @Param({"3", "8"})
    public int depth = 3;

    private final Matches matches = new Matches();
    private Loops loops;
    private TopicTrie trie;
    private TopicFilter[] all;
    private Topic[] topics;
    private int next;

    @Setup
    public void prepare() throws Exception {
        loops = Loops.start(1, Clock.SYSTEM);
        trie = new TopicTrie(true);
        List<TopicFilter> made = new ArrayList<>();
        for (int i = 0; i < filters; i++) {
            made.add(TopicFilter.of(name(i, i % WILDCARDS)));
        }
        all = made.toArray(TopicFilter[]::new);
        Loop loop = loops.get(0);
        loop.eventLoop().submit(() -> subscribeAll(loop)).get();
        topics = new Topic[TOPICS];
        for (int i = 0; i < TOPICS; i++) {
            topics[i] = Topic.of(name(i * (filters / 1000) % filters, 2));
        }
        for (int i = 0; i < TOPICS; i += TOPICS / 16) {
            trie.match(topics[i], matches);
            int expected = scan(topics[i]);
            if (matches.nodeCount() != expected || expected == 0) {
                throw new IllegalStateException("matches: " + matches.nodeCount() + " (expected: " + expected
                        + ", above 0, for " + topics[i] + ")");
            }
        }
    }

    private void subscribeAll(Loop loop) {
        Subscriber subscriber = new Subscriber("subscriber", loop, new Nobody());
        for (TopicFilter filter : all) {
            trie.subscribe(filter, SubscriptionOptions.of(Qos.AT_MOST_ONCE), subscriber, false);
        }
    }

    /** {@code site-a/…/device-b}, of {@code depth} levels; {@code kind} 0 has a plus, 1 ends in a hash. */
    private String name(int index, int kind) {
        StringBuilder text = new StringBuilder(kind == 0 ? "+" : "site-" + index % 10);
        for (int level = 1; level < depth - 1; level++) {
            text.append("/area-").append(index % (10 + level));
        }
        return text.append(kind == 1 ? "/#" : "/device-" + index).toString();
    }

    @TearDown
    public void stop() {
        loops.close();
    }

    @Benchmark
    public int trie() {
        trie.match(topic(), matches);
        return matches.nodeCount();
    }

    @Benchmark
    public int naiveScan() {
        return scan(topic());
    }

    private Topic topic() {
        next = (next + 1) % TOPICS;
        return topics[next];
    }

    private int scan(Topic topic) {
        int count = 0;
        for (TopicFilter filter : all) {
            if (filter.matches(topic)) {
                count++;
            }
        }
        return count;
    }

    private static final class Nobody implements Receiver {
        @Override
        public void deliver(
                Message message, long position, Qos granted, boolean retainAsPublished, SubscriptionIds ids) {}

        @Override
        public Readiness readiness() {
            return Readiness.READY;
        }
    }
}
