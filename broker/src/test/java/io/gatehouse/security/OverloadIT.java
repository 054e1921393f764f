package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * An event loop that stands still, and publishers that go on. What waits for it is bounded: first they are no longer
 * read from, then QoS 0 is dropped, then QoS 1 is refused; and nobody else notices.
 */
final class OverloadIT {
    /** Each sends once, because who has met the congestion is not read from; together more than may wait. */
    private static final int PUBLISHERS = 220;

    private static final String PAYLOAD = "x".repeat(254 * 1024);
    private static final int QUOTA_EXCEEDED = 0x97;

    @Test
    void what_waits_for_a_loop_is_bounded_and_its_publishers_are_told() throws Exception {
        List<RawClient> publishers = new ArrayList<>();
        CountDownLatch gate = new CountDownLatch(1);
        try (RunningBroker broker = RunningBroker.start()) {
            TestDevice device = broker.device("overload");
            String stuck = home(broker, "receiver");
            List<String> ids = clientsOfOneLoop(broker, stuck);
            try (RawClient receiver = RawClient.of(broker, device);
                    RawClient last = connected(broker, device, ids.removeFirst())) {
                receiver.admitted(Connect.mqtt5("receiver"));
                receiver.subscribe("flood");
                for (String id : ids) {
                    publishers.add(connected(broker, device, id));
                }
                Watch refused = Watch.refusals(broker, Reason.ROUTER_OVERLOADED);
                Watch dropped = Watch.drops(broker, Reason.ROUTER_OVERLOADED);
                CompletableFuture<Boolean> standing = broker.sessions().ask("receiver", session -> await(gate));

                int code = 0;
                for (int i = 0; i < publishers.size() && code != QUOTA_EXCEEDED; i++) {
                    code = publishers.get(i).publish("flood", PAYLOAD, 1).code();
                }
                assertThat(code).isEqualTo(QUOTA_EXCEEDED);
                refused.rose(1);
                last.send(Frames.publish(ProtocolVersion.MQTT_5, "flood", PAYLOAD, 0, false));
                dropped.rose(1);

                gate.countDown();
                assertThat(standing.join()).isTrue();
                assertThat(receiver.receive()).startsWith("flood ");
                last.send(Frames.PINGREQ).expect(Answer.PINGRESP); // read from again
            } finally {
                gate.countDown();
                for (RawClient publisher : publishers) {
                    publisher.close();
                }
            }
        }
    }

    private static RawClient connected(RunningBroker broker, TestDevice device, String clientId) throws IOException {
        RawClient client = RawClient.of(broker, device);
        client.admitted(Connect.mqtt5(clientId));
        return client;
    }

    /** Client ids that live on one loop, another than the one that will stand still. */
    private static List<String> clientsOfOneLoop(RunningBroker broker, String stuck) {
        List<String> ids = new ArrayList<>();
        String chosen = null;
        for (int i = 0; ids.size() < PUBLISHERS; i++) {
            String id = "publisher-" + i;
            String home = home(broker, id);
            if (chosen == null && !home.equals(stuck)) {
                chosen = home;
            }
            if (home.equals(chosen)) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static String home(RunningBroker broker, String clientId) {
        return broker.sessions()
                .ask(clientId, session -> Thread.currentThread().getName())
                .join();
    }

    private static boolean await(CountDownLatch gate) {
        try {
            gate.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
