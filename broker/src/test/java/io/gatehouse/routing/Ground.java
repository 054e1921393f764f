package io.gatehouse.routing;

import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.MemoryLog;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.reason.Reason;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Real loops with a trie and a router on them, and a way to act on a loop and to wait until all is quiet. */
final class Ground implements AutoCloseable {
    private static final int HOPS = 16; // more than any message of a test takes

    final Loops loops;
    final TopicTrie trie;
    final MemoryLog log = new MemoryLog(1, new MemoryKeyValue(), RetainedLimits.NONE);
    final Router router;
    final ConcurrentLinkedQueue<Reason> drops = new ConcurrentLinkedQueue<>();

    Ground(int loops) {
        this(loops, true, OutboxLimits.DEFAULT, List.of());
    }

    Ground(int loops, boolean hashMatchesParent, OutboxLimits limits, List<Tap> taps) {
        this.loops = Loops.start(loops, Clock.SYSTEM);
        this.trie = new TopicTrie(hashMatchesParent);
        this.router = new Router(this.loops, trie, log, limits, taps, loop -> drops::add);
    }

    Loop loop(int index) {
        return loops.get(index);
    }

    Inbox inbox(String clientId, int loop) {
        return new Inbox(clientId, loop(loop));
    }

    Subscription subscribe(Inbox inbox, String filter, Qos qos) {
        return subscribe(inbox, filter, SubscriptionOptions.of(qos), false);
    }

    Subscription subscribe(Inbox inbox, String filter, SubscriptionOptions options, boolean persistent) {
        return on(
                inbox.subscriber.home(),
                () -> trie.subscribe(TopicFilter.of(filter), options, inbox.subscriber, persistent));
    }

    void unsubscribe(Subscription subscription) {
        on(subscription.subscriber().home(), () -> {
            trie.unsubscribe(subscription);
            return true;
        });
    }

    /** Publishes on a loop and waits until everybody has it. */
    RouteResult publish(int loop, Message message) {
        CompletableFuture<AppendResult> stored = new CompletableFuture<>();
        RouteResult result = on(loop(loop), () -> router.publish(message, loop(loop), stored::complete));
        if (result.kept()) {
            stored.orTimeout(60, TimeUnit.SECONDS).join();
        }
        settle();
        message.close();
        return result;
    }

    RouteResult publish(int loop, String topic) {
        return publish(loop, message("publisher", topic, Qos.AT_LEAST_ONCE, "x"));
    }

    /** Everything posted before, and everything that causes, has run. */
    void settle() {
        for (int hop = 0; hop < HOPS; hop++) {
            for (Loop loop : loops.all()) {
                on(loop, () -> true);
            }
        }
    }

    static <T> T on(Loop loop, Callable<T> task) {
        try {
            return loop.eventLoop().submit(task).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        } catch (InterruptedException | TimeoutException stuck) {
            throw new AssertionError(stuck);
        }
    }

    static Message message(String publisherId, String topic, Qos qos, String text) {
        Payload payload = Payload.of(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        return new Message(Topic.of(topic), payload, qos, false, PublishProperties.NONE, publisherId, 0);
    }

    @Override
    public void close() {
        log.close();
        loops.close();
    }
}
