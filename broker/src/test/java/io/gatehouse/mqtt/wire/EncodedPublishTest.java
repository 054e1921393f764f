package io.gatehouse.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.Spec;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class EncodedPublishTest {
    private static final ProtocolVersion V3 = ProtocolVersion.MQTT_3_1_1;
    private static final ProtocolVersion V5 = ProtocolVersion.MQTT_5;
    private static final long RECEIVED_AT = 1_000_000;

    @Test
    void a_message_is_encoded_for_each_version_and_level() {
        Message message = message("a/b", "'hi'", PublishProperties.NONE);
        assertThat(written(message, V3, Qos.AT_MOST_ONCE, false, 0)).isEqualTo(WireBytes.of("30 ~ \"a/b\" 'hi'"));
        assertThat(written(message, V3, Qos.AT_LEAST_ONCE, true, 7)).isEqualTo(WireBytes.of("33 ~ \"a/b\" 0007 'hi'"));
        assertThat(written(message, V5, Qos.AT_MOST_ONCE, false, 0)).isEqualTo(WireBytes.of("30 ~ \"a/b\" {} 'hi'"));
        assertThat(written(message, V5, Qos.EXACTLY_ONCE, false, 65_535))
                .isEqualTo(WireBytes.of("34 ~ \"a/b\" FFFF {} 'hi'"));
    }

    @Test
    void one_encoding_serves_receivers_with_different_packet_ids() {
        Message message = message("a", "'x'", PublishProperties.NONE);
        try (EncodedPublish encoded = encode(message, V3, Qos.AT_LEAST_ONCE, SubscriptionIds.NONE, RECEIVED_AT)) {
            assertThat(bytes(out -> encoded.writeTo(out, 1, false))).isEqualTo(WireBytes.of("32 ~ \"a\" 0001 'x'"));
            assertThat(bytes(out -> encoded.writeTo(out, 2, true))).isEqualTo(WireBytes.of("3A ~ \"a\" 0002 'x'"));
            assertThat(bytes(out -> encoded.writeTo(out, 3, false))).isEqualTo(WireBytes.of("32 ~ \"a\" 0003 'x'"));
        }
    }

    @Test
    void head_and_payload_can_be_written_apart() {
        Message message = message("a", "78*300", PublishProperties.NONE);
        try (EncodedPublish encoded = encode(message, V5, Qos.AT_LEAST_ONCE, SubscriptionIds.NONE, RECEIVED_AT)) {
            byte[] head = bytes(out -> encoded.writeHeadTo(out, 9, false));
            assertThat(head).isEqualTo(WireBytes.of("32 B202 \"a\" 0009 {}")).hasSize(encoded.headSize());
            assertThat(encoded.payload()).isSameAs(message.payload());
            assertThat(encoded.size()).isEqualTo(head.length + 300);
        }
    }

    @Test
    @Spec({"MQTT-3.3.2-4", "MQTT-3.3.2-17", "MQTT-3.3.4-3", "MQTT-3.3.4-4"})
    void forwarded_properties_keep_their_bytes_and_subscription_identifiers_follow() {
        Message message = message("a", "'x'", new PublishProperties(-1, WireBytes.of("26 \"k\" \"v\" 01 01")));
        try (EncodedPublish encoded =
                encode(message, V5, Qos.AT_MOST_ONCE, SubscriptionIds.of(1, 268_435_455), RECEIVED_AT)) {
            assertThat(bytes(out -> encoded.writeTo(out, 0, false)))
                    .isEqualTo(WireBytes.of("30 ~ \"a\" {26 \"k\" \"v\" 01 01 0B 01 0B FFFFFF7F} 'x'"))
                    .hasSize(encoded.size());
        }
        try (EncodedPublish encoded = encode(message, V3, Qos.AT_MOST_ONCE, SubscriptionIds.of(1), RECEIVED_AT)) {
            assertThat(bytes(out -> encoded.writeTo(out, 0, false))).isEqualTo(WireBytes.of("30 ~ \"a\" 'x'"));
        }
    }

    @Test
    @Spec("MQTT-3.3.2-6")
    void message_expiry_is_counted_down_by_the_time_waited() {
        Message message = message("a", "", new PublishProperties(60, new byte[0]));
        assertThat(expiryAfter(message, 0)).isEqualTo(WireBytes.of("30 ~ \"a\" {02 0000003C}"));
        assertThat(expiryAfter(message, 999)).isEqualTo(WireBytes.of("30 ~ \"a\" {02 0000003C}"));
        assertThat(expiryAfter(message, 1000)).isEqualTo(WireBytes.of("30 ~ \"a\" {02 0000003B}"));
        assertThat(expiryAfter(message, 59_999)).isEqualTo(WireBytes.of("30 ~ \"a\" {02 00000001}"));
        assertThat(expiryAfter(message, 60_000)).isEqualTo(WireBytes.of("30 ~ \"a\" {02 00000000}"));
        assertThat(expiryAfter(message, 90_000)).isEqualTo(WireBytes.of("30 ~ \"a\" {02 00000000}"));
        assertThat(expiryAfter(message, -5000)).isEqualTo(WireBytes.of("30 ~ \"a\" {02 0000003C}"));
        Message longest = message("a", "", new PublishProperties(0xFFFF_FFFFL, new byte[0]));
        assertThat(expiryAfter(longest, 0)).isEqualTo(WireBytes.of("30 ~ \"a\" {02 FFFFFFFF}"));
    }

    private static byte[] expiryAfter(Message message, long waitedMillis) {
        try (EncodedPublish encoded =
                encode(message, V5, Qos.AT_MOST_ONCE, SubscriptionIds.NONE, RECEIVED_AT + waitedMillis)) {
            return bytes(out -> encoded.writeTo(out, 0, false));
        }
    }

    @Test
    @Spec({"MQTT-3.3.2-11", "3.3.2.3.4"})
    void an_alias_comes_with_the_name_first_and_instead_of_it_later() {
        Message message = message("a/b", "'x'", new PublishProperties(5, WireBytes.of("01 01")));
        try (EncodedPublish encoded = encode(message, V5, Qos.AT_LEAST_ONCE, SubscriptionIds.NONE, RECEIVED_AT)) {
            assertThat(bytes(out -> {
                        encoded.writeHeadWithAliasTo(out, 3, false, 10, true);
                        out.writeByte('x');
                    }))
                    .isEqualTo(WireBytes.of("32 ~ \"a/b\" 0003 {23 000A 02 00000005 01 01} 'x'"))
                    .hasSize(encoded.sizeWithAlias(true));
            assertThat(bytes(out -> {
                        encoded.writeHeadWithAliasTo(out, 4, true, 10, false);
                        out.writeByte('x');
                    }))
                    .isEqualTo(WireBytes.of("3A ~ \"\" 0004 {23 000A 02 00000005 01 01} 'x'"))
                    .hasSize(encoded.sizeWithAlias(false));
        }
    }

    @Test
    void a_receiver_before_5_0_gets_no_alias() {
        Message message = message("a", "'x'", PublishProperties.NONE);
        try (EncodedPublish encoded = encode(message, V3, Qos.AT_MOST_ONCE, SubscriptionIds.NONE, RECEIVED_AT)) {
            assertThatThrownBy(() -> encoded.headSizeWithAlias(true)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void the_payload_is_shared_until_the_encoding_is_closed() {
        ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer().writeBytes(new byte[] {1, 2, 3});
        Message message = new Message(
                Topic.of("a"), Payload.of(bytes), Qos.AT_MOST_ONCE, false, PublishProperties.NONE, "lamp", 0);
        EncodedPublish encoded = encode(message, V3, Qos.AT_MOST_ONCE, SubscriptionIds.NONE, 0);
        message.close();
        assertThat(bytes.refCnt()).isOne();
        encoded.close();
        assertThat(bytes.refCnt()).isZero();
    }

    @Test
    void what_is_encoded_is_read_back_as_it_was_at_every_size() {
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            boolean mqtt5 = random.nextBoolean();
            Qos qos = Qos.of(random.nextInt(3));
            int packetId = qos == Qos.AT_MOST_ONCE ? 0 : 1 + random.nextInt(65_535);
            String payload = random.nextInt(4) == 0 ? "" : "5A*" + (1 + random.nextInt(400));
            String forwarded = mqtt5 && random.nextBoolean() ? "26 \"key\" 0080 61*128" : "";
            long expiry = mqtt5 && random.nextBoolean() ? random.nextInt(100) : -1;
            int alias = mqtt5 && random.nextBoolean() ? 1 + random.nextInt(10) : 0;
            Message message =
                    message("t/" + random.nextInt(50), payload, new PublishProperties(expiry, WireBytes.of(forwarded)));
            ProtocolVersion version = mqtt5 ? V5 : V3;
            try (EncodedPublish encoded = encode(message, version, qos, SubscriptionIds.NONE, RECEIVED_AT);
                    DecoderHarness harness = DecoderHarness.admitted(version)) {
                harness.feed(bytes(out -> {
                    if (alias == 0) {
                        encoded.writeTo(out, packetId, false);
                    } else {
                        encoded.writeHeadWithAliasTo(out, packetId, false, alias, true);
                        out.writeBytes(message.payload().toByteArray());
                    }
                }));
                assertThat(harness.outcome())
                        .contains("topic=" + message.topic() + " ")
                        .contains("payload="
                                + ByteBufUtil.hexDump(message.payload().toByteArray()) + " ")
                        .contains("qos=" + qos.value() + " ")
                        .contains("packetId=" + packetId + " ")
                        .contains("alias=" + alias + " ")
                        .contains("expiry=" + expiry + " forwarded="
                                + ByteBufUtil.hexDump(message.properties().forwarded()) + "]");
            }
        }
    }

    private static Message message(String topic, String payload, PublishProperties properties) {
        return new Message(
                Topic.of(topic),
                Payload.copyOf(WireBytes.of(payload)),
                Qos.EXACTLY_ONCE,
                false,
                properties,
                "lamp",
                RECEIVED_AT);
    }

    private static EncodedPublish encode(
            Message message, ProtocolVersion version, Qos qos, SubscriptionIds ids, long nowMillis) {
        return EncodedPublish.of(message, version, qos, false, ids, nowMillis, Unpooled.buffer());
    }

    private static byte[] written(Message message, ProtocolVersion version, Qos qos, boolean retain, int packetId) {
        try (EncodedPublish encoded = EncodedPublish.of(
                message, version, qos, retain, SubscriptionIds.NONE, RECEIVED_AT, Unpooled.buffer())) {
            return bytes(out -> encoded.writeTo(out, packetId, false));
        }
    }

    private static byte[] bytes(Consumer<ByteBuf> writer) {
        ByteBuf out = ByteBufAllocator.DEFAULT.buffer();
        try {
            writer.accept(out);
            return ByteBufUtil.getBytes(out);
        } finally {
            out.release();
        }
    }
}
