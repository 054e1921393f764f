package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RetainedIT {
    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(RunningBroker::start);

    private static final String RETAIN_AS_PUBLISHED = "08";

    private WireClient sender;

    @BeforeEach
    void connectSender() {
        sender = clients.v5("keeper");
    }

    /** Retained before this returns. */
    private void retain(String topic, String payload) {
        sender.publish("33", topic, 1, "", payload).expect(WirePacket.PUBACK);
    }

    @Test
    @Spec({"MQTT-3.3.1-5", "MQTT-3.3.1-8", "MQTT-3.3.1-9"})
    void a_new_subscription_gets_the_last_retained_message() {
        retain("set/x", "old");
        retain("set/x", "new");

        WireClient late = clients.v5("set");
        late.subscribe("set/x", "01");

        WirePacket.Publish received = late.take();
        assertThat(received.payload()).isEqualTo("new");
        assertThat(received.retain()).isTrue();
        assertThat(received.qos()).isEqualTo(1);
        late.ping();
    }

    @Test
    @Spec({"MQTT-3.3.1-6", "MQTT-3.3.1-7"})
    void an_empty_payload_deletes_and_is_delivered_but_not_kept() {
        retain("gone/x", "old");
        WireClient live = clients.v3("gone-live");
        live.subscribe("gone/+", "00");
        assertThat(live.takeText()).isEqualTo("old");

        retain("gone/x", "");

        assertThat(live.takeText()).isEmpty();
        WireClient late = clients.v3("gone-late");
        late.subscribe("gone/x", "00");
        late.ping();
    }

    @Test
    @Spec({"MQTT-3.3.1-12", "MQTT-3.3.1-13", "MQTT-3.3.1-8"})
    void a_live_message_says_retain_only_to_those_who_asked_for_it() {
        WireClient plain = clients.v5("rap-plain");
        plain.subscribe("rap/x", "00");
        WireClient plain3 = clients.v3("rap-plain-3");
        plain3.subscribe("rap/x", "00");
        WireClient faithful = clients.v5("rap-faithful");
        faithful.subscribe("rap/x", RETAIN_AS_PUBLISHED);

        retain("rap/x", "kept");
        sender.publish("rap/x", "not kept");

        assertThat(plain.take().retain()).isFalse();
        assertThat(plain3.take().retain()).isFalse();
        assertThat(faithful.take().retain()).isTrue();
        assertThat(faithful.take().retain()).isFalse();
    }

    @Test
    @Spec({"MQTT-3.3.1-9", "MQTT-3.3.1-10", "MQTT-3.3.1-11", "3.8.3.1"})
    void retain_handling_decides_when_retained_messages_are_sent() {
        retain("handling/x", "kept");
        WireClient client = clients.v5("handling");

        client.subscribe("handling/x", "20"); // 2: not
        client.ping();
        client.unsubscribe("handling/x");
        client.subscribe("handling/x", "10"); // 1: for a new subscription
        assertThat(client.takeText()).isEqualTo("kept");
        client.subscribe("handling/x", "10");
        client.ping();
        client.subscribe("handling/x", "00"); // 0: always
        assertThat(client.takeText()).isEqualTo("kept");
        client.subscribe("handling/x", "20");
        client.ping();
    }

    @Test
    @Spec({"MQTT-3.3.1-9", "MQTT-4.7.1-2", "MQTT-4.7.2-1"})
    void a_wildcard_gets_all_that_match() {
        for (int i = 0; i < 300; i++) { // more than one window
            retain("many/" + i + "/temperature", String.valueOf(i));
        }
        retain("many/1/humidity", "no");
        WireClient client = clients.v5("many");
        client.subscribe("many/+/temperature", "01");

        boolean[] seen = new boolean[300];
        for (int i = 0; i < 300; i++) {
            seen[Integer.parseInt(client.takeText())] = true;
        }
        assertThat(seen).containsOnly(true);
        client.ping();
    }

    @Test
    @Spec("4.8.2")
    void a_shared_subscription_gets_none() {
        retain("shared/x", "kept");
        WireClient client = clients.v5("shared");
        client.subscribe("$share/g/shared/x", "01");

        client.ping();
        sender.publish("shared/x", "live");
        assertThat(client.takeText()).isEqualTo("live");
    }

    @Test
    @Spec({"MQTT-3.3.1-8", "MQTT-3.8.4-2", "3.3.2.3.8"})
    void a_retained_message_carries_the_identifier_of_its_subscription_and_its_own_properties() {
        clients.v5("labels-keeper")
                .publish("33", "labels/x", 1, "26 \"a\" \"1\"", "kept")
                .expect(WirePacket.PUBACK);
        WireClient client = clients.v5("labels");
        client.subscribeWith("0B 05", "labels/x", "00");

        WirePacket.Publish received = client.take();
        assertThat(received.all(0x0B)).containsExactly(5);
        assertThat(received.all(0x26)).containsExactly("a=1");
        assertThat(received.qos()).isZero();
    }
}
