package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.TestDevice;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.config.SessionSettings.ForeignClientId;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.reason.Reason;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client id belongs to the certificate that first used it, and is no door to anything. */
final class ClientIdIT {
    private static RunningBroker refusing;
    private static RunningBroker cleaning;

    @BeforeAll
    static void startBrokers() {
        refusing = RunningBroker.start();
        cleaning = RunningBroker.start(Compatibility.EXTENDED, from -> {
            SessionSettings sessions = from.sessions();
            return RunningBroker.withSessions(
                    from,
                    new SessionSettings(
                            sessions.maxExpiry(),
                            sessions.minKeepAlive(),
                            sessions.maxKeepAlive(),
                            ForeignClientId.CLEAN,
                            sessions.maxWillDelay(),
                            sessions.queueFull(),
                            sessions.backlogRate(),
                            sessions.reasonStrings(),
                            sessions.sharedCertificate(),
                            sessions.maxSignedConnection()));
        });
    }

    @AfterAll
    static void stopBrokers() {
        refusing.close();
        cleaning.close();
    }

    @Nested
    class where_strangers_are_refused {
        @ParameterizedTest
        @EnumSource(
                value = ProtocolVersion.class,
                names = {"MQTT_3_1_1", "MQTT_5"})
        void the_session_and_its_connection_stay_as_they_are(ProtocolVersion version) throws IOException {
            TestDevice owner = refusing.device("owner-" + version);
            TestDevice other = refusing.device("other-" + version);
            Watch refusals = Watch.refusals(refusing, Reason.CLIENT_ID_OWNED);
            try (RawClient first = RawClient.connected(refusing, owner);
                    RawClient second = RawClient.of(refusing, other)) {
                first.subscribe("mine/#");

                Answer connack = second.connect(Connect.of(version, owner.name()));

                assertThat(connack.code()).isEqualTo(version.isMqtt5() ? 0x87 : 5);
                second.awaitClosed();
                refusals.rose(1);
                first.publish("mine/still", "here", 1);
                assertThat(first.receive()).isEqualTo("mine/still here");
            }
        }

        @Test
        void an_absent_owner_finds_its_messages_when_it_comes_back() throws IOException {
            TestDevice owner = refusing.device("absent");
            TestDevice other = refusing.device("curious");
            leaveWithQueue(refusing, owner, other);

            try (RawClient intruder = RawClient.of(refusing, other)) {
                assertThat(intruder.connect(Connect.mqtt5("absent").persistent())
                                .code())
                        .isEqualTo(0x87);
                intruder.awaitClosed();
            }

            try (RawClient back = RawClient.of(refusing, owner)) {
                assertThat(back.admitted(Connect.mqtt5("absent").persistent()).sessionPresent())
                        .isTrue();
                assertThat(back.receive()).isEqualTo("letters/absent secret");
            }
        }
    }

    @Nested
    class where_strangers_start_clean {
        @Test
        void they_inherit_neither_queue_nor_subscriptions() throws IOException {
            TestDevice owner = cleaning.device("heir-owner");
            TestDevice other = cleaning.device("heir-other");
            leaveWithQueue(cleaning, owner, other);

            try (RawClient newcomer = RawClient.of(cleaning, other);
                    RawClient sender = RawClient.connected(cleaning, cleaning.device("heir-sender"))) {
                Answer connack = newcomer.admitted(Connect.mqtt5("heir-owner").persistent());
                newcomer.subscribe("fence");
                sender.publish("letters/heir-owner", "for the owner", 1);
                sender.publish("fence", "reached", 1);

                assertThat(connack.sessionPresent()).isFalse();
                assertThat(newcomer.receive()).isEqualTo("fence reached");
            }
        }

        @Test
        void the_old_connection_ends_and_its_will_is_its_own() throws IOException {
            TestDevice owner = cleaning.device("will-owner");
            TestDevice other = cleaning.device("will-other");
            TestDevice witness = cleaning.device("will-witness");
            try (RawClient watching = RawClient.connected(cleaning, witness);
                    RawClient first = RawClient.of(cleaning, owner);
                    RawClient second = RawClient.of(cleaning, other)) {
                watching.subscribe("wills/#", "fence");
                first.admitted(Connect.mqtt5("will-owner").will("wills/first"));

                second.admitted(Connect.mqtt5("will-owner"));
                assertThat(first.expect(Answer.DISCONNECT).code()).isEqualTo(0x8E);
                assertThat(watching.receive()).isEqualTo("wills/first will of will-owner");
                second.leave(); // without a farewell, and without a will
                watching.publish("fence", "reached", 1);

                assertThat(watching.receive()).isEqualTo("fence reached");
            }
        }
    }

