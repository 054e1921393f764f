package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session belongs to a client id and not to a protocol version: what becomes of it when the client changes that. */
final class SessionVersionIT {
    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(RunningBroker::start);

    private static WireClient resumed3(String clientId) {
        WireClient client = clients.dial();
        assertThat(client.connect3(clientId, false).sessionPresent()).isTrue();
        return client;
    }

    private static WireClient resumed5(String clientId, String properties) {
        WireClient client = clients.dial();
        assertThat(client.connect5(clientId, false, properties).sessionPresent())
                .isTrue();
        return client;
    }

    @Test
    @Spec({"MQTT-3.1.2-5", "3.1.2.11.2"})
    void a_session_of_3_1_1_goes_on_with_5_0_and_gets_the_properties_of_what_waited() {
        WireClient old = clients.kept3("up");
        assertThat(old.subscribe("up/#", "01")).isEqualTo("01");
        old.disconnect();
        clients.v5("up-sender")
                .publish("32", "up/a", 1, "03 \"text/plain\"", "waited")
                .expect(WirePacket.PUBACK);

        WireClient now = resumed5("up", "11 000003E8");
        WirePacket.Publish waited = now.take();

        assertThat(waited.payload()).isEqualTo("waited");
        assertThat(waited.all(0x03)).containsExactly("text/plain");
        now.ping();
    }

    @Test
    @Spec({"MQTT-3.1.2-4", "MQTT-3.3.1-13", "MQTT-3.3.4-3"})
    void a_session_of_5_0_goes_on_with_3_1_1_and_its_subscription_options_hold() {
        WireClient now = clients.kept5("down");
        now.subscribeWith("0B 07", "down/#", "2D"); // identifier 7; QoS 1, no local, retain as published
        now.disconnect();
        WireClient sender = clients.v5("down-sender");
        sender.publish("33", "down/a", 1, "03 \"text/plain\"", "retained as published")
                .expect(WirePacket.PUBACK);

        WireClient old = resumed3("down");
        WirePacket.Publish waited = old.take(); // in the form of 3.1.1: no properties

        assertThat(waited.payload()).isEqualTo("retained as published");
        assertThat(waited.retain()).isTrue();
        old.publish("32", "down/own", 9, "", "not to itself").expect(WirePacket.PUBACK);
        old.ping();
        sender.publish("33", "down/a", 2, "", "").expect(WirePacket.PUBACK);
    }

    @Test
    @Spec({"MQTT-4.4.0-1", "MQTT-4.3.3-4"})
    void an_open_exchange_of_qos_2_is_ended_in_the_other_version() {
        WireClient old = clients.kept3("mid");
        old.subscribe("mid/#", "02");
        clients.v5("mid-sender").publish2("mid/a", "once");
        int id = old.receive().id();
        old.pubrec(id).expect(WirePacket.PUBREL);
        old.close();

        WireClient now = resumed5("mid", "11 000003E8");
        assertThat(now.expect(WirePacket.PUBREL).id()).isEqualTo(id);
        now.send("70 02", String.format("%04X", id)).ping();
    }

    @Test
    @Spec({"3.1.2.11.2", "MQTT-3.1.2-6"})
    void how_long_the_session_lives_is_what_the_last_connection_asked_for() {
        WireClient old = clients.kept3("life");
        old.subscribe("life/#", "01");
        old.disconnect();
        resumed5("life", "").disconnect(); // no expiry: it ends here

        WireClient gone = clients.dial();
        assertThat(gone.connect3("life", false).sessionPresent()).isFalse();
    }
}
