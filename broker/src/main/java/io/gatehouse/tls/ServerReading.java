package io.gatehouse.tls;

import java.util.HexFormat;

/**
 * What the server's own unencrypted messages say was agreed on. Numbers of TLS; 0 is what was not said.
 *
 * @param retry a HelloRetryRequest: the client is to come again with a key of {@code group}
 */
record ServerReading(int version, int cipherSuite, int group, int signature, boolean retry) {
    static final ServerReading NOTHING = new ServerReading(0, 0, 0, 0, false);

    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;
    private static final int RANDOM = 32;
    private static final int NAMED_CURVE = 3;

    /** The random number that makes a ServerHello a HelloRetryRequest, RFC 8446 section 4.1.3. */
    private static final byte[] RETRY =
            HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    /** A ServerHello; of one that was cut, what stood in the part that is here. */
    static ServerReading ofHello(byte[] message, int length) {
        Octets hello = new Octets(message, length);
        int version = hello.u16();
        boolean retry = isRetry(message, length);
        hello.skip(RANDOM);
        hello.vector8(); // session id
        int cipherSuite = hello.u16();
        hello.u8(); // compression method
        int group = 0;
        Octets extensions = hello.hasMore() ? hello.vector16() : hello;
        while (extensions.hasMore()) {
            int type = extensions.u16();
            Octets extension = extensions.vector16();
            if (type == SUPPORTED_VERSIONS) {
                version = extension.u16();
            } else if (type == KEY_SHARE) {
                group = extension.u16();
            }
        }
        return new ServerReading(version, cipherSuite, group, 0, retry);
    }

    private static boolean isRetry(byte[] message, int length) {
        if (length < 2 + RANDOM) {
            return false;
        }
        for (int i = 0; i < RANDOM; i++) {
            if (message[2 + i] != RETRY[i]) {
                return false;
            }
        }
        return true;
    }

    /** Adds the ServerKeyExchange of TLS 1.2: curve and signature, RFC 8422 section 5.4. */
    ServerReading withKeyExchange(byte[] message, int length) {
        Octets exchange = new Octets(message, length);
        if (exchange.u8() != NAMED_CURVE) {
            return this;
        }
        int curve = exchange.u16();
        exchange.vector8(); // the key
        return new ServerReading(version, cipherSuite, curve, exchange.u16(), retry);
    }
}
