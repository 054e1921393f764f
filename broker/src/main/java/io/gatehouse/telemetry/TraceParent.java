package io.gatehouse.telemetry;

import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.UserProperty;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The span that a message or a connect belongs to, as its sender said in the user property {@code traceparent} (W3C
 * Trace Context, level 1). What is not well formed is as if it were not there, and so are several of them.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param spanId 16 of them
 * @param sampled whether the sender records its part
 */
record TraceParent(String traceId, String spanId, boolean sampled) {
    private static final String NAME = "traceparent";
    private static final byte[] NAME_BYTES = NAME.getBytes(StandardCharsets.US_ASCII);

    /** {@code 00-<trace id>-<span id>-<flags>}. */
    private static final int LENGTH = 55;

    // Identifiers of the properties that are forwarded (section 2.2.2.2).
    private static final int PAYLOAD_FORMAT = 0x01;
    private static final int CONTENT_TYPE = 0x03;
    private static final int RESPONSE_TOPIC = 0x08;
    private static final int CORRELATION_DATA = 0x09;
    private static final int USER_PROPERTY = 0x26;

    /** Reads a text; {@code null} where it is none. */
    static @Nullable TraceParent parse(String text) {
        if (text.length() < LENGTH || !isHex(text, 0, 2) || text.startsWith("ff")) {
            return null;
        }
        // A later version may go on behind what is known of it.
        boolean fits = text.length() == LENGTH || (!text.startsWith("00") && text.charAt(LENGTH) == '-');
        if (!fits
                || text.charAt(2) != '-'
                || text.charAt(35) != '-'
                || text.charAt(52) != '-'
                || !isHex(text, 3, 35)
                || !isHex(text, 36, 52)
                || !isHex(text, 53, 55)
                || isZero(text, 3, 35)
                || isZero(text, 36, 52)) {
            return null;
        }
        boolean sampled = (Character.digit(text.charAt(54), 16) & 1) == 1;
        return new TraceParent(text.substring(3, 35), text.substring(36, 52), sampled);
    }

    /** Of a CONNECT. */
    static @Nullable TraceParent of(List<UserProperty> properties) {
        String found = null;
        for (UserProperty property : properties) {
            if (property.name().equals(NAME)) {
                if (found != null) {
                    return null;
                }
                found = property.value();
            }
        }
        return found == null ? null : parse(found);
    }

    /** Of a PUBLISH. The bytes were validated by the codec; nothing else in them is read or kept. */
    static @Nullable TraceParent of(PublishProperties properties) {
        byte[] bytes = properties.forwarded();
        int found = -1;
        for (int at = 0; at < bytes.length; ) {
            int value = at + 1;
            switch (bytes[at]) {
                case PAYLOAD_FORMAT -> at = value + 1;
                case CONTENT_TYPE, RESPONSE_TOPIC, CORRELATION_DATA -> at = value + 2 + length(bytes, value);
                case USER_PROPERTY -> {
                    int name = value + 2;
                    int nameEnd = name + length(bytes, value);
                    if (Arrays.equals(bytes, name, nameEnd, NAME_BYTES, 0, NAME_BYTES.length)) {
                        if (found >= 0) {
                            return null;
                        }
                        found = nameEnd;
                    }
                    at = nameEnd + 2 + length(bytes, nameEnd);
                }
                default -> {
                    return null; // none that is forwarded
                }
            }
        }
        return found < 0 || length(bytes, found) > 256
                ? null
                : parse(new String(bytes, found + 2, length(bytes, found), StandardCharsets.UTF_8));
    }

    private static int length(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
