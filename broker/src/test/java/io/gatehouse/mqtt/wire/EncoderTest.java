package io.gatehouse.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.Spec;
import io.gatehouse.mqtt.Auth;
import io.gatehouse.mqtt.Connack;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Pingreq;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Suback;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Objects;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EncoderTest {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    static List<WireVector> fromServer() {
        return WireVectors.fromServer();
    }

    @ParameterizedTest
    @MethodSource("fromServer")
    void a_packet_becomes_the_bytes_of_its_vector(WireVector vector) {
        Packet packet = Objects.requireNonNull(vector.packet());
        assertThat(encoded(packet, vector.version(), NO_LIMIT, true)).isEqualTo(vector.bytes());
    }

    static List<WireVector> acknowledgements() {
        return WireVectors.fromServer().stream()
                .filter(vector -> vector.name().matches("PUB(ACK|REC|REL|COMP)( with code)?"))
                .filter(vector -> !vector.wire().isEmpty())
                .toList();
    }

    /** Acknowledgements travel both ways: the broker's own decoder reads what its encoder wrote. */
    @ParameterizedTest
    @MethodSource("acknowledgements")
    void an_acknowledgement_comes_back_as_it_was(WireVector vector) {
        Packet packet = Objects.requireNonNull(vector.packet());
        try (DecoderHarness harness = DecoderHarness.admitted(vector.version())) {
            harness.feed(encoded(packet, vector.version(), NO_LIMIT, true));
            assertThat(harness.outcome()).isEqualTo(PacketText.of(packet));
        }
    }

    @ParameterizedTest
    @MethodSource("fromServer")
    @Spec("2.1.4")
    void an_independent_client_codec_reads_every_packet_of_5_0(WireVector vector) throws Exception {
        Packet packet = Objects.requireNonNull(vector.packet());
        byte[] bytes = encoded(packet, vector.version(), NO_LIMIT, true);
        if (vector.version() == ProtocolVersion.MQTT_5 && bytes.length > 0) {
            MqttWireMessage read = MqttWireMessage.createWireMessage(bytes);
            assertThat(read.getType()).isEqualTo((byte) ((bytes[0] >> 4) & 0x0F));
        }
    }

    @Test
    @Spec({"MQTT-3.4.2-2", "MQTT-3.2.2-19", "MQTT-3.9.2-1", "MQTT-3.14.2-3"})
    void a_reason_string_is_left_out_where_it_would_exceed_the_clients_packet_size() {
        List<Packet> packets = List.of(
                new Puback(1, ReasonCode.NOT_AUTHORIZED, "a reason"),
                new Pubrec(1, ReasonCode.NOT_AUTHORIZED, "a reason"),
                Connack.refused(ReasonCode.NOT_AUTHORIZED, "a reason"),
                new Suback(1, List.of(ReasonCode.NOT_AUTHORIZED), "a reason"),
                new Disconnect(ReasonCode.NOT_AUTHORIZED, Disconnect.UNCHANGED, "a reason"));
        for (Packet packet : packets) {
            byte[] whole = encoded(packet, ProtocolVersion.MQTT_5, NO_LIMIT, true);
            assertThat(encoded(packet, ProtocolVersion.MQTT_5, whole.length, true))
                    .isEqualTo(whole);
            byte[] cut = encoded(packet, ProtocolVersion.MQTT_5, whole.length - 1, true);
            assertThat(cut).hasSizeBetween(3, 6).isEqualTo(encoded(packet, ProtocolVersion.MQTT_5, NO_LIMIT, false));
        }
    }

    @Test
    @Spec("MQTT-3.1.2-24")
    void a_packet_the_client_cannot_take_is_not_sent() {
        Suback suback = new Suback(1, List.of(ReasonCode.SUCCESS, ReasonCode.SUCCESS), null);
        assertThat(encoded(suback, ProtocolVersion.MQTT_5, 7, true)).hasSize(7);
        assertThat(encoded(suback, ProtocolVersion.MQTT_5, 6, true)).isEmpty();
    }

    @Test
    @Spec("MQTT-3.1.2-29")
    void no_reason_string_goes_to_a_client_that_wants_none() {
        Puback puback = new Puback(1, ReasonCode.SUCCESS, "a reason");
        assertThat(encoded(puback, ProtocolVersion.MQTT_5, NO_LIMIT, false)).isEqualTo(WireBytes.of("40 02 0001"));
        Pubrec pubrec = new Pubrec(1, ReasonCode.NOT_AUTHORIZED, "a reason");
        assertThat(encoded(pubrec, ProtocolVersion.MQTT_5, NO_LIMIT, false)).isEqualTo(WireBytes.of("50 03 0001 87"));
        Suback suback = new Suback(1, List.of(ReasonCode.NOT_AUTHORIZED), "a reason");
        assertThat(encoded(suback, ProtocolVersion.MQTT_5, NO_LIMIT, false))
                .isEqualTo(WireBytes.of("90 04 0001 00 87"));
    }

    @Test
    void what_only_clients_send_is_a_defect() {
        assertThatThrownBy(() -> encoded(Pingreq.INSTANCE, ProtocolVersion.MQTT_5, NO_LIMIT, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PINGREQ");
    }

    @Test
    void packets_are_appended_behind_what_is_there() {
        ByteBuf out = ByteBufAllocator.DEFAULT.buffer().writeByte(0x55);
        try {
            PacketEncoder.encode(new Auth(ReasonCode.SUCCESS), ProtocolVersion.MQTT_3_1_1, NO_LIMIT, true, out);
            PacketEncoder.encode(new Puback(1, ReasonCode.SUCCESS), ProtocolVersion.MQTT_5, NO_LIMIT, true, out);
            assertThat(ByteBufUtil.getBytes(out)).isEqualTo(WireBytes.of("55 40 02 0001"));
        } finally {
            out.release();
        }
    }

    private static byte[] encoded(
            Packet packet, ProtocolVersion version, int maximumPacketSizeBytes, boolean problemInformation) {
        ByteBuf out = ByteBufAllocator.DEFAULT.buffer();
        try {
            PacketEncoder.encode(packet, version, maximumPacketSizeBytes, problemInformation, out);
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }
}
