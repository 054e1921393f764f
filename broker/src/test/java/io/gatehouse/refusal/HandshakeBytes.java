package io.gatehouse.refusal;

import java.util.HexFormat;

/** The clear part of a TLS handshake, by hand: what no library sends. Hexadecimal in, records out. */
final class HandshakeBytes {
    /** supported_groups, ec_point_formats, signature_algorithms: what a server of TLS 1.2 needs to go on. */
    static final String ORDINARY = "000a000400020017" + "000b00020100" + "000d00060004" + "04030804";

    /** A ClientHello of TLS 1.3 with a pre_shared_key that is not the last extension. RFC 8446 section 4.2.11 */
    static final String PSK_NOT_LAST = "002b0003020304" + "000a00040002001d" + "000d00060004" + "04030804"
            + "003300260024001d0020" + "09" + "00".repeat(31) + "002d00020101"
            + "0029" + "002f" + "000a" + "0004" + "01020304" + "00000000" + "0021" + "20" + "22".repeat(32)
            + "002b0003020304".replace("002b", "0a0a");

    /** A server_name with two host names. RFC 6066 section 3 */
    static final String TWO_SERVER_NAMES = "0000" + "0010" + "000e" + "0000046c616d70" + "00000467617465";

    private HandshakeBytes() {}

    /**
     * A ClientHello.
     *
     * @param version {@code 0301} is TLS 1.0, {@code 0303} TLS 1.2
     * @param extensions all of them, without the length in front
     */
    static byte[] clientHello(String version, String extensions) {
        String body = version + "11".repeat(32) + "00" + "0006" + "1301" + "c02b" + "c02f" + "0100"
                + (extensions.isEmpty() ? "" : "%04x".formatted(extensions.length() / 2) + extensions);
        return message("0301", 1, body);
    }

    /** A Certificate of TLS 1.2 whose one certificate is {@code garbage}. */
    static byte[] certificate(String garbage) {
        int length = garbage.length() / 2;
        return message("0303", 11, "%06x%06x".formatted(length + 3, length) + garbage);
    }

    /** @param version of the record: once the server has chosen one, that; OpenSSL insists on it */
    private static byte[] message(String version, int type, String body) {
        String message = "%02x%06x".formatted(type, body.length() / 2) + body;
        return HexFormat.of().parseHex("16" + version + "%04x".formatted(message.length() / 2) + message);
    }
}
