package io.gatehouse.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.admission.Peer;
import io.gatehouse.admission.Signer;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.wire.PacketDecoder;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.session.CloseReason;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.Link;
import io.gatehouse.tls.Handshake;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a connection lasts whose client does all it should. */
final class DeadlinesTest {
    private static final Duration DAY = Duration.ofHours(24);

    private final TestClock clock = new TestClock();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Loop loop = Loop.around(0, channel.eventLoop(), clock);
    private final Client client = new Client();

    @BeforeEach
    void stopTime() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private Deadlines watch(Peer peer) {
        return watch(peer, SessionSettings.EXTENDED);
    }

    private Deadlines watch(Peer peer, SessionSettings sessions) {
        Terms terms = Terms.of(Compatibility.EXTENDED, LimitSettings.EXTENDED, sessions);
        Deadlines watch = new Deadlines(
                loop,
                peer,
                terms,
                new PacketDecoder(terms.wireLimits()),
                channel.pipeline().addLast(new ChannelInboundHandlerAdapter()).firstContext(),
                client);
        watch.start();
        return watch;
    }

    private static Peer signer() {
        Handshake anybody = new Handshake(null, null, "TLSv1.3", "suite", null, false, null, null, null);
        return new Peer(anybody, new Signer("ada", "AKIA"), "wss", "127.0.0.1", 1);
    }

    private static Peer device() {
        var leaf = RunningBroker.stranger("lamp").issued().leaf();
        Handshake proved = new Handshake("0".repeat(64), leaf, "TLSv1.3", "suite", null, false, null, null, null);
        return new Peer(proved, "mqtts", "127.0.0.1", 1);
    }

    private void pass(Duration time) {
        clock.advance(time.toMillis());
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void who_signed_is_put_out_after_a_day_once() {
        Deadlines watch = watch(signer());

        pass(DAY.minusMillis(1));
        watch.heard();
        assertThat(client.closed).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(client.closed).containsExactly(new CloseReason.SignedTimeOver(DAY));
        pass(DAY.multipliedBy(2));
        assertThat(client.closed).hasSize(1);
    }

    @Test
    void a_day_is_by_the_brokers_clock_and_not_by_the_timer() {
        watch(signer());

        channel.advanceTimeBy(DAY.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(client.closed).isEmpty();
        pass(DAY);

        assertThat(client.closed).hasSize(1);
    }

    @Test
    void where_no_end_is_configured_who_signed_stays() {
        SessionSettings usual = SessionSettings.EXTENDED;
        watch(
                signer(),
                new SessionSettings(
                        usual.maxExpiry(),
                        usual.minKeepAlive(),
                        usual.maxKeepAlive(),
                        usual.foreignClientId(),
                        usual.maxWillDelay(),
                        usual.queueFull(),
                        usual.backlogRate(),
                        usual.reasonStrings(),
                        usual.sharedCertificate(),
                        Duration.ZERO));

        pass(DAY.multipliedBy(30));

        assertThat(client.closed).isEmpty();
    }

    @Test
    void who_has_a_certificate_stays() {
        watch(device());

        pass(DAY.multipliedBy(30));

        assertThat(client.closed).isEmpty();
    }

    @Test
    void a_connection_that_has_ended_is_watched_no_more() {
        Deadlines watch = watch(signer());

        watch.stop();
        pass(DAY.multipliedBy(2));

        assertThat(client.closed).isEmpty();
        assertThat(channel.hasPendingTasks()).isFalse();
    }

    /** Is closed, and nothing else. */
    private static final class Client implements Link {
        private final List<CloseReason> closed = new ArrayList<>();

        @Override
        public void send(Packet packet) {}

        @Override
        public boolean publish(
                Message message, Qos qos, boolean retain, SubscriptionIds ids, int packetId, boolean duplicate) {
            return true;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void holdReading(boolean hold) {}

        @Override
        public void close(CloseReason reason) {
            closed.add(reason);
        }

        @Override
        public @Nullable ClientCertificate certificate() {
            return null;
        }

        @Override
        public ConnectionInfo info() {
            return new ConnectionInfo(
                    "id",
                    "wss",
                    "127.0.0.1:1",
                    "127.0.0.1",
                    "mqtt5",
                    "TLSv1.3",
                    "suite",
                    null,
                    null,
                    false,
                    0,
                    true,
                    Instant.EPOCH,
                    null,
                    new ConnectionInfo.Route(true, "127.0.0.1", 443));
        }
    }
}
