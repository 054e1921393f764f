package io.gatehouse.mqtt.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Bytes of a packet, written so that a reader can check them against the text of the specification:
 *
 * <ul>
 *   <li>{@code 10 003C} hexadecimal digits, blanks mean nothing
 *   <li>{@code ~} the remaining length: a variable byte integer that counts what follows, to the end
 *   <li>{@code {26 …}} a property block: its length, then its content
 *   <li>{@code 's'} the characters of s in UTF-8; {@code "s"} the same with their two-byte length in front
 *   <li>{@code 61*300} the byte 61, 300 times
 * </ul>
 */
public final class WireBytes {
    private final String text;
    private int at;

    private WireBytes(String text) {
        this.text = text;
    }

    public static byte[] of(String text) {
        WireBytes parser = new WireBytes(text);
        byte[] bytes = parser.sequence('\0');
        if (parser.at != text.length()) {
            throw new IllegalArgumentException("wire bytes: stray } in " + text);
        }
        return bytes;
    }

    private byte[] sequence(char closing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case ' ' -> {}
                case '~' -> counted(out, sequence(closing));
                case '{' -> {
                    counted(out, sequence('}'));
                    at++;
                }
                case '}' -> {
                    at--;
                    return out.toByteArray();
                }
                case '\'' -> out.writeBytes(quoted('\''));
                case '"' -> {
                    byte[] string = quoted('"');
                    out.write(string.length >> 8);
                    out.write(string.length);
                    out.writeBytes(string);
                }
                default -> hex(out);
            }
        }
        return out.toByteArray();
    }

    private void hex(ByteArrayOutputStream out) {
        int value = HexFormat.fromHexDigits(text, at - 1, at + 1);
        at++;
        int times = 1;
        if (at < text.length() && text.charAt(at) == '*') {
            int end = at + 1;
            while (end < text.length() && Character.isDigit(text.charAt(end))) {
                end++;
            }
            times = Integer.parseInt(text, at + 1, end, 10);
            at = end;
        }
        for (int i = 0; i < times; i++) {
            out.write(value);
        }
    }

    private byte[] quoted(char quote) {
        int end = text.indexOf(quote, at);
        byte[] bytes = text.substring(at, end).getBytes(StandardCharsets.UTF_8);
        at = end + 1;
        return bytes;
    }

    private static void counted(ByteArrayOutputStream out, byte[] content) {
        int rest = content.length;
        while (rest >= 0x80) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        out.writeBytes(content);
    }
}
