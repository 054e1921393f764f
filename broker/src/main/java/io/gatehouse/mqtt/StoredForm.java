package io.gatehouse.mqtt;

import io.netty.buffer.Unpooled;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message as it lies on the disk, without its topic, which is kept beside it. Pure functions; any thread.
 *
 * <pre>
 * | form 1 | flags | received at, ms | [expiry, s] | id length | publisher id | length | properties | payload … |
 * |   1    |   1   |        8        |      4      |     2     |              |   4    |            |           |
 * </pre>
 *
 * <p>Flags: QoS in bits 0 and 1, RETAIN in bit 2, an expiry follows in bit 3. The first byte is raised when the form
 * changes; older forms stay readable.
 */
public final class StoredForm {
    private static final byte FORM = 1;
    private static final int QOS = 0b0011;
    private static final int RETAIN = 0b0100;
    private static final int EXPIRES = 0b1000;

    private StoredForm() {}

    public static byte[] of(Message message) {
        byte[] publisher = message.publisherId().getBytes(StandardCharsets.UTF_8);
        byte[] properties = message.properties().forwarded();
        long expirySeconds = message.properties().messageExpirySeconds();
        boolean expires = expirySeconds != PublishProperties.NO_EXPIRY;
        Payload payload = message.payload();
        int size = 2
                + Long.BYTES
                + (expires ? Integer.BYTES : 0)
                + Short.BYTES
                + publisher.length
                + Integer.BYTES
                + properties.length
                + payload.size();
        ByteBuffer form = ByteBuffer.allocate(size)
                .put(FORM)
                .put((byte) (message.qos().value() | (message.retain() ? RETAIN : 0) | (expires ? EXPIRES : 0)))
                .putLong(message.receivedAtMillis());
        if (expires) {
            form.putInt((int) expirySeconds);
        }
        form.putShort((short) publisher.length).put(publisher);
        form.putInt(properties.length).put(properties);
        payload.bytes().getBytes(payload.bytes().readerIndex(), form);
        return form.array();
    }

    /**
     * The message of a stored form. Its payload is a view of {@code form}, which nobody may write to any more; closing
     * it is allowed and not needed.
     *
     * @throws IllegalArgumentException the bytes are no form this version knows
     */
    public static Message message(Topic topic, byte[] form) {
        ByteBuffer in = ByteBuffer.wrap(form);
        try {
            byte kind = in.get();
            if (kind != FORM) {
                throw new IllegalArgumentException("stored message: form " + kind + " (expected: " + FORM + ")");
            }
            int flags = in.get();
            long receivedAt = in.getLong();
            long expirySeconds =
                    (flags & EXPIRES) == 0 ? PublishProperties.NO_EXPIRY : Integer.toUnsignedLong(in.getInt());
            String publisher = new String(bytes(in, Short.toUnsignedInt(in.getShort())), StandardCharsets.UTF_8);
            byte[] forwarded = bytes(in, in.getInt());
            PublishProperties properties = expirySeconds == PublishProperties.NO_EXPIRY && forwarded.length == 0
                    ? PublishProperties.NONE
                    : new PublishProperties(expirySeconds, forwarded);
            return new Message(
                    topic,
                    Payload.of(Unpooled.wrappedBuffer(form, in.position(), in.remaining())),
                    Qos.of(flags & QOS),
                    (flags & RETAIN) != 0,
                    properties,
                    publisher,
                    receivedAt);
        } catch (BufferUnderflowException | NegativeArraySizeException cutOff) {
            throw new IllegalArgumentException(
                    "stored message: " + form.length + " bytes (expected: all that its lengths promise)", cutOff);
        }
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
