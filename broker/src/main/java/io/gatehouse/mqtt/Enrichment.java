package io.gatehouse.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * User properties that the broker appends to whatever a client publishes, behind the client's own. They are encoded
 * once, when it becomes clear which they are; what a message then costs is one copy of its properties. Immutable.
 *
 * @param properties their wire bytes, as {@link PublishProperties#forwarded} has them; never written to
 */
@SuppressWarnings("ArrayRecordComponent") // Identity is enough: nobody compares or prints properties.
public record Enrichment(byte[] properties) {
    /** Of all others. */
    public static final Enrichment NONE = new Enrichment(new byte[0]);

    private static final int USER_PROPERTY = 0x26; // section 3.3.2.3.7

    /** @param appended in this order; names and values of at most 65,535 bytes each */
    public static Enrichment of(List<UserProperty> appended) {
        if (appended.isEmpty()) {
            return NONE;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (UserProperty property : appended) {
            bytes.write(USER_PROPERTY);
            write(bytes, property.name());
            write(bytes, property.value());
        }
        return new Enrichment(bytes.toByteArray());
    }

    private static void write(ByteArrayOutputStream bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 0xFFFF) {
            throw new IllegalArgumentException(
                    "user property: " + utf8.length + " bytes (expected: at most 65535)"); // section 1.5.4
        }
        bytes.write(utf8.length >> 8);
        bytes.write(utf8.length);
        bytes.writeBytes(utf8);
    }

    /** The properties of a message with these behind them; the same object where there are none. */
    public PublishProperties appendedTo(PublishProperties sent) {
        if (properties.length == 0) {
            return sent;
        }
        byte[] own = sent.forwarded();
        byte[] all = Arrays.copyOf(own, own.length + properties.length);
        System.arraycopy(properties, 0, all, own.length, properties.length);
        return new PublishProperties(sent.messageExpirySeconds(), all);
    }
}
