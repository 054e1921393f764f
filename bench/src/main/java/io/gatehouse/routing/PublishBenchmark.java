package io.gatehouse.routing;

import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.loop.Loops;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Permissions;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.policy.VariableNames;
import io.gatehouse.policy.Variables;
import io.netty.buffer.ByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A PUBLISH from the check to one receiver, with and without the check: what the policy costs of it. The device has
 * sixteen topics, the receiver may receive and is asked for each, as in the broker.
 */
public class PublishBenchmark extends LoopBenchmark {
    private static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");
    private static final int TOPICS = 16;
    static final int BURST = 256;

    @Param({"false", "true"})
    public boolean policy;

    /** What else hears of each message; for {@link PublishCost}. */
    List<Tap> taps = List.of();

    private final Message[] messages = new Message[TOPICS];
    private Loops loops;
    private Loop loop;
    private Router router;
    private Permissions publisher;
    private Permissions receiver;
    private Payload payload;
    private long delivered;

    @Setup
    public void prepare() throws Exception {
        loops = Loops.start(1, Clock.SYSTEM);
        loop = loops.get(0);
        TopicTrie trie = new TopicTrie(true);
        router = new Router(loops, trie, new UnusedLog(), OutboxLimits.DEFAULT, taps, index -> reason -> {});
        publisher = bind("iot:Publish", "topic/${iot:Connection.Thing.ThingName}/*");
        receiver = bind("iot:Receive", "topic/*/pressure/*");
        payload = Payload.of(ByteBufAllocator.DEFAULT.directBuffer().writeZero(64));
        for (int i = 0; i < TOPICS; i++) {
            Topic topic = Topic.of("press-4/plant/pressure/" + i);
            messages[i] = new Message(topic, payload, Qos.AT_MOST_ONCE, false, PublishProperties.NONE, "press-4", 0);
        }
        loop.eventLoop()
                .submit(() -> {
                    Subscriber subscriber = new Subscriber("receiver", loop, new Counter());
                    SubscriptionOptions options = SubscriptionOptions.of(Qos.AT_MOST_ONCE);
                    trie.subscribe(TopicFilter.of("press-4/#"), options, subscriber, false);
                })
                .get();
        long before = delivered;
        publish();
        if (delivered - before != BURST) {
            throw new IllegalStateException("delivered: " + (delivered - before) + " (expected: " + BURST + ")");
        }
        Topic strange = Topic.of("press-5/plant/pressure/1");
        Topic forbidden = Topic.of("forbidden/pressure/1");
        if (publisher.mayPublish(strange) || publisher.mayPublish(forbidden) || receiver.mayReceive(forbidden)) {
            throw new IllegalStateException("permissions: not as written (expected: press-4, and nothing forbidden)");
        }
    }

    private static Permissions bind(String action, String resource) {
        String json = "{\"Version\":\"2012-10-17\",\"Statement\":["
                + statement("Deny", "iot:*", "topic/forbidden/*") + ","
                + statement("Allow", action, resource) + "]}";
        return switch (PolicyParser.parse(json, PolicyLimits.EXTENDED)) {
            case PolicyParse.Parsed(var document) ->
                Permissions.bind(
                        List.of(CompiledPolicy.compile("bench", document, SCOPE)),
                        Variables.of(Map.of(VariableNames.THING_NAME, List.of("press-4"))));
            case PolicyParse.Malformed(var problems) -> throw new IllegalStateException("policy: " + problems);
        };
    }

    private static String statement(String effect, String action, String resource) {
        return "{\"Effect\":\"" + effect + "\",\"Action\":\"" + action + "\",\"Resource\":\"" + SCOPE.arn(resource)
                + "\"}";
    }

    /** The way over the event loop and back is shared by a burst. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long publish() throws Exception {
        loop.eventLoop().submit(this::burst).get();
        return loop.eventLoop().submit(() -> delivered).get(); // behind the deliveries, which are a task of the loop
    }

    /** Processor time of the loop's thread until now. */
    long loopNanos() throws Exception {
        return loop.eventLoop()
                .submit(() -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime())
                .get();
    }

    private void burst() {
        for (int i = 0; i < BURST; i++) {
            Message message = messages[i % TOPICS];
            if (!policy || publisher.mayPublish(message.topic())) {
                router.route(message, loop);
            }
        }
    }

    @TearDown
    public void stop() {
        loops.close();
        payload.close();
    }

    private final class Counter implements Receiver {
        @Override
        public void deliver(Message given, long position, Qos granted, boolean retainAsPublished, SubscriptionIds ids) {
            if (!policy || receiver.mayReceive(given.topic())) {
                delivered++;
            }
        }

        @Override
        public Readiness readiness() {
            return Readiness.READY;
        }
    }
}
