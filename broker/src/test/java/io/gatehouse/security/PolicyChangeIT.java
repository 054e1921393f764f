package io.gatehouse.security;

import static io.gatehouse.Policies.allow;
import static io.gatehouse.Policies.deny;
import static io.gatehouse.Policies.document;
import static io.gatehouse.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Policies;
import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A changed policy decides the next packet of live sessions: nobody has to connect again. */
final class PolicyChangeIT {
    private static final int ROUNDS = Integer.getInteger("gatehouse.deny.rounds", 60);

    private static RunningBroker broker;
    private static RawClient publisher;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = RunningBroker.start();
        publisher = RawClient.connected(broker, broker.device("publisher"));
    }

    @AfterAll
    static void stopBroker() throws IOException {
        Watch.everyChangeReachedTheSessionsWithinASecond(broker);
        publisher.close();
        broker.close();
    }

    @Test
    void a_right_to_publish_that_is_withdrawn_and_given_back_is_felt_on_the_live_session() throws IOException {
        TestDevice device = broker.device("speaker", "speech", document(allow("iot:*", "*")));
        try (RawClient client = RawClient.connected(broker, device)) {
            assertThat(client.publish("talk/1", "free", 1).code()).isNotEqualTo(0x87);

            change("speech", document(allow("iot:*", "*"), deny("iot:Publish", "topic/talk/*")));
            assertThat(client.publish("talk/1", "forbidden", 1).code()).isEqualTo(0x87);

            change("speech", document(allow("iot:*", "*")));
            assertThat(client.publish("talk/1", "free again", 1).code()).isNotEqualTo(0x87);
        }
    }

    @Test
    void a_subscription_made_before_brings_nothing_that_is_denied_after() throws IOException {
        TestDevice device = broker.device("reader", "reading", document(allow("iot:*", "*")));
        try (RawClient client = RawClient.connected(broker, device)) {
            client.subscribe("news/#", "fence");
            publisher.publish("news/1", "before", 1);
            assertThat(client.receive()).isEqualTo("news/1 before");

            change("reading", document(allow("iot:*", "*"), deny("iot:Receive", "topic/news/*")));
            publisher.publish("news/1", "denied", 1);
            publisher.publish("fence", "reached", 1);
            assertThat(client.receive()).isEqualTo("fence reached");

            change("reading", document(allow("iot:*", "*")));
            publisher.publish("news/1", "after", 1);
            assertThat(client.receive()).isEqualTo("news/1 after");
        }
    }

    @Test
    void a_policy_that_is_detached_and_attached_again_is_felt_on_the_live_session() throws IOException {
        TestDevice device = broker.device("attached", "basis", document(allow("iot:Connect", "*")));
        done(broker.registry().putPolicy("extra", document(allow("iot:Publish", "*"))));
        done(broker.registry().attachPolicy("extra", device.certificateId()));
        settled();
        try (RawClient client = RawClient.connected(broker, device)) {
            assertThat(client.publish("x", "may", 1).code()).isNotEqualTo(0x87);

            done(broker.registry().detachPolicy("extra", device.certificateId()));
            settled();
            assertThat(client.publish("x", "may not", 1).code()).isEqualTo(0x87);

            done(broker.registry().attachPolicy("extra", device.certificateId()));
            settled();
            assertThat(client.publish("x", "may", 1).code()).isNotEqualTo(0x87);
        }
    }

    @Test
    void who_may_not_connect_any_more_is_put_out() throws IOException {
        TestDevice device = broker.device("guest", "guests", document(allow("iot:*", "*")));
        Watch ends = Watch.disconnects(broker, Reason.CONNECT_NOT_AUTHORIZED);
        try (RawClient client = RawClient.connected(broker, device)) {
            change("guests", document(allow("iot:Publish", "*")));

            Answer farewell = client.expect(Answer.DISCONNECT);

            assertThat(farewell.code()).isEqualTo(0x87);
            assertThat(farewell.words()).contains(Reason.CONNECT_NOT_AUTHORIZED.meaning());
            client.awaitClosed();
            ends.rose(1);
        }
    }

    @Test
    void a_live_session_is_judged_again_by_what_its_connect_asked_for() throws IOException {
        String clean = document(allow("iot:*", "*"), """
                {"Effect": "Deny", "Action": "iot:Connect", "Resource": "*", "Condition":
                  {"ForAnyValue:StringEquals": {"iot:ConnectAttributes": "PersistentConnect"}}}""");
        TestDevice device = broker.device("keeper", "keeping", document(allow("iot:*", "*")));
        Watch ends = Watch.disconnects(broker, Reason.CONNECT_NOT_AUTHORIZED);
        try (RawClient persistent = RawClient.of(broker, device);
                RawClient plain = RawClient.of(broker, device)) {
            persistent.admitted(Connect.mqtt5("keeper-1").persistent());
            plain.admitted(Connect.mqtt5("keeper-2").will("wills/keeper"));

            change("keeping", clean);

            assertThat(persistent.expect(Answer.DISCONNECT).code()).isEqualTo(0x87);
            persistent.awaitClosed();
            plain.send(Frames.PINGREQ).expect(Answer.PINGRESP);
            ends.rose(1);
        }
        try (RawClient again = RawClient.of(broker, device)) {
            assertThat(again.connect(Connect.mqtt3("keeper-1").persistent()).code())
                    .isEqualTo(5);
        }
    }

    @Test
    void an_attribute_of_the_thing_decides_anew_when_it_changes() throws IOException {
        TestDevice device = broker.device(
                "mover",
                "by-room",
                document(
                        allow("iot:Connect", "*"),
                        allow("iot:Publish", "topic/rooms/${iot:Connection.Thing.Attributes[room]}/*")));
        done(broker.registry().updateThing("mover", null, Map.of("room", "kitchen"), 0));
        settled();
        try (RawClient client = RawClient.connected(broker, device)) {
            assertThat(client.publish("rooms/kitchen/t", "21", 1).code()).isNotEqualTo(0x87);
            assertThat(client.publish("rooms/cellar/t", "12", 1).code()).isEqualTo(0x87);

            done(broker.registry().updateThing("mover", null, Map.of("room", "cellar"), 0));
            settled();

            assertThat(client.publish("rooms/kitchen/t", "21", 1).code()).isEqualTo(0x87);
            assertThat(client.publish("rooms/cellar/t", "12", 1).code()).isNotEqualTo(0x87);
        }
    }

    @Test
    void a_thing_that_is_detached_takes_its_variables_along() throws IOException {
        TestDevice device = broker.device(
                "loner",
                "by-thing",
                document(allow("iot:Connect", "*"), allow("iot:Publish", "topic/${iot:Connection.Thing.ThingName}/*")));
        try (RawClient client = RawClient.connected(broker, device)) {
            assertThat(client.publish("loner/t", "1", 1).code()).isNotEqualTo(0x87);

            done(broker.registry().detachThing("loner", device.certificateId()));
            settled();

            assertThat(client.publish("loner/t", "2", 1).code()).isEqualTo(0x87);
        }
    }

    /**
     * A publisher never stops, and each message says what round it was sent in. When the deny of a round has arrived,
     * the round is announced; what is sent afterwards must not get through.
     */
    @Test
    void no_message_sent_after_a_deny_has_arrived_is_delivered() throws Exception {
        TestDevice device = broker.device("racer", "race", Policies.everything());
        AtomicBoolean running = new AtomicBoolean(true);
        var denied = new java.util.concurrent.atomic.AtomicInteger(-1);
        try (RawClient client = RawClient.connected(broker, device);
                RawClient source = RawClient.connected(broker, broker.device("race-source"))) {
            client.subscribe("race/#", "fence");
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    while (running.get()) {
                        int round = denied.get(); // read before it is sent
                        source.publish("race/" + round, "message", 1);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            for (int round = 0; round < ROUNDS; round++) {
                change("race", document(allow("iot:*", "*"), deny("iot:Receive", "topic/race/" + round)));
                denied.set(round);
                publisher.publish("race/" + round, "sent after the deny had arrived", 1);
                publisher.publish("fence", "round " + round, 1);
                String got = client.receive();
                while (!got.startsWith("fence")) {
                    assertThat(got).doesNotStartWith("race/" + round + " ");
                    got = client.receive();
                }
                assertThat(got).isEqualTo("fence round " + round);
            }
            running.set(false);
            sending.join();
        }
    }

    private static void change(String policy, String document) {
        done(broker.registry().putPolicy(policy, document));
        settled();
    }

    /** Every loop was handed the change before the call returned; with one task more each, all have acted. */
    private static void settled() {
        broker.sessions().onEveryLoop(loop -> {}).join();
    }
}
