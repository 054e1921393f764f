package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Protocol names that mean something here when a client offers them by ALPN (RFC 7301). Those that begin with {@code
 * x-amzn} are AWS IoT Core's, the others are in IANA's list.
 */
enum ApplicationProtocol {
    AMAZON_MQTT("x-amzn-mqtt-ca"),
    AMAZON_HTTP("x-amzn-http-ca"),
    MQTT("mqtt"),
    HTTP_1_1("http/1.1");

    private static final ApplicationProtocol[] ALL = values();

    private final String wireName;
    private final byte[] octets;

    ApplicationProtocol(String wireName) {
        this.wireName = wireName;
        this.octets = wireName.getBytes(StandardCharsets.US_ASCII);
    }

    String wireName() {
        return wireName;
    }

    /** The one whose name is there, octet for octet; {@code null} for any other. */
    static @Nullable ApplicationProtocol of(ByteBuf buffer, int index, int length) {
        for (ApplicationProtocol protocol : ALL) {
            if (protocol.octets.length == length && protocol.isAt(buffer, index)) {
                return protocol;
            }
        }
        return null;
    }

    private boolean isAt(ByteBuf buffer, int index) {
        for (int i = 0; i < octets.length; i++) {
            if (buffer.getByte(index + i) != octets[i]) {
                return false;
            }
        }
        return true;
    }
}
