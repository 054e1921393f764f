package io.gatehouse.conformance;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** One packet as it came from the server: its first byte and everything after the remaining length. */
@SuppressWarnings("ArrayRecordComponent") // never compared: its text is
public record WirePacket(int header, byte[] body) {
    public static final int CONNACK = 2;
    public static final int PUBLISH = 3;
    public static final int PUBACK = 4;
    public static final int PUBREC = 5;
    public static final int PUBREL = 6;
    public static final int PUBCOMP = 7;
    public static final int SUBACK = 9;
    public static final int UNSUBACK = 11;
    public static final int PINGRESP = 13;
    public static final int DISCONNECT = 14;

    /** A property of MQTT 5.0: a number, a string, the hexadecimal digits of binary data, or {@code name=value}. */
    public record Property(int id, Object value) {}

    /** A PUBLISH, taken apart. */
    public record Publish(
            String topic,
            int qos,
            boolean duplicate,
            boolean retain,
            int id,
            List<Property> properties,
            String payload) {

        List<Object> all(int property) {
            return properties.stream()
                    .filter(p -> p.id() == property)
                    .map(Property::value)
                    .toList();
        }
    }

    static WirePacket of(byte[] bytes) {
        try {
            return read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static WirePacket read(DataInputStream in) throws IOException {
        int header = in.readUnsignedByte();
        int length = 0;
        int shift = 0;
        for (int next = in.readByte(); ; next = in.readByte(), shift += 7) {
            length |= (next & 0x7F) << shift;
            if (next >= 0) {
                break;
            }
        }
        byte[] body = new byte[length];
        in.readFully(body);
        return new WirePacket(header, body);
    }

    public int type() {
        return header >> 4;
    }

    /** The reason code of a CONNACK or of 3.1.1's return code. */
    public int connectCode() {
        return body[1] & 0xFF;
    }

    public boolean sessionPresent() {
        return body[0] == 1;
    }

    /** The packet id of everything that begins with one. */
    public int id() {
        return ((body[0] & 0xFF) << 8) | (body[1] & 0xFF);
    }

    /** The reason code of an acknowledgement; one that is not written is 0 (sections 3.4.2.1 to 3.7.2.1). */
    public int code() {
        return body.length < 3 ? 0 : body[2] & 0xFF;
    }

    /** The reason code of a DISCONNECT. */
    public int disconnectCode() {
        return body.length == 0 ? 0 : body[0] & 0xFF;
    }

    /** The codes of a SUBACK or UNSUBACK, as hexadecimal digits. */
    public String codes(boolean mqtt5) {
        ByteBuffer in = ByteBuffer.wrap(body).position(2);
        if (mqtt5) {
            readProperties(in);
        }
        byte[] codes = new byte[in.remaining()];
        in.get(codes);
        return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(codes);
    }

    /** The properties that begin at {@code offset} of the body; none where the body ends before. */
    List<Property> properties(int offset) {
        return body.length <= offset
                ? List.of()
                : readProperties(ByteBuffer.wrap(body).position(offset));
    }

    public Publish publish(boolean mqtt5) {
        ByteBuffer in = ByteBuffer.wrap(body);
        int qos = header >> 1 & 3;
        String topic = string(in);
        int id = qos == 0 ? 0 : in.getShort() & 0xFFFF;
        List<Property> properties = mqtt5 ? readProperties(in) : List.of();
        return new Publish(
                topic,
                qos,
                (header & 8) != 0,
                (header & 1) != 0,
                id,
                properties,
                StandardCharsets.UTF_8.decode(in).toString());
    }

    private static List<Property> readProperties(ByteBuffer in) {
        int length = variable(in);
        int end = in.position() + length;
        List<Property> properties = new ArrayList<>();
        while (in.position() < end) {
            int id = variable(in);
            properties.add(new Property(id, value(id, in)));
        }
        return properties;
    }

    /** Section 2.2.2.2. */
    private static Object value(int id, ByteBuffer in) {
        return switch (id) {
            case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A -> in.get() & 0xFF;
            case 0x13, 0x21, 0x22, 0x23 -> in.getShort() & 0xFFFF;
            case 0x02, 0x11, 0x18, 0x27 -> in.getInt();
            case 0x0B -> variable(in);
            case 0x03, 0x08, 0x12, 0x15, 0x1A, 0x1C, 0x1F -> string(in);
            case 0x09, 0x16 -> binary(in);
            case 0x26 -> string(in) + "=" + string(in);
            default -> throw new AssertionError("property: " + id + " (expected: one of section 2.2.2.2)");
        };
    }

    private static int variable(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int next = in.get();
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String string(ByteBuffer in) {
        byte[] utf8 = new byte[in.getShort() & 0xFFFF];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static String binary(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort() & 0xFFFF];
        in.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().withUpperCase().toHexDigits((byte) header) + " " + body.length + ": "
                + HexFormat.ofDelimiter(" ").withUpperCase().formatHex(body);
    }
}
