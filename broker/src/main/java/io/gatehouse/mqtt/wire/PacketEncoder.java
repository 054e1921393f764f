package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Auth;
import io.gatehouse.mqtt.Connack;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Pingreq;
import io.gatehouse.mqtt.Pingresp;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Suback;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.Unsuback;
import io.gatehouse.mqtt.Unsubscribe;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Packet}s of the broker → bytes, all but PUBLISH, which {@link EncodedPublish} encodes once for many receivers.
 * Stateless; runs on the connection's loop.
 */
public final class PacketEncoder {
    private static final int FLAGS_OF_PUBREL = 0b0010;

    private PacketEncoder() {}

    /**
     * Appends {@code packet} to {@code out}, or nothing where the receiver's version has no such packet: DISCONNECT and
     * AUTH before 5.0, and a CONNACK whose reason has no return code in 3.1.1, where the socket is closed without a
     * word ([MQTT-3.2.2-6] of 3.1.1).
     *
     * @param maximumPacketSizeBytes of the receiver. Reason strings are left out to stay within it; what is still
     *     larger is not sent. [MQTT-3.1.2-24]
     * @param problemInformation whether the receiver wants reason strings [MQTT-3.1.2-29]
     * @throws IllegalArgumentException for a packet that a broker does not send, and for PUBLISH
     */
    public static void encode(
            Packet packet,
            ProtocolVersion version,
            int maximumPacketSizeBytes,
            boolean problemInformation,
            ByteBuf out) {
        int start = out.writerIndex();
        boolean mqtt5 = version.isMqtt5();
        int reasonLimit = problemInformation ? maximumPacketSizeBytes : 0; // no reason string fits into 0 bytes
        switch (packet) {
            case Connack connack -> connack(connack, version, reasonLimit, out);
            case Puback(int id, ReasonCode code, String why) ->
                ack(PacketType.PUBACK, id, code, why, mqtt5, reasonLimit, out);
            case Pubrec(int id, ReasonCode code, String why) ->
                ack(PacketType.PUBREC, id, code, why, mqtt5, reasonLimit, out);
            case Pubrel(int id, ReasonCode code, String why) ->
                ack(PacketType.PUBREL, id, code, why, mqtt5, reasonLimit, out);
            case Pubcomp(int id, ReasonCode code, String why) ->
                ack(PacketType.PUBCOMP, id, code, why, mqtt5, reasonLimit, out);
            case Suback suback -> suback(suback, mqtt5, reasonLimit, out);
            case Unsuback unsuback -> unsuback(unsuback, mqtt5, out);
            case Pingresp _ -> header(PacketType.PINGRESP, 0, out);
            case Disconnect disconnect -> disconnect(disconnect, mqtt5, reasonLimit, out);
            case Auth auth -> auth(auth, mqtt5, out);
            case Publish _ -> throw new IllegalArgumentException("packet: PUBLISH (expected: EncodedPublish)");
            case Connect _ -> throw notSent(PacketType.CONNECT);
            case Subscribe _ -> throw notSent(PacketType.SUBSCRIBE);
            case Unsubscribe _ -> throw notSent(PacketType.UNSUBSCRIBE);
            case Pingreq _ -> throw notSent(PacketType.PINGREQ);
        }
        if (out.writerIndex() - start > maximumPacketSizeBytes) {
            out.writerIndex(start); // [MQTT-3.1.2-24]
        }
    }

    private static IllegalArgumentException notSent(PacketType type) {
        return new IllegalArgumentException("packet: " + type + " (expected: one that a broker sends)");
    }

    private static void header(PacketType type, int remainingLength, ByteBuf out) {
        out.writeByte(type.firstByte(type == PacketType.PUBREL ? FLAGS_OF_PUBREL : 0)); // [MQTT-3.6.1-1]
        DataTypes.writeVariableByteInteger(out, remainingLength);
    }

