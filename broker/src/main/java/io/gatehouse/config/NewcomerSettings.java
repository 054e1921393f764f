package io.gatehouse.config;

import java.time.Duration;

/**
 * What everybody together, and every address, may ask for who has not been admitted yet. A newcomer is a connection
 * from its accept until its CONNECT is admitted, or until it is closed. An address is an IPv4 address or an IPv6 /64,
 * because a single IPv6 host has all of one.
 *
 * @param maxConnectRate accepted connections a second on all listeners, with a burst of twice as many; 0 for no limit
 * @param maxConnectRatePerAddress the same of one address
 * @param maxHandshakeRate TLS handshakes begun a second on all listeners, with a burst of twice as many; 0 for no limit
 * @param maxHandshakeRatePerAddress the same of one address
 * @param maxAtOnce newcomers at once; as long as there are as many, no more connections are accepted
 * @param crowdedTimeout how long a newcomer may take while three quarters of the places are taken, or more
 * @param maxPerAddress newcomers of one address at once
 * @param maxBytes that all newcomers together may have sent. Half of it is shared out evenly, the other half is first
 *     come, first served
 * @param maxAddresses whose rates are remembered while nobody is connecting from them
 * @param proxyHeaderTimeout from the accept to a complete header, on listeners that take the PROXY protocol
 */
public record NewcomerSettings(
        int maxConnectRate,
        int maxConnectRatePerAddress,
        int maxHandshakeRate,
        int maxHandshakeRatePerAddress,
        int maxAtOnce,
        Duration crowdedTimeout,
        int maxPerAddress,
        long maxBytes,
        int maxAddresses,
        Duration proxyHeaderTimeout) {
    /** What a handshake with a chain of two elliptic-curve certificates and a small CONNECT take. */
    public static final int LEAST_SHARE_BYTES = 4096;

    public static final NewcomerSettings DEFAULTS = new NewcomerSettings(
            0, 0, 0, 0, 16_384, Duration.ofSeconds(2), 4_096, 128L * 1024 * 1024, 65_536, Duration.ofSeconds(5));

    public NewcomerSettings {
        Check.range("maxConnectRate", maxConnectRate, 0, 1_000_000);
        Check.range("maxConnectRatePerAddress", maxConnectRatePerAddress, 0, 1_000_000);
        Check.range("maxHandshakeRate", maxHandshakeRate, 0, 1_000_000);
        Check.range("maxHandshakeRatePerAddress", maxHandshakeRatePerAddress, 0, 1_000_000);
        Check.range("maxAtOnce", maxAtOnce, 1, 1_000_000);
        Check.positive("crowdedTimeout", crowdedTimeout);
        Check.range("maxPerAddress", maxPerAddress, 1, 1_000_000);
        Check.range("maxBytes", maxBytes, 2L * LEAST_SHARE_BYTES * maxAtOnce, Long.MAX_VALUE);
        Check.range("maxAddresses", maxAddresses, 1, 10_000_000);
        Check.positive("proxyHeaderTimeout", proxyHeaderTimeout);
    }

    /** The same settings with no more bytes than that, and no more places than they are enough for. */
    public NewcomerSettings within(long bytes) {
        if (maxBytes <= bytes) {
            return this;
        }
        int places = (int) Math.clamp(bytes / (2L * LEAST_SHARE_BYTES), 1, maxAtOnce);
        return new NewcomerSettings(
                maxConnectRate,
                maxConnectRatePerAddress,
                maxHandshakeRate,
                maxHandshakeRatePerAddress,
                places,
                crowdedTimeout,
                maxPerAddress,
                Math.max(bytes, 2L * LEAST_SHARE_BYTES),
                maxAddresses,
                proxyHeaderTimeout);
    }

    /** Bytes that every newcomer may send, whatever the others do. */
    public long shareBytes() {
        return maxBytes / 2 / maxAtOnce;
    }
}
