package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class WillIT {
    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(RunningBroker::start);

    private WireClient listener(String topic) {
        WireClient listener = clients.v5("listener-" + topic);
        assertThat(listener.subscribe(topic + "/#", "02")).isEqualTo("02");
        return listener;
    }

    /** CONNECT of 5.0 with a will {@code bye} on {@code <clientId>/will}. */
    private WireClient withWill(String clientId, String flags, String connectProperties, String willProperties) {
        WireClient client = clients.dial().speaks5();
        client.send(
                "10 ~ \"MQTT\" 05",
                flags,
                "0000 {",
                connectProperties,
                "}",
                '"' + clientId + '"',
                "{",
                willProperties,
                "}",
                '"' + clientId + "/will\"",
                "\"bye\"");
        assertThat(client.expect(WirePacket.CONNACK).connectCode()).isZero();
        return client;
    }

    /** A later message on another topic shows that nothing came before it. */
    private void nothingBut(WireClient listener, String topic) {
        clients.v5("fence-" + topic).publish(topic + "/fence", "fence").ping();
        assertThat(listener.takeText()).isEqualTo("fence");
    }

    @Test
    @Spec({"MQTT-3.1.2-8", "3.1.2.5"})
    void a_connection_that_breaks_leaves_its_will() {
        WireClient listener = listener("broken");
        withWill("broken", "06", "", "").close();

        WirePacket.Publish will = listener.take();
        assertThat(will.topic()).isEqualTo("broken/will");
        assertThat(will.payload()).isEqualTo("bye");
        assertThat(will.qos()).isZero();
        assertThat(will.retain()).isFalse();
    }

    @Test
    @Spec({"MQTT-3.1.2-8", "MQTT-3.1.2-12"})
    void a_will_of_3_1_1_comes_with_its_qos() {
        WireClient listener = listener("broken3");
        WireClient client = clients.dial().send("10 ~ \"MQTT\" 04 16 0000 \"broken3\" \"broken3/will\" \"bye\"");
        client.expect("20 02 00 00");
        client.close();

        assertThat(listener.take().qos()).isEqualTo(2);
    }

    @Test
    @Spec({"MQTT-3.1.2-10", "MQTT-3.14.4-3"})
    void a_normal_farewell_discards_the_will() {
        WireClient listener = listener("polite");
        withWill("polite", "06", "", "").disconnect();

        nothingBut(listener, "polite");
    }

    @Test
    @Spec("3.14.2.1")
    void a_farewell_with_will_message_publishes_it() {
        WireClient listener = listener("dramatic");
        withWill("dramatic", "0E", "", "").send("E0 01 04").expectClosed();

        WirePacket.Publish will = listener.take();
        assertThat(will.payload()).isEqualTo("bye");
        assertThat(will.qos()).isEqualTo(1);
    }

    @Test
    @Spec({"MQTT-3.1.2-8", "4.13"})
    void whoever_breaks_the_protocol_leaves_its_will() {
        WireClient listener = listener("rude");
        withWill("rude", "06", "", "").send("F0 00").expect(WirePacket.DISCONNECT);

        assertThat(listener.takeText()).isEqualTo("bye");
    }

    @Test
    @Spec({"MQTT-3.1.2-24", "MQTT-3.1.2-8"})
    void whoever_falls_silent_leaves_its_will() {
        WireClient listener = listener("mute");
        clients.dial()
                .send("10 ~ \"MQTT\" 04 06 0001 \"mute\" \"mute/will\" \"bye\"")
                .expect("20 02 00 00");

        assertThat(listener.takeText()).isEqualTo("bye");
    }

    @Test
    @Spec({"3.1.3.2.2", "MQTT-3.1.3-9"})
    void a_will_with_delay_waits() {
        WireClient listener = listener("late");
        withWill("late", "06", "11 00000064", "18 00000001").close();

        nothingBut(listener, "late");
        assertThat(listener.takeText()).isEqualTo("bye");
    }

    @Test
    @Spec({"MQTT-3.1.3-9", "3.1.3.2.2"})
    void a_client_that_is_back_in_time_has_its_will_cancelled() {
        WireClient listener = listener("back");
        withWill("back", "06", "11 00000064", "18 00000002").close();
        WireClient back = clients.dial();
        assertThat(back.connect5("back", false, "11 00000064").sessionPresent()).isTrue();

        withWill("back/measure", "06", "11 00000064", "18 00000002").close(); // longer than the other had left

        assertThat(listener.take().topic()).isEqualTo("back/measure/will");
        back.ping();
    }

    @Test
    @Spec({"MQTT-3.1.2-8", "3.1.3.2.2"})
    void a_session_that_ends_before_the_delay_publishes_its_will_at_once() {
        WireClient listener = listener("ended");
        withWill("ended", "06", "11 00000064", "18 00000E10").close();

        clients.v5("ended"); // clean start: the old session ends

        assertThat(listener.takeText()).isEqualTo("bye");
    }

    @Test
    @Spec("3.1.3.2.2")
    void without_session_expiry_a_delay_is_none() {
        WireClient listener = listener("short");
        withWill("short", "06", "", "18 00000E10").close();

        assertThat(listener.takeText()).isEqualTo("bye");
    }

    @Test
    @Spec({"MQTT-3.1.2-15", "MQTT-3.1.2-14"})
    void a_retained_will_is_there_for_those_who_come_later() {
        WireClient listener = listener("kept");
        withWill("kept", "2E", "", "").close();
        assertThat(listener.take().retain()).isFalse();

        WireClient late = clients.v5("late-comer");
        late.subscribe("kept/#", "01");

        WirePacket.Publish will = late.take();
        assertThat(will.retain()).isTrue();
        assertThat(will.payload()).isEqualTo("bye");
    }

    @Test
    @Spec({"MQTT-3.1.3-10", "3.1.3.2"})
    void a_will_brings_its_properties() {
        WireClient listener = listener("rich");
        withWill("rich", "06", "", "03 \"text/plain\" 26 \"a\" \"1\" 08 \"answer\" 09 0001 07 26 \"a\" \"2\"")
                .close();

        WirePacket.Publish will = listener.take();
        assertThat(will.all(0x03)).containsExactly("text/plain");
        assertThat(will.all(0x08)).containsExactly("answer");
        assertThat(will.all(0x09)).containsExactly("07");
        assertThat(will.all(0x26)).containsExactly("a=1", "a=2");
    }

    @Test
    @Spec({"MQTT-3.1.4-3", "3.1.3.2.2"})
    void whoever_is_taken_over_leaves_its_will_once() {
        WireClient listener = listener("double");
        WireClient old = withWill("double", "06", "11 00000064", "");

        clients.kept5("double");

        old.expectDisconnect(0x8E);
        assertThat(listener.takeText()).isEqualTo("bye");
        nothingBut(listener, "double");
    }
}
