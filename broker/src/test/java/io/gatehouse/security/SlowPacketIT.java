package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Slowloris after CONNECT: a packet is finished in its time, or its client goes. */
final class SlowPacketIT {
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final int LONG = 200_000;

    private static RunningBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = RunningBroker.start(Compatibility.EXTENDED, from -> {
            LimitSettings limits = from.limits();
            return RunningBroker.withLimits(
                    from,
                    new LimitSettings(
                            limits.maxPacketBytes(),
                            limits.maxPacketBytesBeforeConnect(),
                            limits.maxPayloadBytes(),
                            limits.maxClientIdBytes(),
                            limits.maxTopicBytes(),
                            limits.maxTopicLevels(),
                            limits.maxSubscriptionsPerPacket(),
                            limits.maxSubscriptionsPerSession(),
                            limits.receiveMaximum(),
                            limits.maxInflight(),
                            limits.topicAliasMaximum(),
                            limits.maxUserPropertyBytes(),
                            limits.connectTimeout(),
                            DEADLINE,
                            limits.maxQueuedMessages(),
                            limits.maxQueuedBytes(),
                            limits.maxRetainedMessages(),
                            limits.maxRetainedBytes(),
                            limits.maxSessions(),
                            limits.maxOutboundBytes()));
        });
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** The head of a QoS 0 PUBLISH of {@link #LONG} bytes to {@code x}. */
    private static byte[] head() {
        int rest = LONG;
        return new byte[] {
            0x30, (byte) (rest & 0x7F | 0x80), (byte) (rest >> 7 & 0x7F | 0x80), (byte) (rest >> 14), 0, 1, 'x', 0
        };
    }

    @Test
    void a_client_that_sends_a_packet_byte_by_byte_is_told_and_put_out() throws Exception {
        Watch ends = Watch.disconnects(broker, Reason.PACKET_TIMEOUT);
        try (RawClient client = RawClient.connected(broker, broker.device("drip"))) {
            client.send(head());
            CompletableFuture<Answer> heard = new CompletableFuture<>();
            Thread ear = Thread.ofVirtual().start(() -> {
                try {
                    heard.complete(client.expect(Answer.DISCONNECT));
                } catch (IOException | AssertionError failed) {
                    heard.completeExceptionally(failed);
                }
            });

            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                if (!heard.isDone()) {
                    client.send((byte) 'x'); // well within the time of its keep-alive
                }
                return heard.isDone();
            });
            ear.join();

            Answer answer = heard.join();
            assertThat(answer.code()).isEqualTo(0x83);
            assertThat(answer.words()).contains(Reason.PACKET_TIMEOUT.meaning());
            ends.rose(1);
        }
    }

    @Test
    void what_comes_behind_connect_in_one_segment_has_a_deadline_too() throws IOException {
        Watch ends = Watch.disconnects(broker, Reason.PACKET_TIMEOUT);
        try (RawClient client = RawClient.of(broker, broker.device("eager"))) {
            byte[] connect = Connect.mqtt5("eager").bytes();
            byte[] both = Arrays.copyOf(connect, connect.length + 4);
            System.arraycopy(head(), 0, both, connect.length, 4);
            client.send(both);

            assertThat(client.expect(Answer.CONNACK).code()).isZero();
            assertThat(client.expect(Answer.DISCONNECT).code()).isEqualTo(0x83);
            ends.rose(1);
        }
    }

    @Test
    void a_client_whose_packets_are_always_cut_in_two_lives_on() throws IOException {
        try (RawClient client = RawClient.connected(broker, broker.device("halves"))) {
            long end = System.nanoTime() + 3 * DEADLINE.toNanos();
            client.send(Frames.PINGREQ[0]);
            while (System.nanoTime() < end) {
                client.send(Frames.PINGREQ[1], Frames.PINGREQ[0]); // one is always under way
                client.expect(Answer.PINGRESP);
            }
            client.send(Frames.PINGREQ[1]).expect(Answer.PINGRESP);
        }
    }
}
