package io.gatehouse.config;

/**
 * What can be seen: the port of {@code /metrics}, {@code /livez}, {@code /readyz} and {@code /startz}.
 *
 * @param host loopback by default: the port asks for no credentials
 * @param port 0 takes a free one
 * @param recentRefusals that {@code gatehouse why} remembers; repeats of one client for one reason are one
 * @param recentRefusalBytes of memory they may take, about
 */
public record ObservabilitySettings(String host, int port, int recentRefusals, long recentRefusalBytes) {
    public static final ObservabilitySettings DEFAULTS =
            new ObservabilitySettings("127.0.0.1", 9464, 10_000, 16L * 1024 * 1024);

    /** With the default memory of refusals. */
    public ObservabilitySettings(String host, int port) {
        this(host, port, DEFAULTS.recentRefusals, DEFAULTS.recentRefusalBytes);
    }

    public ObservabilitySettings {
        Check.that(!host.isBlank(), "host", host, "an address or host name");
        Check.range("port", port, 0, 65_535);
        Check.range("recentRefusals", recentRefusals, 0, 1_000_000);
        Check.range("recentRefusalBytes", recentRefusalBytes, 0, Long.MAX_VALUE);
    }
}