    /** The owner subscribes and goes; one message waits for it. */
    private static void leaveWithQueue(RunningBroker broker, TestDevice owner, TestDevice sender) throws IOException {
        try (RawClient client = RawClient.of(broker, owner)) {
            client.admitted(Connect.mqtt5(owner.name()).persistent());
            client.subscribe("letters/" + owner.name());
            client.send(Frames.DISCONNECT).awaitClosed();
        }
        try (RawClient client = RawClient.connected(broker, sender)) {
            client.publish("letters/" + owner.name(), "secret", 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a+b", "+", "a#", "#", "new\nline", "bell\u0007", "del\u007f", "c1\u0085", "$me", "$GEN/mine"})
    void a_client_id_that_could_be_mistaken_for_something_else_is_refused(String clientId) throws IOException {
        TestDevice device = refusing.device("odd-" + Integer.toHexString(clientId.hashCode()));
        Watch refusals = Watch.refusals(refusing, Reason.CLIENT_ID_INVALID);
        try (LogLines log = LogLines.listen();
                RawClient client = RawClient.of(refusing, device)) {
            assertThat(client.connect(Connect.mqtt5(clientId)).code()).isEqualTo(0x85);

            client.awaitClosed();
            refusals.rose(1);
            assertThat(log.all()).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
        }
        try (RawClient client = RawClient.of(refusing, device)) {
            assertThat(client.connect(Connect.mqtt3(clientId)).code()).isEqualTo(2);
            client.awaitClosed();
        }
    }

    @Test
    void a_client_id_has_at_most_128_bytes() throws IOException {
        TestDevice device = refusing.device("long-named");
        try (RawClient longest = RawClient.of(refusing, device);
                RawClient inCharacters = RawClient.of(refusing, device);
                RawClient inBytes = RawClient.of(refusing, device)) {
            longest.admitted(Connect.mqtt5("n".repeat(128)));

            assertThat(inCharacters.connect(Connect.mqtt5("n".repeat(129))).code())
                    .isEqualTo(0x85);
            inCharacters.awaitClosed();
            assertThat(inBytes.connect(Connect.mqtt5("ü".repeat(65))).code()).isEqualTo(0x85);
            inBytes.awaitClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"__proto__", "constructor", "null", "x_meta", "../x", ".*", "x)|(.*", "queue_x", "a${*}"})
    void a_client_id_that_means_something_elsewhere_means_nothing_here(String clientId) throws IOException {
        TestDevice device = refusing.device("name-" + Integer.toHexString(clientId.hashCode()));
        try (RawClient client = RawClient.of(refusing, device)) {
            client.admitted(Connect.mqtt5(clientId));
            client.subscribe("names/" + device.name());
            client.publish("names/" + device.name(), "heard", 1);

            assertThat(client.receive()).isEqualTo("names/" + device.name() + " heard");
        }
    }

    @Test
    @Spec({"MQTT-3.1.3-6", "MQTT-3.1.3-7"})
    void who_brings_no_client_id_is_given_one_that_nobody_else_has() throws IOException {
        TestDevice device = refusing.device("anonymous");
        try (RawClient one = RawClient.of(refusing, device);
                RawClient two = RawClient.of(refusing, device)) {
            String first = assigned(one.admitted(Connect.mqtt5("")));
            String second = assigned(two.admitted(Connect.mqtt5("")));

            assertThat(first).isNotEqualTo(second);
            one.send(Frames.PINGREQ).expect(Answer.PINGRESP);
            two.send(Frames.PINGREQ).expect(Answer.PINGRESP);
        }
    }

    private static String assigned(Answer connack) {
        String words = connack.words();
        int from = words.indexOf("$GEN/");
        return words.substring(from, from + "$GEN/".length() + 36);
    }

    @Test
    @Spec("MQTT-3.1.3-8")
    void a_3_1_1_client_without_id_that_wants_a_session_is_refused_and_closed() throws IOException {
        TestDevice device = refusing.device("forgetful");
        try (RawClient client = RawClient.of(refusing, device)) {
            assertThat(client.connect(Connect.mqtt3("").clean(false)).code()).isEqualTo(2);

            client.awaitClosed();
        }
    }
}
