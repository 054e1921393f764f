package io.gatehouse.security;

import io.gatehouse.mqtt.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** MQTT packets of a client as bytes, written by hand so that nothing of the broker checks itself. */
public final class Frames {
    public static final byte[] PINGREQ = {(byte) 0xC0, 0};
    public static final byte[] DISCONNECT = {(byte) 0xE0, 0};
    public static final byte[] DISCONNECT_WITH_WILL = {(byte) 0xE0, 1, 4};

    private Frames() {}

    /** A CONNECT in the making; {@link #bytes} is the packet. */
    public record Connect(
            ProtocolVersion version,
            String clientId,
            boolean clean,
            int expirySeconds,
            int keepAliveSeconds,
            @Nullable String willTopic,
            boolean willRetain) {
        public static Connect mqtt5(String clientId) {
            return new Connect(ProtocolVersion.MQTT_5, clientId, true, 0, 0, null, false);
        }

        public static Connect mqtt3(String clientId) {
            return new Connect(ProtocolVersion.MQTT_3_1_1, clientId, true, 0, 0, null, false);
        }

        public static Connect of(ProtocolVersion version, String clientId) {
            return new Connect(version, clientId, true, 0, 0, null, false);
        }

        /** Resumes what is there, and stays after the connection. */
        public Connect persistent() {
            return new Connect(version, clientId, false, 3600, keepAliveSeconds, willTopic, willRetain);
        }

        public Connect clean(boolean wanted) {
            return new Connect(version, clientId, wanted, expirySeconds, keepAliveSeconds, willTopic, willRetain);
        }

        public Connect keepAlive(int seconds) {
            return new Connect(version, clientId, clean, expirySeconds, seconds, willTopic, willRetain);
        }

        public Connect will(String topic) {
            return new Connect(version, clientId, clean, expirySeconds, keepAliveSeconds, topic, willRetain);
        }

        public Connect retainedWill(String topic) {
            return new Connect(version, clientId, clean, expirySeconds, keepAliveSeconds, topic, true);
        }

        public byte[] bytes() {
            boolean v5 = version.isMqtt5();
            var body = new Body().text("MQTT").octet(v5 ? 5 : 4);
            int flags = (clean ? 2 : 0) | (willTopic == null ? 0 : 4) | (willRetain ? 0x20 : 0);
            body.octet(flags).number(keepAliveSeconds);
            if (v5) {
                body.octet(5).octet(0x11).number(expirySeconds >>> 16).number(expirySeconds & 0xFFFF);
            }
            body.text(clientId);
            if (willTopic != null) {
                if (v5) {
                    body.octet(0);
                }
                body.text(willTopic).text("will of " + clientId);
            }
            return body.packet(0x10);
        }
    }

    /** A CONNECT of MQTT 5.0 with a will of QoS 1; a session that is not clean stays for an hour. */
    static byte[] connectWithWill(String clientId, boolean clean, String topic, String payload, boolean retain) {
        return new Body()
                .text("MQTT")
                .octet(5)
                .octet(0x0C | (clean ? 2 : 0) | (retain ? 0x20 : 0))
                .number(0)
                .octet(5)
                .octet(0x11)
                .number(0)
                .number(clean ? 0 : 3600)
                .text(clientId)
                .octet(0)
                .text(topic)
                .text(payload)
                .packet(0x10);
    }

    /**
     * PUBLISH.
     *
     * @param qos 0, 1 or 2; from 1 on the packet id is 7
     */
    public static byte[] publish(ProtocolVersion version, String topic, String payload, int qos, boolean retain) {
        var body = new Body().text(topic);
        if (qos > 0) {
            body.number(7);
        }
        if (version.isMqtt5()) {
            body.octet(0);
        }
        body.raw(payload.getBytes(StandardCharsets.UTF_8));
        return body.packet(0x30 | qos << 1 | (retain ? 1 : 0));
    }

    public static byte[] publish5(String topic, String payload, int qos) {
        return publish(ProtocolVersion.MQTT_5, topic, payload, qos, false);
    }

    /** A CONNECT that takes no larger packets than that. */
    public static byte[] connectTakingAtMost(int packetBytes, String clientId) {
        return new Body()
                .text("MQTT")
                .octet(5)
                .octet(2)
                .number(0)
                .octet(5)
                .octet(0x27)
                .number(packetBytes >>> 16)
                .number(packetBytes & 0xFFFF)
                .text(clientId)
                .packet(0x10);
    }

    /** Packet id 7, QoS 1. */
    public static byte[] publishExpiring5(String topic, String payload, int seconds) {
        return new Body()
                .text(topic)
                .number(7)
                .octet(5)
                .octet(0x02)
                .number(seconds >>> 16)
                .number(seconds & 0xFFFF)
                .raw(payload.getBytes(StandardCharsets.UTF_8))
                .packet(0x32);
    }

    /** Packet id 9, QoS 1. */
    public static byte[] subscribe(ProtocolVersion version, String... filters) {
        return subscribe(version, 1, filters);
    }

    public static byte[] subscribe(ProtocolVersion version, int qos, String... filters) {
        var body = new Body().number(9);
        if (version.isMqtt5()) {
            body.octet(0);
        }
        for (String filter : filters) {
            body.text(filter).octet(qos);
        }
        return body.packet(0x82);
    }

    /**
     * Packet id 9.
     *
     * @param options the octet of section 3.8.3.1
     * @param subscriptionId below 128
     */
    static byte[] subscribe5(String filter, int options, int subscriptionId) {
        return new Body()
                .number(9)
                .octet(2)
                .octet(0x0B)
                .octet(subscriptionId)
                .text(filter)
                .octet(options)
                .packet(0x82);
    }

    public static byte[] unsubscribe5(String filter) {
        return new Body().number(10).octet(0).text(filter).packet(0xA2);
    }

    /** PUBACK, PUBREC, PUBREL or PUBCOMP in its short form: success. */
    public static byte[] acknowledge(int firstOctet, int packetId) {
        return new Body().number(packetId).packet(firstOctet);
    }

    /** A packet in the making, field by field. */
    public static final class Body {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        public Body octet(int value) {
            out.write(value);
            return this;
        }

        public Body number(int value) {
            return octet(value >>> 8 & 0xFF).octet(value & 0xFF);
        }

        public Body text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            return number(utf8.length).raw(utf8);
        }

        public Body raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        public byte[] bytes() {
            return out.toByteArray();
        }

        public byte[] packet(int firstOctet) {
            byte[] content = out.toByteArray();
            var packet = new ByteArrayOutputStream();
            packet.write(firstOctet);
            int rest = content.length;
            do {
                int digit = rest & 0x7F;
                rest >>>= 7;
                packet.write(rest > 0 ? digit | 0x80 : digit);
            } while (rest > 0);
            packet.writeBytes(content);
            return packet.toByteArray();
        }
    }
}
