package io.gatehouse.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The clear part of what a server sends in a handshake, kept to read the key exchange group from it, which the JDK's
 * engine does not tell: from key_share of the ServerHello in TLS 1.3, from the ServerKeyExchange in TLS 1.2.
 */
final class ServerFlight {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int NAMED_CURVE = 3;
    private static final int KEY_SHARE = 51;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void received(byte[] chunk, int length) {
        bytes.write(chunk, 0, Math.min(length, Math.max(0, MOST_BYTES - bytes.size())));
    }

    boolean isEmpty() {
        return bytes.size() == 0;
    }

    /** By its IANA name, {@code null} where there was none or it could not be read. */
    @Nullable
    String group() {
        try {
            ByteBuffer messages = handshakeMessages();
            String group = null;
            while (messages.remaining() >= 4) {
                int type = messages.get();
                int length = ((messages.get() & 0xFF) << 16) | (messages.getShort() & 0xFFFF);
                ByteBuffer body = messages.slice(messages.position(), length);
                messages.position(messages.position() + length);
                String found = switch (type) {
                    case SERVER_HELLO -> ofServerHello(body);
                    case SERVER_KEY_EXCHANGE -> body.get() == NAMED_CURVE ? name(body.getShort()) : null;
                    default -> null;
                };
                group = found == null ? group : found; // a HelloRetryRequest comes first, what counts comes last
            }
            return group;
        } catch (RuntimeException e) {
            return null; // cut short, or encrypted from the first byte: only a name is lost
        }
    }

    /** Of the records before the first encrypted one, joined. */
    private ByteBuffer handshakeMessages() {
        byte[] all = bytes.toByteArray();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int at = 0;
        while (at + 5 <= all.length) {
            int length = ((all[at + 3] & 0xFF) << 8) | (all[at + 4] & 0xFF);
            int end = Math.min(at + 5 + length, all.length);
            if (all[at] == HANDSHAKE_RECORD) {
                messages.writeBytes(Arrays.copyOfRange(all, at + 5, end));
            }
            at = end;
        }
        return ByteBuffer.wrap(messages.toByteArray());
    }

    private static @Nullable String ofServerHello(ByteBuffer hello) {
        hello.position(2 + 32);
        skip(hello, hello.get() & 0xFF); // session id
        skip(hello, 2 + 1 + 2); // suite, compression, length of the extensions
        while (hello.hasRemaining()) {
            int type = hello.getShort() & 0xFFFF;
            int length = hello.getShort() & 0xFFFF;
            if (type == KEY_SHARE) {
                return name(hello.getShort());
            }
            skip(hello, length);
        }
        return null;
    }

    private static void skip(ByteBuffer buffer, int octets) {
        buffer.position(buffer.position() + octets);
    }

    private static String name(short group) {
        return switch (group & 0xFFFF) {
            case 0x0017 -> "secp256r1";
            case 0x0018 -> "secp384r1";
            case 0x0019 -> "secp521r1";
            case 0x001d -> "x25519";
            case 0x001e -> "x448";
            case 0x11ec -> "X25519MLKEM768";
            default -> String.format("0x%04x", group & 0xFFFF);
        };
    }
}
