package io.gatehouse.history;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.control.AdminClient;
import io.gatehouse.control.Answer;
import io.gatehouse.control.HistoryApi;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code gatehouse conn history} tells of real devices. */
final class ClientHistoryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RunningBroker broker = RunningBroker.start();

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void the_life_of_a_client_is_told_in_its_order_and_again_after_a_restart() {
        TestDevice lamp = lamp();
        Mqtt5BlockingClient first = lamp.mqtt5(broker);
        connectKeepingTheSessionForASecond(first);
        var _ = first.subscribeWith().topicFilter("lamp/commands/#").send();
        assertThatExceptionOfType(Mqtt5PubAckException.class)
                .isThrownBy(() -> first.publishWith()
                        .topic("door/open")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .send());
        Mqtt5BlockingClient second = lamp.mqtt5(broker);
        connectKeepingTheSessionForASecond(second);
        second.disconnect();

        List<String> expected = List.of(
                "CONNECTED",
                "SUBSCRIBED",
                "REFUSED PUBLISH_NOT_AUTHORIZED",
                "TAKEN_OVER TAKEN_OVER",
                "CONNECTED",
                "DISCONNECTED CLIENT_DISCONNECT",
                "SESSION_EXPIRED");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(told("lamp")).isEqualTo(expected));
        List<HistoryApi.Event> events = history("lamp", 50).events();
        broker = broker.restarted();

        assertThat(history("lamp", 50).events()).isEqualTo(events);
        assertThat(events).allSatisfy(event -> assertThat(event.certificateId()).isEqualTo(lamp.certificateId()));
        assertThat(events.get(1).detail()).isEqualTo("lamp/commands/#");
        assertThat(events.get(2).detail()).contains("topic/door/open");
        assertThat(events.get(3).sessionId())
                .isEqualTo(events.get(0).sessionId())
                .isNotEqualTo(events.get(4).sessionId());
        assertThat(events).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    }

    @Test
    void a_connection_that_a_stop_ended_is_told_after_the_restart_and_the_next_one_behind_it() {
        TestDevice lamp = lamp();
        var _ = lamp.mqtt5(broker).connect();
        broker = broker.restarted();
        Mqtt5BlockingClient again = lamp.mqtt5(broker);
        var _ = again.connect();

        assertThat(told("lamp")).containsExactly("CONNECTED", "DISCONNECTED SERVER_SHUTTING_DOWN", "CONNECTED");
        again.disconnect();
    }

    @Test
    void a_publish_that_may_not_be_ends_an_old_client_and_both_are_told() {
        Mqtt3BlockingClient client = lamp().mqtt3(broker);
        var _ = client.connect();
        client.toAsync().publishWith().topic("door/open").send();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told("lamp"))
                        .containsExactlyInAnyOrder(
                                "CONNECTED", "REFUSED PUBLISH_NOT_AUTHORIZED", "DISCONNECTED PUBLISH_NOT_AUTHORIZED"));
    }

    @Test
    void a_device_that_was_never_let_in_has_a_history_too() {
        TestDevice stranger = RunningBroker.stranger("stranger");
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatExceptionOfType(Mqtt3ConnAckException.class)
                    .isThrownBy(() -> stranger.mqtt3(broker).connect());
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told("stranger")).containsExactly("REFUSED CERTIFICATE_UNKNOWN"));
        assertThat(history("stranger", 50).events().getFirst().certificateId()).isEqualTo(stranger.certificateId());
    }

    @Test
    void only_the_latest_are_shown_where_less_is_asked_for() {
        Mqtt5BlockingClient client = lamp().mqtt5(broker);
        var _ = client.connect();
        for (int filter = 0; filter < 5; filter++) {
            var _ = client.subscribeWith().topicFilter("lamp/" + filter).send();
        }
        var _ = client.unsubscribeWith().topicFilter("lamp/0").send();

        HistoryApi.Listing latest = history("lamp", 2);

        assertThat(latest.more()).isTrue();
        assertThat(latest.events()).extracting(HistoryApi.Event::detail).containsExactly("lamp/4", "lamp/0");
        assertThat(latest.events().getLast().event()).isEqualTo("UNSUBSCRIBED");
        client.disconnect();
    }

    @Test
    void nobody_has_a_history_who_was_not_here() {
        try (AdminClient client = new AdminClient(broker.folder(), PATIENCE)) {
            assertThat(client.call(HistoryApi.LAST, new HistoryApi.Query("nobody", 50)))
                    .isInstanceOfSatisfying(
                            Answer.Refused.class,
                            refused ->
                                    assertThat(refused.refusal().code().name()).isEqualTo("NOT_FOUND"));
        }
    }

    @Test
    void its_size_and_what_it_dropped_are_metrics() {
        Mqtt5BlockingClient client = lamp().mqtt5(broker);
        var _ = client.connect();

        await().atMost(PATIENCE).until(() -> broker.metric("gatehouse_history_clients") == 1);
        assertThat(broker.metric("gatehouse_history_bytes")).isBetween(100.0, 1000.0);
        assertThat(broker.metrics().scrape()).contains("gatehouse_history_dropped_total 0.0");
        client.disconnect();
    }

    private TestDevice lamp() {
        return broker.device(
                "lamp",
                "lamps",
                document(
                        allow("iot:Connect", "client/lamp"),
                        allow("iot:Publish", "topic/lamp/*"),
                        allow("iot:Subscribe", "topicfilter/lamp/*")));
    }

    private static void connectKeepingTheSessionForASecond(Mqtt5BlockingClient client) {
        var _ = client.connectWith().cleanStart(false).sessionExpiryInterval(1).send();
    }

    /** Event and reason of each, through the admin socket. */
    private List<String> told(String clientId) {
        return history(clientId, 50).events().stream()
                .map(event -> event.event() + (event.reason() == null ? "" : " " + event.reason()))
                .toList();
    }

    private HistoryApi.Listing history(String clientId, int max) {
        try (AdminClient client = new AdminClient(broker.folder(), PATIENCE)) {
            return switch (client.call(HistoryApi.LAST, new HistoryApi.Query(clientId, max))) {
                case Answer.Done<HistoryApi.Listing>(var listing) -> listing;
                case Answer<HistoryApi.Listing> other -> throw new AssertionError(other);
            };
        }
    }
}
