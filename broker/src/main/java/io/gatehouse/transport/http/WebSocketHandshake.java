package io.gatehouse.transport.http;

import io.gatehouse.reason.Reason;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The opening handshake of a WebSocket that carries MQTT (RFC 6455 section 4.2, MQTT 5.0 section 6). Extensions are
 * not taken up: nothing is compressed. {@code Origin} is not judged: the certificate says who it is, and a page in a
 * browser that has none gets no further than anybody else.
 */
sealed interface WebSocketHandshake {
    String PATH = "/mqtt";

    /** By preference of the client; {@code mqttv3.1} is what older ones call it. [MQTT-6.0.0-3] */
    List<String> SUBPROTOCOLS = List.of("mqtt", "mqttv3.1");

    /** Goes on. */
    record Agreed(String accept, String subprotocol) implements WebSocketHandshake {}

    /** Does not. */
    record Failed(Declined declined) implements WebSocketHandshake {}

    static boolean isAskedFor(HttpHeaders headers) {
        return hasToken(headers, HttpHeaderNames.UPGRADE, "websocket");
    }

    static WebSocketHandshake of(Request request) {
        HttpHeaders headers = request.headers();
        if (!isAskedFor(headers) || !hasToken(headers, HttpHeaderNames.CONNECTION, "upgrade")) {
            return new Failed(new Declined(
                    Reason.REQUEST_INVALID,
                    Fault.UPGRADE_REQUIRED,
                    "Upgrade: no WebSocket (expected: websocket, with Connection: Upgrade)"));
        }
        if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return new Failed(new Declined(
                    Reason.REQUEST_INVALID, Fault.UPGRADE_REQUIRED, "Sec-WebSocket-Version: another (expected: 13)"));
        }
        String key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        if (headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY).size() != 1 || !isKey(key)) {
            return new Failed(Declined.invalid("Sec-WebSocket-Key: none (expected: one of 16 octets in base64)"));
        }
        if (request.body().isReadable()) {
            return new Failed(Declined.invalid("body: given (expected: none with an upgrade)"));
        }
        String subprotocol = subprotocol(headers);
        if (subprotocol == null) { // [MQTT-6.0.0-4] could not be kept
            return new Failed(Declined.invalid("Sec-WebSocket-Protocol: none of ours (expected: mqtt or mqttv3.1)"));
        }
        return new Agreed(accept(key), subprotocol);
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static @Nullable String subprotocol(HttpHeaders headers) {
        for (String line : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            for (String offered : line.split(",", -1)) {
                if (SUBPROTOCOLS.contains(offered.strip())) {
                    return offered.strip();
                }
            }
        }
        return null;
    }

    private static boolean hasToken(HttpHeaders headers, CharSequence name, String token) {
        return headers.containsValue(name, token, true);
    }

    /** Section 4.2.2, item 5.4. */
    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1: missing (expected: in every JDK)", e);
        }
    }
}
