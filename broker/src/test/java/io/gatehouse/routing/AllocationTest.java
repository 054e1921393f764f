package io.gatehouse.routing;

import static io.gatehouse.routing.Ground.message;
import static io.gatehouse.routing.Ground.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.TopicFilter;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What a message costs in memory on its way from a publisher to its receivers on the same loop. */
class AllocationTest {
    private static final int MESSAGES = 1_000;
    private static final int RECEIVERS = 20;
    private static final int WARM_UP = 30;

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void a_delivered_message_allocates_nothing() {
        try (Ground ground = new Ground(1)) {
            Loop loop = ground.loop(0);
            Counting[] receivers = new Counting[RECEIVERS];
            on(loop, () -> {
                for (int i = 0; i < RECEIVERS; i++) {
                    receivers[i] = new Counting();
                    Subscriber subscriber = new Subscriber("c" + i, loop, receivers[i]);
                    for (String filter : new String[] {"plant/+/temperature", "plant/#", "$share/g/plant/1/#"}) {
                        ground.trie.subscribe(
                                TopicFilter.of(filter), SubscriptionOptions.of(Qos.AT_LEAST_ONCE), subscriber, false);
                    }
                }
                return true;
            });
            Message message = message("p", "plant/1/temperature", Qos.AT_LEAST_ONCE, "21.5");
            long smallest = Long.MAX_VALUE;
            for (int round = 0; round < WARM_UP; round++) {
                long before = on(loop, threads::getCurrentThreadAllocatedBytes);
                on(loop, () -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        ground.router.route(message, loop);
                    }
                    return true;
                });
                on(loop, () -> true); // the end of the turn has passed
                smallest = Math.min(smallest, on(loop, threads::getCurrentThreadAllocatedBytes) - before);
            }
            message.close();
            long delivered = 0;
            for (Counting receiver : receivers) {
                delivered += receiver.count;
            }
            // Each message reaches all by their two overlapping filters, and one of them by the share group.
            assertThat(delivered).isEqualTo((long) WARM_UP * MESSAGES * (RECEIVERS + 1));
            // Some kilobytes are the turn's, whatever it carries: the tasks themselves and their futures.
            assertThat(smallest).isLessThan(8 * MESSAGES);
        }
    }

    private static final class Counting implements Receiver {
        private long count;

        @Override
        public void deliver(
                Message message, long position, Qos granted, boolean retainAsPublished, SubscriptionIds ids) {
            count++;
        }

        @Override
        public Readiness readiness() {
            return Readiness.READY;
        }
    }
}
