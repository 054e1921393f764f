package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.ShutdownSettings;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.net.ConnectException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A stop in order: first nobody new, then a word to those who are here, then the end. */
final class StopIT {
    @Test
    void a_running_broker_says_so() throws Exception {
        try (RunningBroker broker = RunningBroker.start()) {
            assertThat(broker.http("/startz").statusCode()).isEqualTo(200);
            assertThat(broker.http("/livez").statusCode()).isEqualTo(200);
            assertThat(broker.http("/readyz").statusCode()).isEqualTo(200);
            assertThat(broker.http("/readyz?verbose").body()).contains("store", "listeners", "certificate");
            assertThat(broker.http("/metrics").body()).contains("# TYPE gatehouse_sessions gauge");
        }
    }

    @Test
    void a_broker_whose_certificate_has_ended_is_not_ready_and_need_not_be_started_again() throws Exception {
        ShiftedClock clock = new ShiftedClock();
        try (RunningBroker broker = RunningBroker.start(Compatibility.EXTENDED, UnaryOperator.identity(), clock)) {
            assertThat(broker.http("/readyz").statusCode()).isEqualTo(200);

            clock.shift(Duration.ofDays(20 * 365));

            assertThat(broker.http("/readyz").statusCode()).isEqualTo(503);
            assertThat(broker.http("/readyz").body()).contains("[-] certificate: the server's certificate ended");
            assertThat(broker.http("/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void readiness_falls_the_listener_closes_and_clients_are_told() throws Exception {
        RunningBroker broker = draining(Duration.ofSeconds(5));
        try (RawClient five = RawClient.connected(broker, broker.device("five"));
                RawClient three = RawClient.of(broker, broker.device("three"))) {
            three.admitted(Connect.mqtt3("three"));
            Thread stopping = Thread.ofVirtual().start(broker::close);

            await().atMost(Watch.PATIENCE).until(() -> broker.http("/readyz").statusCode() == 503);
            String why = broker.http("/readyz").body();
            int alive = broker.http("/livez").statusCode();
            Answer farewell = five.expect(Answer.DISCONNECT);

            assertThat(farewell.code()).isEqualTo(0x8B);
            assertThat(why).contains("draining", "the broker is stopping");
            assertThat(alive).isEqualTo(200);
            five.awaitClosed();
            assertThat(three.next()).isNull();
            assertThatThrownBy(() -> RawClient.plaintext(broker)).isInstanceOf(ConnectException.class);
            await().atMost(Duration.ofSeconds(30)).until(() -> !stopping.isAlive());
            assertThatThrownBy(() -> broker.http("/livez")).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void while_it_drains_it_is_not_ready_and_still_takes_clients() throws Exception {
        RunningBroker broker = draining(Duration.ofSeconds(5));
        TestDevice late = broker.device("late");
        Thread stopping = Thread.ofVirtual().start(broker::close);
        await().atMost(Duration.ofSeconds(5)).until(() -> broker.http("/readyz").statusCode() == 503);

        try (RawClient client = RawClient.connected(broker, late)) {
            assertThat(client.expect(Answer.DISCONNECT).code()).isEqualTo(0x8B);
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> !stopping.isAlive());
    }

    @Test
    void a_stop_waits_for_nobody_who_has_not_connected_yet() throws Exception {
        Duration grace = Duration.ofSeconds(30);
        RunningBroker broker = stopping(at(Duration.ZERO, grace));
        try (LogLines log = LogLines.listen();
                RawClient silent = RawClient.plaintext(broker);
                RawClient halfOpen = RawClient.plaintext(broker);
                RawClient mute = RawClient.of(broker, broker.device("mute"))) {
            halfOpen.send((byte) 0x16);

            long began = System.nanoTime();
            broker.close();
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            silent.awaitSocketClosed();
            halfOpen.awaitSocketClosed();
            mute.awaitSocketClosed();
            assertThat(took).isLessThan(grace);
            assertThat(log.all()).noneMatch(line -> line.contains("took too long") || line.contains("refused"));
        }
    }

    private static RunningBroker draining(Duration drain) {
        return stopping(at(drain, Duration.ofSeconds(5)));
    }

    private static ShutdownSettings at(Duration drain, Duration grace) {
        return new ShutdownSettings(
                drain, ShutdownSettings.DEFAULTS.disconnectRate(), ShutdownSettings.DEFAULTS.disconnectWithin(), grace);
    }

    private static RunningBroker stopping(ShutdownSettings how) {
        return RunningBroker.start(
                Compatibility.EXTENDED, configuration -> RunningBroker.withShutdown(configuration, how));
    }
}
