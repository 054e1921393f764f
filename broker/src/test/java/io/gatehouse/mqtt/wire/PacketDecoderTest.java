package io.gatehouse.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Spec;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.ReasonCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PacketDecoderTest {
    static List<WireVector> fromClient() {
        return WireVectors.fromClient();
    }

    @ParameterizedTest
    @MethodSource("fromClient")
    void a_packet_says_what_its_bytes_say(WireVector vector) {
        try (DecoderHarness harness = DecoderHarness.of(vector)) {
            harness.feed(vector.bytes());
            assertThat(harness.outcome()).isEqualTo(expected(vector));
        }
    }

    @ParameterizedTest
    @MethodSource("fromClient")
    void a_packet_that_trickles_in_byte_by_byte_says_the_same(WireVector vector) {
        try (DecoderHarness harness = DecoderHarness.of(vector)) {
            byte[] bytes = vector.bytes();
            for (int i = 0; i < bytes.length; i++) {
                harness.feed(bytes, i, i + 1);
            }
            assertThat(harness.outcome()).isEqualTo(expected(vector));
        }
    }

    @ParameterizedTest
    @MethodSource("fromClient")
    void a_packet_says_the_same_wherever_it_is_cut(WireVector vector) {
        Random random = new Random(vector.wire().hashCode());
        byte[] bytes = vector.bytes();
        for (int round = 0; round < 8; round++) {
            try (DecoderHarness harness = DecoderHarness.of(vector)) {
                int from = 0;
                while (from < bytes.length) {
                    int until = Math.min(bytes.length, from + 1 + random.nextInt(bytes.length));
                    harness.feed(bytes, from, until);
                    from = until;
                }
                assertThat(harness.outcome()).isEqualTo(expected(vector));
            }
        }
    }

    private static String expected(WireVector vector) {
        return vector.packet() != null ? PacketText.of(vector.packet()) : "refused: " + vector.refusal();
    }

    @Test
    void the_table_covers_both_directions_and_every_version() {
        assertThat(WireVectors.all()).hasSizeGreaterThan(150);
        for (ProtocolVersion version : ProtocolVersion.values()) {
            assertThat(WireVectors.fromClient()).anyMatch(vector -> vector.version() == version);
            assertThat(WireVectors.fromServer()).anyMatch(vector -> vector.version() == version);
        }
        assertThat(WireVectors.all()).extracting(WireVector::toString).doesNotHaveDuplicates();
    }

    @Test
    void several_packets_in_one_read_leave_in_order() {
        try (DecoderHarness harness = DecoderHarness.admitted(ProtocolVersion.MQTT_3_1_1)) {
            harness.feed(WireBytes.of("30 04 \"a\" '1' 30 04 \"a\" '2' C0 00 30 04 \"b\" '3'"));
            assertThat(harness.packets()).hasSize(4);
            assertThat(harness.packets().get(1)).contains("topic=a payload=32");
            assertThat(harness.packets().get(2)).isEqualTo("INSTANCE");
        }
    }

    @Test
    @Spec("3.1.4")
    void a_client_may_send_more_before_it_is_admitted() {
        try (DecoderHarness harness = new DecoderHarness(WireVectors.LIMITS)) {
            harness.feed(WireBytes.of("10 10 \"MQTT\" 04 02 003C \"lamp\" 30 04 \"a\" '1' C0 00"));
            assertThat(harness.packets()).hasSize(3);
            assertThat(harness.failures()).isEmpty();
        }
    }

    @Test
    void the_small_limit_holds_until_the_client_is_admitted() {
        byte[] large = WireBytes.of("30 ~ \"a\" 78*1100");
        try (DecoderHarness harness = new DecoderHarness(WireVectors.LIMITS)) {
            harness.feed(WireVectors.opening(ProtocolVersion.MQTT_3_1_1));
            harness.feed(large, 0, 3);
            assertThat(harness.outcome()).endsWith("refused: PACKET_TOO_LARGE");
        }
        try (DecoderHarness harness = new DecoderHarness(WireVectors.LIMITS)) {
            harness.feed(WireVectors.opening(ProtocolVersion.MQTT_3_1_1));
            harness.decoder().admitted();
            harness.feed(large);
            assertThat(harness.failures()).isEmpty();
            assertThat(harness.packets()).hasSize(2);
        }
    }

    @Test
    @Spec("MQTT-4.13.1-1")
    void only_the_first_violation_is_told_and_nothing_is_read_after_it() {
        try (DecoderHarness harness = DecoderHarness.admitted(ProtocolVersion.MQTT_3_1_1)) {
            harness.feed(WireBytes.of("C0 00 36 03 \"a\" C0 00 36 03 \"a\""));
            harness.feed(WireBytes.of("C0 00"));
            assertThat(harness.outcome()).isEqualTo("INSTANCE\nrefused: MALFORMED_PACKET");
        }
    }

    @Test
    @Spec("MQTT-3.14.4-1")
    void nothing_is_read_after_a_disconnect() {
        try (DecoderHarness harness = DecoderHarness.admitted(ProtocolVersion.MQTT_5)) {
            harness.feed(WireBytes.of("E0 00 C0 00 FF FF"));
            assertThat(harness.packets()).hasSize(1);
            assertThat(harness.failures()).isEmpty();
        }
    }

    @Test
    @Spec("MQTT-3.1.2-2")
    void an_unknown_version_can_be_answered_in_a_version_the_client_understands() {
        assertThat(versionAfter("10 ~ \"MQTT\" 06 02 003C {} \"lamp\"")).isEqualTo(ProtocolVersion.MQTT_5);
        assertThat(versionAfter("10 ~ \"MQTT\" 02 02 003C \"lamp\"")).isEqualTo(ProtocolVersion.MQTT_3_1_1);
        assertThat(versionAfter("10 ~ \"MQTT\" 05 03 003C {} \"lamp\"")).isEqualTo(ProtocolVersion.MQTT_5);
        assertThat(versionAfter("C0 00")).isNull();
    }

    private static @Nullable ProtocolVersion versionAfter(String wire) {
        try (DecoderHarness harness = new DecoderHarness(WireVectors.LIMITS)) {
            harness.feed(WireBytes.of(wire));
            assertThat(harness.failures()).hasSize(1);
            return harness.decoder().version();
        }
    }

    @Test
    @Spec("3.14.2.2.2")
    void a_session_that_was_to_stay_may_be_shortened_or_prolonged_at_the_end() {
        try (DecoderHarness harness = new DecoderHarness(WireVectors.LIMITS)) {
            harness.feed(WireBytes.of("10 ~ \"MQTT\" 05 02 003C {11 0000000A} \"lamp\""));
            harness.feed(WireBytes.of("E0 ~ 00 {11 0000000B}"));
            assertThat(harness.packets().getLast()).contains("sessionExpirySeconds=11");
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void a_violation_names_its_clause_and_what_was_expected(ProtocolVersion version) {
        try (DecoderHarness harness = DecoderHarness.admitted(version)) {
            harness.feed(WireBytes.of("36 03 \"a\""));
            ProtocolException violation = (ProtocolException) harness.failures().getFirst();
            assertThat(violation.reasonCode()).isEqualTo(ReasonCode.MALFORMED_PACKET);
            assertThat(violation.clause()).isEqualTo("MQTT-3.3.1-4");
            assertThat(violation).hasMessage("qos: 3 (expected: 0, 1 or 2) [MQTT-3.3.1-4]");
        }
    }

    @Test
    void a_connection_may_move_to_another_thread_in_the_middle_of_a_packet() throws Exception {
        byte[] bytes = WireBytes.of("32 B302 \"a/b\" 0001 78*300 30 0A \"a/b\" 'later'");
        try (DecoderHarness harness = DecoderHarness.admitted(ProtocolVersion.MQTT_3_1_1)) {
            harness.feed(bytes, 0, 150);
            Thread other = new Thread(() -> harness.feed(bytes, 150, bytes.length));
            other.start();
            other.join();
            assertThat(harness.packets()).hasSize(2).allMatch(packet -> packet.contains("topic=a/b "));
        }
    }

    @Test
    void an_idle_connection_holds_no_receive_buffer() {
        try (DecoderHarness harness = DecoderHarness.admitted(ProtocolVersion.MQTT_3_1_1)) {
            ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(64).writeBytes(WireBytes.of("30 04 \"a\" '1'"));
            harness.channel().writeInbound(buffer);
            assertThat(harness.packets()).hasSize(1);
            assertThat(buffer.refCnt()).isZero();
        }
    }

    @Test
    void a_packet_that_never_ends_is_released_with_its_connection() {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(64).writeBytes(WireBytes.of("30 20 \"a\" '1'"));
        try (DecoderHarness harness = DecoderHarness.admitted(ProtocolVersion.MQTT_3_1_1)) {
            harness.channel().writeInbound(buffer);
            assertThat(buffer.refCnt()).isOne();
        }
        assertThat(buffer.refCnt()).isZero();
    }

    @Test
    void a_packet_that_never_ends_is_released_with_its_decoder() {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(64).writeBytes(WireBytes.of("30 20 \"a\" '1'"));
        DecoderHarness harness = DecoderHarness.admitted(ProtocolVersion.MQTT_3_1_1);
        harness.channel().writeInbound(buffer);
        harness.channel().pipeline().remove(harness);
        harness.channel().pipeline().remove(harness.decoder());
        harness.close();
        assertThat(buffer.refCnt()).isZero();
    }

    @Test
    void the_same_topic_is_one_object_however_often_it_is_used() {
        TopicCache cache = new TopicCache(WireVectors.LIMITS);
        byte[] names = WireBytes.of("'lamp/state' 'lamp/state' 'lamp/other'");
        ByteBuf in = ByteBufAllocator.DEFAULT.buffer().writeBytes(names);
        try {
            assertThat(cache.get(in, 0, 10)).isSameAs(cache.get(in, 10, 10)).hasToString("lamp/state");
            assertThat(cache.get(in, 20, 10)).hasToString("lamp/other");
            assertThat(cache.get(in, 10, 10)).isSameAs(cache.get(in, 0, 10));
        } finally {
            in.release();
        }
    }

    @Test
    void thousands_of_topics_of_one_connection_are_told_apart() {
        TopicCache cache = new TopicCache(WireVectors.LIMITS);
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            byte[] name = ("t" + "/x".repeat(random.nextInt(4)) + random.nextInt(40)).getBytes(StandardCharsets.UTF_8);
            ByteBuf in = ByteBufAllocator.DEFAULT.buffer().writeBytes(name);
            try {
                assertThat(cache.get(in, 0, name.length).utf8()).isEqualTo(name);
            } finally {
                in.release();
            }
        }
    }

    @Test
    void a_topic_refused_once_is_refused_again() {
        byte[] bad = WireBytes.of("30 ~ \"a/#\"");
        for (int i = 0; i < 2; i++) {
            try (DecoderHarness harness = DecoderHarness.admitted(ProtocolVersion.MQTT_3_1_1)) {
                harness.feed(Arrays.copyOf(bad, bad.length));
                assertThat(harness.outcome()).endsWith("TOPIC_NAME_INVALID");
            }
        }
    }
}
