package io.gatehouse.session;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.StoredForm;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.Will;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a session beside its subscriptions and its place in the log: whose it is, how long it lives, and
 * its will. Immutable.
 *
 * @param incarnation tells it from those of the same client id before and after it
 * @param durable whether it outlives its connection; one that does not is stored for its will alone
 * @param connections how many there were, see {@link Session#versionNumber}
 * @param endedAtMillis when the last connection ended, by the wall clock; {@link #CONNECTED} while there is one, which
 *     after a crash reads as: it was there when the broker died
 */
record SessionRecord(
        String clientId,
        long incarnation,
        Principal principal,
        Origin origin,
        ProtocolVersion version,
        boolean durable,
        long expirySeconds,
        long connections,
        long endedAtMillis,
        @Nullable Will will) {
    static final long CONNECTED = 0;

    private static final byte FORM = 1;

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            write(out, clientId);
            out.writeLong(incarnation);
            write(out, principal.id());
            writeOptional(out, principal.thing());
            write(out, origin.listener());
            write(out, origin.address());
            out.writeInt(origin.port());
            out.writeBoolean(origin.persistent());
            out.writeBoolean(origin.lastWill());
            write(out, version.name());
            out.writeBoolean(durable);
            out.writeLong(expirySeconds);
            out.writeLong(connections);
            out.writeLong(endedAtMillis);
            out.writeBoolean(will != null);
            if (will != null) {
                write(out, will);
            }
        } catch (IOException impossible) {
            throw new AssertionError("memory does not fail", impossible);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException the bytes are no form this version knows */
    static SessionRecord of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte form = in.readByte();
            if (form != FORM) {
                throw new IllegalArgumentException("stored session: form " + form + " (expected: " + FORM + ")");
            }
            return new SessionRecord(
                    readText(in),
                    in.readLong(),
                    new Principal(readText(in), readOptional(in)),
                    new Origin(readText(in), readText(in), in.readInt(), in.readBoolean(), in.readBoolean()),
                    ProtocolVersion.valueOf(readText(in)),
                    in.readBoolean(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readBoolean() ? readWill(in) : null);
        } catch (IOException cutOff) {
            throw new IllegalArgumentException(
                    "stored session: " + bytes.length + " bytes (expected: all that its lengths promise)", cutOff);
        }
    }

    /** Not {@code writeUTF}: its two bytes of length are too few for the longest client ids. */
    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(read(in), StandardCharsets.UTF_8);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private static void writeOptional(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            write(out, text);
        }
    }

    private static @Nullable String readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? readText(in) : null;
    }

    private static void write(DataOutputStream out, Will will) throws IOException {
        byte[] body = StoredForm.of(
                new Message(will.topic(), will.payload(), will.qos(), will.retain(), will.properties(), "", 0));
        out.writeLong(will.delaySeconds());
        write(out, will.topic().name());
        out.writeInt(body.length);
        out.write(body);
    }

    private static Will readWill(DataInputStream in) throws IOException {
        long delaySeconds = in.readLong();
        Topic topic = Topic.of(readText(in));
        Message message = StoredForm.message(topic, read(in));
        return new Will(topic, message.payload(), message.qos(), message.retain(), message.properties(), delaySeconds);
    }
}
