package io.gatehouse.mqtt.wire;

import io.netty.buffer.ByteBuf;

/**
 * Judges UTF-8 where it lies, without building a string (section 1.5.4): surrogates, overlong forms, code points past
 * U+10FFFF and U+0000 are refused; everything else, U+FEFF included, passes unaltered ([MQTT-1.5.4-3]).
 */
final class Utf8 {
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LOW_BITS = 0x0101_0101_0101_0101L;

    private Utf8() {}

    /** True where the bytes are a string MQTT allows: well formed and without U+0000. */
    static boolean isString(ByteBuf in, int index, int length) {
        int end = index + length;
        int at = index;
        while (at < end) {
            if (end - at >= Long.BYTES && isPlainAscii(in.getLong(at))) {
                at += Long.BYTES;
                continue;
            }
            int size = sequenceLength(in, at, end);
            if (size == 0) {
                return false;
            }
            at += size;
        }
        return true;
    }

    /** Eight characters at once: none beyond ASCII, none zero. */
    private static boolean isPlainAscii(long eight) {
        return ((eight | (eight - LOW_BITS)) & HIGH_BITS) == 0;
    }

    /** Length of the well-formed character at {@code at}, or 0. The ranges are those of Unicode's table 3-7. */
    private static int sequenceLength(ByteBuf in, int at, int end) {
        int first = in.getUnsignedByte(at);
        if (first < 0x80) {
            return first == 0 ? 0 : 1; // [MQTT-1.5.4-2]
        }
        if (first < 0xC2) {
            return 0; // a continuation byte, or an overlong form of two
        }
        if (first < 0xE0) {
            return continues(in, at + 1, end, 0x80, 0xBF) ? 2 : 0;
        }
        if (first < 0xF0) {
            int lowest = first == 0xE0 ? 0xA0 : 0x80; // overlong below
            int highest = first == 0xED ? 0x9F : 0xBF; // surrogates above [MQTT-1.5.4-1]
            return continues(in, at + 1, end, lowest, highest) && continues(in, at + 2, end, 0x80, 0xBF) ? 3 : 0;
        }
        if (first > 0xF4) {
            return 0;
        }
        int lowest = first == 0xF0 ? 0x90 : 0x80; // overlong below
        int highest = first == 0xF4 ? 0x8F : 0xBF; // past U+10FFFF above
        return continues(in, at + 1, end, lowest, highest)
                        && continues(in, at + 2, end, 0x80, 0xBF)
                        && continues(in, at + 3, end, 0x80, 0xBF)
                ? 4
                : 0;
    }

    private static boolean continues(ByteBuf in, int at, int end, int lowest, int highest) {
        if (at >= end) {
            return false;
        }
        int value = in.getUnsignedByte(at);
        return value >= lowest && value <= highest;
    }

    /**
     * True where a well-formed string holds U+0001 to U+001F or U+007F to U+009F. The text lets a receiver refuse them
     * (section 1.5.4); in names that reach logs, policies and other protocols Gatehouse does.
     */
    static boolean hasControlCharacter(ByteBuf in, int index, int length) {
        int end = index + length;
        for (int at = index; at < end; at++) {
            int value = in.getUnsignedByte(at);
            if (value < 0x20 || value == 0x7F) {
                return true;
            }
            if (value == 0xC2 && in.getUnsignedByte(at + 1) < 0xA0) { // U+0080 to U+009F
                return true;
            }
        }
        return false;
    }
}
