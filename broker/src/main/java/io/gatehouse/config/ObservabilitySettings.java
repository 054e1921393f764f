package io.gatehouse.config;

/**
 * The port of {@code /metrics}, {@code /livez}, {@code /readyz} and {@code /startz}.
 *
 * @param host loopback by default: the port asks for no credentials
 * @param port 0 takes a free one
 */
public record ObservabilitySettings(String host, int port) {
    public static final ObservabilitySettings DEFAULTS = new ObservabilitySettings("127.0.0.1", 9464);

    public ObservabilitySettings {
        Check.that(!host.isBlank(), "host", host, "an address or host name");
        Check.range("port", port, 0, 65_535);
    }
}
