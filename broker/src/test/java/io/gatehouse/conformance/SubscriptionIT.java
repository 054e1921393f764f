package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.reason.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SubscriptionIT {
    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(RunningBroker::start);

    @Test
    @Spec({"MQTT-3.8.4-6", "MQTT-3.9.3-1", "MQTT-3.8.4-7", "4.7.1"})
    void each_filter_gets_its_own_answer() {
        WireClient client5 = clients.v5("answers");
        client5.send("82 ~ 0001 {} \"a/b\" 00 \"a#\" 01 \"+/+\" 01 \"a/#/b\" 00 \"\" 00 \"$share/g\" 01 \"#\" 02");
        assertThat(client5.expect(WirePacket.SUBACK).codes(true)).isEqualTo("00 8F 01 8F 8F 8F 02");

        WireClient client3 = clients.v3("answers-3");
        client3.send("82 ~ 0001 \"a/b\" 00 \"a+\" 01 \"#\" 02").expect("90 05 0001 00 80 02");
    }

    @Test
    @Spec({"MQTT-3.9.2-1", "MQTT-3.1.2-29", "3.9.2.1.2"})
    void a_suback_says_in_words_why_unless_the_client_wants_none_or_has_no_room() {
        String refused = "82 ~ 0001 {} \"a/#/b\" 01";
        WireClient curious = clients.v5("suback-curious");
        WireClient terse = clients.v5("suback-terse", "17 00");
        WireClient small = clients.v5("suback-small", "27 00000020");

        assertThat(curious.send(refused).expect(WirePacket.SUBACK).properties(2))
                .containsExactly(new WirePacket.Property(0x1F, Reason.FILTER_INVALID.meaning()));
        terse.send(refused).expect("90 04 0001 00 8F");
        small.send(refused).expect("90 04 0001 00 8F");
    }

    @Test
    @Spec({"MQTT-3.9.3-1", "3.9.3"})
    void a_filter_the_policy_does_not_allow_is_refused_alone() {
        String own = Policies.document(
                Policies.allow("iot:Connect", "*"),
                Policies.allow("iot:Subscribe", "topicfilter/mine/*"),
                Policies.allow("iot:Receive", "*"));
        try (WireClients limited =
                new WireClients(clients.broker(), clients.broker().device("limited", "own", own))) {
            WireClient client5 = limited.v5("limited");
            client5.send("82 ~ 0001 {} \"mine/a\" 01 \"theirs/a\" 01");
            assertThat(client5.expect(WirePacket.SUBACK).codes(true)).isEqualTo("01 87");

            limited.v3("limited-3")
                    .send("82 ~ 0001 \"mine/a\" 01 \"theirs/a\" 01")
                    .expect("90 04 0001 01 80");
        }
    }

    @Test
    @Spec({"MQTT-3.10.4-2", "MQTT-3.10.4-4", "MQTT-3.11.3-1", "3.11.3"})
    void unsubscribing_is_answered_per_filter_and_ends_deliveries() {
        WireClient client = clients.v5("leaver");
        client.subscribe("leave/a", "00");
        client.subscribe("leave/b", "00");
        client.send("A2 ~ 0003 {} \"leave/a\" \"leave/never\" \"leave/#/x\"");
        assertThat(client.expect(WirePacket.UNSUBACK).codes(true)).isEqualTo("00 11 8F");

        clients.v5("leaver-sender")
                .publish("leave/a", "no")
                .publish("leave/b", "yes")
                .ping();

        assertThat(client.takeText()).isEqualTo("yes");
        clients.v3("leaver-3").send("A2 ~ 0003 \"leave/never\"").expect("B0 02 0003");
    }

    @Test
    @Spec({"MQTT-4.7.2-1", "4.7.2"})
    void reserved_topics_are_closed_to_devices() {
        WireClient client = clients.v5("snoop");
        assertThat(client.subscribe("$SYS/#", "00")).isEqualTo("8F");
        assertThat(client.subscribe("$internal/x", "00")).isEqualTo("8F");
        assertThat(client.subscribe("#", "00")).isEqualTo("00");
        assertThat(client.publish1("$SYS/x", "no").code()).isEqualTo(0x87);
        client.publish("$aws/events/presence/connected/lamp", "forged"); // QoS 0: dropped without an answer
        client.publish("open/x", "yes");
        assertThat(client.takeText()).isEqualTo("yes");

        clients.v3("snoop-3").publish("$SYS/x", "no").expectClosed();
    }

    @Test
    @Spec({"MQTT-4.7.2-1", "4.7.2"})
    void a_wildcard_at_the_root_does_not_see_reserved_topics() {
        WireClient all = clients.v5("all-seeing");
        all.subscribe("#", "00");
        all.subscribe("+/events/#", "00");
        WireClient watcher = clients.v5("watcher");
        assertThat(watcher.subscribe("$aws/events/presence/connected/+", "00")).isEqualTo("00");

        clients.v5("newcomer").publish("open/y", "fence").ping();

        WirePacket.Publish event = watcher.take();
        assertThat(event.topic()).isEqualTo("$aws/events/presence/connected/newcomer");
        assertThat(event.payload()).contains("\"clientId\":\"newcomer\"");
        assertThat(all.takeText()).isEqualTo("fence");
    }

    @Test
    @Spec({"MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-4.7.1-3", "4.7.1.2"})
    void the_hash_matches_its_parent_too() {
        WireClient client = clients.v5("parent");
        client.subscribe("sensor/#", "00");
        clients.v5("parent-sender")
                .publish("sensor", "parent")
                .publish("sensor/1/x", "child")
                .ping();

        assertThat(client.takeText()).isEqualTo("parent");
        assertThat(client.takeText()).isEqualTo("child");
    }

    @Test
    @Spec({"MQTT-3.8.3-3", "3.8.3.1"})
    void no_local_spares_a_client_its_own_messages() {
        WireClient client = clients.v5("self");
        client.subscribe("self/x", "04");
        WireClient echo = clients.v5("echo");
        echo.subscribe("self/x", "00");

        client.publish("self/x", "mine").ping();
        assertThat(echo.takeText()).isEqualTo("mine");
        echo.publish("self/x", "theirs");

        assertThat(client.takeText()).isEqualTo("theirs");
    }

    @Test
    @Spec("MQTT-3.8.3-4")
    void no_local_on_a_shared_subscription_is_a_protocol_error() {
        clients.v5("shared-self").send("82 ~ 0001 {} \"$share/g/x\" 04").expectDisconnect(0x82);
    }

    @Test
    @Spec({"MQTT-4.8.2-4", "MQTT-4.8.2-5", "4.8.2"})
    void each_message_goes_to_one_member_of_a_shared_subscription() {
        int messages = 60;
        List<WireClient> members = List.of(clients.v5("member-1"), clients.v5("member-2"), clients.v3("member-3"));
        for (WireClient member : members) {
            assertThat(member.subscribe("$share/g/jobs/#", "01")).isEqualTo("01");
            assertThat(member.subscribe("jobs-over", "01")).isEqualTo("01");
        }
        WireClient outsider = clients.v5("outsider");
        outsider.subscribe("jobs/#", "00");
        WireClient sender = clients.v5("boss");

        for (int i = 0; i < messages; i++) {
            sender.publish1("jobs/x", String.valueOf(i));
        }
        sender.publish1("jobs-over", "over");

        List<String> done = new ArrayList<>();
        for (WireClient member : members) {
            List<String> mine = new ArrayList<>();
            for (String text = member.takeText(); !text.equals("over"); text = member.takeText()) {
                mine.add(text);
            }
            assertThat(mine).as("share of one member").isNotEmpty();
            done.addAll(mine);
        }
        assertThat(done).hasSize(messages).doesNotHaveDuplicates();
        for (int i = 0; i < messages; i++) {
            assertThat(outsider.takeText()).isEqualTo(String.valueOf(i));
        }
    }

    @Test
    @Spec("4.8.2")
    void two_groups_on_one_filter_get_each_message_both() {
        WireClient blue = clients.v5("blue");
        blue.subscribe("$share/blue/two/#", "00");
        WireClient red = clients.v3("red");
        red.subscribe("$share/red/two/#", "00");

        clients.v5("two-sender").publish("two/x", "1").ping();

        assertThat(blue.takeText()).isEqualTo("1");
        assertThat(red.takeText()).isEqualTo("1");
    }

    @Test
    @Spec({"MQTT-4.8.2-1", "MQTT-4.8.2-2"})
    void a_share_name_with_a_wildcard_is_refused() {
        WireClient client = clients.v5("bad-share");
        assertThat(client.subscribe("$share/+/x", "00")).isEqualTo("8F");
        assertThat(client.subscribe("$share//x", "00")).isEqualTo("8F");
        assertThat(client.subscribe("$share/g/", "00")).isEqualTo("8F");
    }
}
