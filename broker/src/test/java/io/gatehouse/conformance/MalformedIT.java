package io.gatehouse.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.Spec;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.wire.WireVector;
import io.gatehouse.mqtt.wire.WireVectors;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every packet of the table that must be refused, over a real connection, while another client goes on. */
final class MalformedIT {
    /** Those the table is written against. */
    private static final LimitSettings LIMITS = new LimitSettings(
            4096,
            1024,
            2048,
            64,
            128,
            8,
            4,
            1000,
            100,
            100,
            10,
            256,
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            100,
            100_000,
            100,
            100_000,
            100,
            65_536);

    @RegisterExtension
    private static final WireClients clients = WireClients.ofBroker(
            () -> RunningBroker.start(Compatibility.EXTENDED, from -> RunningBroker.withLimits(from, LIMITS)));

    private static WireClients bystanders;
    private static WireClient bystander;

    @BeforeAll
    static void addBystander() {
        bystanders = new WireClients(clients.broker(), clients.broker().device("bystander"));
        bystander = bystanders.v5("bystander");
        bystander.subscribe("by/#", "01");
    }

    @AfterAll
    static void removeBystander() {
        bystanders.close();
    }

    static Stream<WireVector> refused() {
        return WireVectors.fromClient().stream().filter(vector -> vector.refusal() != null);
    }

    @ParameterizedTest
    @MethodSource("refused")
    @Spec({"MQTT-4.13.1-1", "MQTT-3.14.0-1", "MQTT-3.1.4-1", "4.13"})
    void a_broken_packet_ends_its_connection_with_its_code_and_no_other(WireVector vector) {
        WireClient client = clients.dial();
        if (vector.opens()) {
            client.send(vector.bytes());
            expectRefusedAtTheDoor(client, vector);
        } else {
            client.send(WireVectors.opening(vector.version()));
            assertThat(client.expect(WirePacket.CONNACK).connectCode()).isZero();
            client.send(vector.bytes());
            expectPutOut(client, vector);
        }

        String mark = vector.name().replace("'", ""); // a quote would end the payload in the notation
        bystander.publish1("by/x", mark);
        assertThat(bystander.takeText()).isEqualTo(mark);
    }

    /** An answer is allowed and not owed before CONNECT was understood; a wrong one is not allowed. */
    private static void expectRefusedAtTheDoor(WireClient client, WireVector vector) {
        WirePacket answer = client.nextOrClosed();
        if (answer == null) {
            return;
        }
        assertThat(vector.bytes()[0])
                .as("first byte of a packet that is answered")
                .isEqualTo((byte) 0x10);
        assertThat(answer.type()).isEqualTo(WirePacket.CONNACK);
        assertThat(answer.sessionPresent()).isFalse(); // [MQTT-3.2.2-6]
        assertThat(answer.connectCode()).isEqualTo(codeOf(vector));
        client.expectClosed();
    }

    private static ReasonCode refusal(WireVector vector) {
        return Objects.requireNonNull(vector.refusal());
    }

    private static int codeOf(WireVector vector) {
        ReasonCode refusal = refusal(vector);
        if (vector.version() == ProtocolVersion.MQTT_5) {
            return refusal.value();
        }
        return switch (refusal) {
            case UNSUPPORTED_PROTOCOL_VERSION -> 1;
            case CLIENT_IDENTIFIER_NOT_VALID -> 2;
            case QUOTA_EXCEEDED -> 3;
            default -> throw new AssertionError(refusal + ": answered (expected: silence, 3.1.1 has no code for it)");
        };
    }

    private static void expectPutOut(WireClient client, WireVector vector) {
        if (vector.version() == ProtocolVersion.MQTT_5) {
            client.expectDisconnect(refusal(vector).value());
        } else {
            client.expectClosed();
        }
    }
}
