package io.gatehouse.transport;

import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.trace.PayloadText;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is written to a client, packet by packet, for a trace: a PUBLISH is encoded once for many receivers and
 * has no object for each. Confined to the connection's loop; moves no index.
 *
 * <p>Begins at the beginning of a packet, as writes do; a head is in one buffer, and its payload in the same or the
 * next one.
 */
final class OutboundFrames {
    private static final int TOPIC_ALIAS = 0x23;

    /**
     * One packet that is on its way.
     *
     * @param topic {@code null} for another packet than PUBLISH, and where an alias stands for it that was given
     *     before the trace began
     * @param payload of a PUBLISH, else {@code null}
     */
    record Frame(
            String type,
            @Nullable String topic,
            int packetId,
            int bytes,
            @Nullable String detail,
            @Nullable PayloadText payload) {}

    /** Told of each packet once it is whole. */
    interface Reader {
        void read(Frame frame);
    }

    private final boolean mqtt5;
    private final boolean payloads;
    private final Reader reader;
    private final Map<Integer, String> aliases = new HashMap<>(); // at most as many as the client takes
    private @Nullable Frame open;
    private int missing; // bytes of its payload

    OutboundFrames(boolean mqtt5, boolean payloads, Reader reader) {
        this.mqtt5 = mqtt5;
        this.payloads = payloads;
        this.reader = reader;
    }

    void written(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (open != null) {
                int part = Math.min(missing, end - at);
                payload(open, bytes, at, part);
                at += part;
            } else {
                at = packet(bytes, at);
            }
        }
    }

    private void payload(Frame of, ByteBuf bytes, int at, int length) {
        if (of.payload() != null && length > 0) {
            of.payload().add(bytes, at, length);
        }
        missing -= length;
        if (missing == 0) {
            open = null;
            reader.read(of);
        }
    }

    /** Reads the head of a packet, and all of it but for a PUBLISH; where the next bytes begin. */
    private int packet(ByteBuf bytes, int from) {
        int first = bytes.getUnsignedByte(from);
        VariableByteInteger length = VariableByteInteger.at(bytes, from + 1);
        int size = length.value();
        int at = length.end();
        int number = first >> 4;
        String type = PacketTypes.name(number);
        if (number != PacketTypes.PUBLISH) {
            reader.read(
                    new Frame(type, null, packetId(bytes, number, at), size, detail(bytes, number, at, size), null));
            return at + size;
        }
        int topicLength = bytes.getUnsignedShort(at);
        int qos = first >> 1 & 3;
        int head = at + 2 + topicLength;
        int packetId = qos == 0 ? 0 : bytes.getUnsignedShort(head);
        head += qos == 0 ? 0 : 2;
        String topic = bytes.toString(at + 2, topicLength, StandardCharsets.UTF_8);
        if (mqtt5) {
            Properties properties = Properties.of(bytes, head);
            topic = named(topic, properties.alias());
            head = properties.end();
        }
        String how = "QoS " + qos + ((first & 1) == 0 ? "" : ", retain") + ((first & 8) == 0 ? "" : ", duplicate");
        Frame publish = new Frame(type, topic.isEmpty() ? null : topic, packetId, size, how, new PayloadText(payloads));
        missing = at + size - head;
        open = publish;
        payload(publish, bytes, head, 0);
        return head;
    }

    private String named(String topic, int alias) {
        if (alias == 0) {
            return topic;
        }
        if (topic.isEmpty()) {
            return aliases.getOrDefault(alias, "");
        }
        aliases.put(alias, topic);
        return topic;
    }

    private static int packetId(ByteBuf bytes, int type, int at) {
        return type >= PacketTypes.PUBACK && type <= PacketTypes.UNSUBACK ? bytes.getUnsignedShort(at) : 0;
    }

    private @Nullable String detail(ByteBuf bytes, int type, int at, int size) {
        return switch (type) {
            case PacketTypes.CONNACK ->
                code(bytes.getUnsignedByte(at + 1)) + (bytes.getByte(at) == 0 ? "" : ", session present");
            case PacketTypes.SUBACK, PacketTypes.UNSUBACK -> {
                int codes = mqtt5 ? Properties.of(bytes, at + 2).end() : at + 2;
                StringJoiner all = new StringJoiner(", ");
                for (int code = codes; code < at + size; code++) {
                    all.add(code(bytes.getUnsignedByte(code)));
                }
                yield all.toString();
            }
            case PacketTypes.DISCONNECT -> size == 0 ? null : code(bytes.getUnsignedByte(at));
            default ->
                type >= PacketTypes.PUBACK && type < PacketTypes.SUBACK && size > 2
                        ? code(bytes.getUnsignedByte(at + 2))
                        : null;
        };
    }

    private String code(int value) {
        ReasonCode known = mqtt5 ? ReasonCode.of(value) : null;
        return String.format(Locale.ROOT, "0x%02X", value) + (known == null ? "" : " " + known);
    }

    /**
     * Section 1.5.5.
     *
     * @param end index behind it
     */
    private record VariableByteInteger(int value, int end) {
        static VariableByteInteger at(ByteBuf bytes, int from) {
            int value = 0;
            int at = from;
            int shift = 0;
            int digit;
            do {
                digit = bytes.getByte(at++);
                value |= (digit & 0x7F) << shift;
                shift += 7;
            } while (digit < 0);
            return new VariableByteInteger(value, at);
        }
    }

    /**
     * Of a packet of MQTT 5.0.
     *
     * @param alias 0 for none
     * @param end index behind them
     */
    private record Properties(int alias, int end) {
        static Properties of(ByteBuf bytes, int from) {
            VariableByteInteger length = VariableByteInteger.at(bytes, from);
            int end = length.end() + length.value();
            return new Properties(alias(bytes, length.end(), end), end);
        }

        private static int alias(ByteBuf bytes, int from, int end) {
            for (int at = from; at < end; ) {
                int property = bytes.getByte(at++);
                switch (property) {
                    case TOPIC_ALIAS -> {
                        return bytes.getUnsignedShort(at);
                    }
                    case 0x01 -> at += 1;
                    case 0x02 -> at += 4;
                    case 0x03, 0x08, 0x09 -> at += 2 + bytes.getUnsignedShort(at);
                    case 0x0B -> at = VariableByteInteger.at(bytes, at).end();
                    case 0x26 -> {
                        at += 2 + bytes.getUnsignedShort(at);
                        at += 2 + bytes.getUnsignedShort(at);
                    }
                    default -> {
                        return 0; // none that a PUBLISH has
                    }
                }
            }
            return 0;
        }
    }
}
