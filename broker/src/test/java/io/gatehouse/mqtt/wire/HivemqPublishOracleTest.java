package io.gatehouse.mqtt.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.Spec;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.wire.hivemq.HivemqPublishDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our PUBLISH decoder against HiveMQ's, over packets that are nearly valid: ours accepts if and only if theirs does,
 * and then both say the same. The deviations, each with the clause that decides:
 *
 * <ul>
 *   <li>Control characters in properties, noncharacters anywhere: a receiver may refuse them (section 1.5.4). HiveMQ's
 *       strict setting does; we take them, because a line break in a user property is data. In topic names we refuse
 *       control characters, and so does HiveMQ.
 *   <li>HiveMQ takes U+FDF0 to U+FDFF for noncharacters too, which Unicode ends at U+FDEF; they are letters.
 *   <li>Limits are ours alone and set out of the way here.
 * </ul>
 */
final class HivemqPublishOracleTest {
    private static final int ROUNDS = 150_000;
    private static final int ALIASES = 10;
    private static final int LAST_OF_HIVEMQS_NONCHARACTERS = 0xFDFF;
    private static final int OUT_OF_THE_WAY = 65_535;
    private static final WireLimits NO_LIMITS = new WireLimits(
            OUT_OF_THE_WAY,
            OUT_OF_THE_WAY,
            OUT_OF_THE_WAY,
            OUT_OF_THE_WAY,
            OUT_OF_THE_WAY,
            OUT_OF_THE_WAY,
            OUT_OF_THE_WAY,
            OUT_OF_THE_WAY,
            ALIASES);

    private final PublishDecoder ours = new PublishDecoder(NO_LIMITS, () -> 0);
    private final HivemqPublishDecoder strict = new HivemqPublishDecoder(true, ALIASES);
    private final HivemqPublishDecoder lenient = new HivemqPublishDecoder(false, ALIASES);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Spec({"3.3", "MQTT-3.3.1-2", "MQTT-3.3.1-4", "MQTT-3.3.2-2", "MQTT-1.5.4-1", "MQTT-2.2.1-3"})
    void our_publish_decoder_accepts_and_says_what_hivemqs_does(boolean mqtt5) {
        long seed = 20_261_120L + (mqtt5 ? 5 : 3);
        Random random = new Random(seed);
        Mutation mutation = new Mutation(random);
        List<WireVector> valid = WireVectors.fromClient().stream()
                .filter(vector ->
                        vector.packet() instanceof Publish && vector.version().isMqtt5() == mqtt5)
                .filter(vector -> vector.bytes().length < 130) // one byte of remaining length
                .toList();
        int accepted = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] packet = valid.get(random.nextInt(valid.size())).bytes();
            int flags = random.nextInt(4) == 0 ? random.nextInt(16) : packet[0] & 0x0F;
            byte[] body = mutation.of(Arrays.copyOfRange(packet, 2, packet.length));
            String said = ourDecision(mqtt5, flags, body);
            String expected = strict.decode(mqtt5, flags, Unpooled.wrappedBuffer(body));
            if (expected == null && said != null && isOnlyAboutCharacters(mqtt5, flags, body)) {
                expected = said;
            }
            assertThat(said)
                    .as(
                            "seed %d, round %d, flags %d, body %s",
                            seed, round, flags, HexFormat.of().formatHex(body))
                    .isEqualTo(expected);
            accepted += said != null ? 1 : 0;
            refused += said == null ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(ROUNDS / 20);
        assertThat(refused).isGreaterThan(ROUNDS / 20);
    }

    /** Section 1.5.4: refused for control characters or noncharacters alone. */
    private boolean isOnlyAboutCharacters(boolean mqtt5, int flags, byte[] body) {
        if (mqtt5) {
            return lenient.decode(true, flags, Unpooled.wrappedBuffer(body)) != null;
        }
        // Without its strict setting HiveMQ judges no 3.1.1 topic at all, so the topic is looked at here.
        int length = ((body[0] & 0xFF) << 8) | (body[1] & 0xFF);
        return new String(body, 2, length, StandardCharsets.UTF_8)
                .codePoints()
                .anyMatch(HivemqPublishOracleTest::isNoncharacter);
    }

    private static boolean isNoncharacter(int codePoint) {
        return (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= LAST_OF_HIVEMQS_NONCHARACTERS);
    }

    private @Nullable String ourDecision(boolean mqtt5, int flags, byte[] body) {
        ByteBuf in = Unpooled.buffer().writeBytes(body);
        try {
            Publish publish = ours.decode(flags, mqtt5, in, body.length);
            try (Message message = publish.message()) {
                return describe(publish, message);
            }
        } catch (ProtocolException refused) {
            return null;
        } finally {
            in.release();
            assertThat(in.refCnt()).isZero();
        }
    }

    private static String describe(Publish publish, Message message) {
        return message.topic()
                + " qos=" + message.qos().value()
                + " retain=" + message.retain()
                + " duplicate=" + publish.duplicate()
                + " packetId=" + publish.packetId()
                + " payload=" + HexFormat.of().formatHex(message.payload().toByteArray())
                + " expiry=" + message.properties().messageExpirySeconds()
                + new ForwardedText(message.properties().forwarded());
    }

    /** Forwarded bytes in the order of HiveMQ's fields, which is not that of the wire. */
    private static final class ForwardedText {
        private String format = "";
        private String type = "";
        private String response = "";
        private String correlation = "";
        private final StringBuilder users = new StringBuilder();

        ForwardedText(byte[] forwarded) {
            ByteBuf in = Unpooled.wrappedBuffer(forwarded);
            while (in.isReadable()) {
                int id = in.readByte();
                switch (id) {
                    case Property.PAYLOAD_FORMAT_INDICATOR -> format = " format=" + in.readByte();
                    case Property.CONTENT_TYPE -> type = " type=" + string(in);
                    case Property.RESPONSE_TOPIC -> response = " response=" + string(in);
                    case Property.CORRELATION_DATA -> {
                        byte[] bytes = new byte[in.readUnsignedShort()];
                        in.readBytes(bytes);
                        correlation = " correlation=" + HexFormat.of().formatHex(bytes);
                    }
                    case Property.USER_PROPERTY ->
                        users.append(" user=").append(string(in)).append('=').append(string(in));
                    default -> throw new AssertionError("forwarded property " + id);
                }
            }
        }

        private static String string(ByteBuf in) {
            return in.readString(in.readUnsignedShort(), StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return format + type + response + correlation + users;
        }
    }
}
