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
    void readiness_falls_the_listener_closes_and_clients_are_told() throws Exception {
        RunningBroker broker = RunningBroker.start();
        try (RawClient five = RawClient.connected(broker, broker.device("five"));
                RawClient three = RawClient.of(broker, broker.device("three"));
                RawClient halfOpen = RawClient.plaintext(broker)) { // the stop waits for it as long as it may
            three.admitted(Connect.mqtt3("three"));
            halfOpen.send((byte) 0x16);
            int port = broker.port();
            Thread stopping = Thread.ofVirtual().start(broker::close);

            Answer farewell = five.expect(Answer.DISCONNECT);
            int ready = broker.http("/readyz").statusCode();
            String why = broker.http("/readyz").body();
            int alive = broker.http("/livez").statusCode();

            assertThat(farewell.code()).isEqualTo(0x8B);
            assertThat(ready).isEqualTo(503);
            assertThat(why).contains("draining", "the broker is stopping");
            assertThat(alive).isEqualTo(200);
            five.awaitClosed();
            assertThat(three.next()).isNull();
            assertThatThrownBy(() -> RawClient.plaintext(broker)).isInstanceOf(ConnectException.class);
            assertThat(port).isPositive();
            await().atMost(Duration.ofSeconds(30)).until(() -> !stopping.isAlive());
            assertThatThrownBy(() -> broker.http("/livez")).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void while_it_drains_it_is_not_ready_and_still_takes_clients() throws Exception {
        ShutdownSettings patient = new ShutdownSettings(Duration.ofSeconds(5), Duration.ofSeconds(5));
        RunningBroker broker = RunningBroker.start(
                Compatibility.EXTENDED, configuration -> RunningBroker.withShutdown(configuration, patient));
        TestDevice late = broker.device("late");
        Thread stopping = Thread.ofVirtual().start(broker::close);
        await().atMost(Duration.ofSeconds(5)).until(() -> broker.http("/readyz").statusCode() == 503);

        try (RawClient client = RawClient.connected(broker, late)) {
            assertThat(client.expect(Answer.DISCONNECT).code()).isEqualTo(0x8B);
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> !stopping.isAlive());
    }
}
