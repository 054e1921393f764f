package io.gatehouse.routing;

import com.codahale.metrics.MetricRegistry;
import com.hivemq.metrics.MetricsHolder;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.topic.SubscriptionFlag;
import com.hivemq.mqtt.topic.tree.LocalTopicTree;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.loop.Loops;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Which subscriptions match a topic: our trie, a naive scan that asks every filter, and HiveMQ's tree. Of the filters,
 * one in a hundred has a {@code +} and one in a hundred ends in {@code #}; each topic matches one of them.
 *
 * <p>The levels of a topic are known beforehand to trie and scan, since our decoder keeps the topics of a connection;
 * HiveMQ's tree is given the name, as HiveMQ gives it, and answers with a sorted set. The scan remembers nothing from
 * one topic to the next.
 *
 * <p>All three hold the same filters, whichever is measured: 1,000,000 of eight levels take 1.1 GB of the heap
 * ({@code -jvmArgsAppend -Xmx2g} where the JVM's own choice is less) and some fifteen seconds of the set-up, and one
 * scan of them takes some 50 ms.
 */
public class TopicMatchBenchmark extends LoopBenchmark {
    private static final int TOPICS = 1024;
    private static final int CHECKED = 16; // of them, by the scan too
    private static final int WILDCARDS = 100;
    private static final int MOST_FILTERS = 10_000_000;
    private static final byte FLAGS = SubscriptionFlag.getDefaultFlags(false, false, false);
    private static final int STRIDE = 104_729; // a prime, so that topics are spread over all kinds of filters

    @Param({"1", "1000", "100000", "1000000"})
    public int filters = 1000;

    @Param({"3", "8"})
    public int depth = 3;

    private final Matches matches = new Matches();
    private final Topic[] topics = new Topic[TOPICS];
    private final TopicTrie trie = new TopicTrie(true);
    private final LocalTopicTree tree = new LocalTopicTree(new MetricsHolder(new MetricRegistry()));
    private Loops loops;
    private TopicFilter[] all;
    private int next;

    @Setup
    public void prepare() throws Exception {
        if (filters < 1 || filters > MOST_FILTERS || depth < 2) {
            throw new IllegalArgumentException(
                    "filters: " + filters + ", depth: " + depth + " (expected: 1 to " + MOST_FILTERS + ", 2 or more)");
        }
        loops = Loops.start(1, Clock.SYSTEM);
        all = new TopicFilter[filters];
        for (int i = 0; i < filters; i++) {
            all[i] = TopicFilter.of(name(i, i % WILDCARDS));
        }
        Loop loop = loops.get(0);
        loop.eventLoop().submit(() -> subscribeAll(loop)).get();
        for (int i = 0; i < TOPICS; i++) {
            topics[i] = Topic.of(name((int) ((long) i * STRIDE % filters), WILDCARDS));
        }
        for (int i = 0; i < TOPICS; i++) {
            check(topics[i], i % (TOPICS / CHECKED) == 0);
        }
    }

    private void check(Topic topic, boolean scanned) {
        int ours = count(topic);
        int theirs = countByTree(topic);
        int expected = scanned ? scan(topic) : 1;
        if (ours != 1 || theirs != 1 || expected != 1) {
            throw new IllegalStateException("matches of " + topic + ": trie " + ours + ", hivemq " + theirs + ", scan "
                    + expected + " (expected: 1 of each)");
        }
    }

    private void subscribeAll(Loop loop) {
        Subscriber subscriber = new Subscriber("subscriber", loop, new Nobody());
        for (TopicFilter filter : all) {
            trie.subscribe(filter, SubscriptionOptions.of(Qos.AT_MOST_ONCE), subscriber, false);
            String client = filter.text(); // a name that nobody else has, and that costs nothing
            tree.addTopic(client, new com.hivemq.mqtt.message.subscribe.Topic(client, QoS.AT_MOST_ONCE), FLAGS, null);
        }
    }

    /**
     * {@code site-a/…/device-b}, of {@code depth} levels. Of kind 0, the first level is a plus; of kind 1, a hash
     * follows, which the parent matches too (section 4.7.1.2).
     */
    private String name(int index, int kind) {
        StringBuilder text = new StringBuilder(kind == 0 ? "+" : "site-" + index % 10);
        for (int level = 1; level < depth - 1; level++) {
            text.append("/area-").append(index % (10 + level));
        }
        return text.append("/device-")
                .append(index)
                .append(kind == 1 ? "/#" : "")
                .toString();
    }

    @TearDown
    public void stop() {
        loops.close();
    }

    @Benchmark
    public int trie() {
        return count(topic());
    }

    @Benchmark
    public int hivemq() {
        return countByTree(topic());
    }

    @Benchmark
    public int naiveScan() {
        return scan(topic());
    }

    private int count(Topic topic) {
        trie.match(topic, matches);
        return matches.nodeCount();
    }

    private int countByTree(Topic topic) {
        return tree.findTopicSubscribers(topic.name()).getSubscribers().size();
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