    private static void connack(Connack connack, ProtocolVersion version, int reasonLimit, ByteBuf out) {
        if (!version.isMqtt5()) {
            int returnCode = ReturnCode.of(connack.reasonCode());
            if (returnCode != ReturnCode.NONE) {
                header(PacketType.CONNACK, 2, out);
                boolean flag = connack.sessionPresent() && version != ProtocolVersion.MQTT_3_1; // reserved there
                out.writeByte(flag && returnCode == 0 ? 1 : 0); // [MQTT-3.2.2-4] of 3.1.1
                out.writeByte(returnCode);
            }
            return;
        }
        try (PropertyWriter properties = new PropertyWriter(out.alloc())) {
            properties.connack(connack);
            // [MQTT-3.2.2-19]
            properties.reasonString(connack.reasonString(), reasonLimit, 2);
            header(PacketType.CONNACK, 2 + properties.size(), out);
            out.writeByte(connack.sessionPresent() && !connack.reasonCode().isError() ? 1 : 0); // [MQTT-3.2.2-6]
            out.writeByte(connack.reasonCode().value());
            properties.writeTo(out);
        }
    }

    private static void ack(
            PacketType type,
            int packetId,
            ReasonCode reasonCode,
            @Nullable String reasonString,
            boolean mqtt5,
            int reasonLimit,
            ByteBuf out) {
        if (mqtt5 && reasonString != null) {
            try (PropertyWriter properties = new PropertyWriter(out.alloc())) {
                // [MQTT-3.4.2-2] [MQTT-3.5.2-2] [MQTT-3.6.2-2] [MQTT-3.7.2-2]
                properties.reasonString(reasonString, reasonLimit, 3);
                if (!properties.isEmpty()) {
                    header(type, 3 + properties.size(), out);
                    out.writeShort(packetId).writeByte(reasonCode.value());
                    properties.writeTo(out);
                    return;
                }
            }
        }
        if (mqtt5 && reasonCode != ReasonCode.SUCCESS) {
            header(type, 3, out);
            out.writeShort(packetId).writeByte(reasonCode.value());
            return;
        }
        header(type, 2, out); // success goes without saying (section 3.4.2.1)
        out.writeShort(packetId);
    }

    private static void suback(Suback suback, boolean mqtt5, int reasonLimit, ByteBuf out) {
        List<ReasonCode> codes = suback.reasonCodes();
        if (!mqtt5) {
            header(PacketType.SUBACK, 2 + codes.size(), out);
            out.writeShort(suback.packetId());
            for (int i = 0; i < codes.size(); i++) {
                // 3.1.1 knows one failure (section 3.9.3 there)
                out.writeByte(
                        codes.get(i).isError()
                                ? ReasonCode.UNSPECIFIED_ERROR.value()
                                : codes.get(i).value());
            }
            return;
        }
        try (PropertyWriter properties = new PropertyWriter(out.alloc())) {
            // [MQTT-3.9.2-1]
            properties.reasonString(suback.reasonString(), reasonLimit, 2 + codes.size());
            header(PacketType.SUBACK, 2 + properties.size() + codes.size(), out);
            out.writeShort(suback.packetId());
            properties.writeTo(out);
            codes(codes, out);
        }
    }

    private static void unsuback(Unsuback unsuback, boolean mqtt5, ByteBuf out) {
        List<ReasonCode> codes = unsuback.reasonCodes();
        header(PacketType.UNSUBACK, mqtt5 ? 3 + codes.size() : 2, out);
        out.writeShort(unsuback.packetId());
        if (mqtt5) {
            out.writeByte(0); // no properties
            codes(codes, out);
        }
    }

    private static void codes(List<ReasonCode> codes, ByteBuf out) {
        for (int i = 0; i < codes.size(); i++) {
            out.writeByte(codes.get(i).value());
        }
    }

    private static void disconnect(Disconnect disconnect, boolean mqtt5, int reasonLimit, ByteBuf out) {
        if (!mqtt5) {
            return; // only clients send it before 5.0
        }
        try (PropertyWriter properties = new PropertyWriter(out.alloc())) {
            // No session expiry: [MQTT-3.14.2-2] forbids it to the server.
            // [MQTT-3.14.2-3]
            properties.reasonString(disconnect.reasonString(), reasonLimit, 1);
            boolean isPlain = properties.isEmpty();
            header(PacketType.DISCONNECT, isPlain ? 1 : 1 + properties.size(), out);
            out.writeByte(disconnect.reasonCode().value());
            if (!isPlain) {
                properties.writeTo(out);
            }
        }
    }

    private static void auth(Auth auth, boolean mqtt5, ByteBuf out) {
        if (!mqtt5) {
            return;
        }
        header(PacketType.AUTH, 2, out);
        out.writeByte(auth.reasonCode().value());
        out.writeByte(0); // no properties
    }
}
