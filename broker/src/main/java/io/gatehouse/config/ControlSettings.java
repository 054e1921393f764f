package io.gatehouse.config;

import java.util.regex.Pattern;

/**
 * The control plane in the shape of AWS IoT's, for operators: HTTPS with the certificate of the listeners.
 *
 * @param enabled whether it is there at all
 * @param host loopback by default; on another address it opens with the first operator
 * @param port 0 takes a free one
 * @param endpoint the name that DescribeEndpoint tells, without port; empty for the one that devices are given
 */
public record ControlSettings(boolean enabled, String host, int port, String endpoint) {
    public static final ControlSettings DEFAULTS = new ControlSettings(true, "127.0.0.1", 9443, "");

    /** None. */
    public static final ControlSettings OFF = new ControlSettings(false, DEFAULTS.host, DEFAULTS.port, "");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    public ControlSettings {
        Check.that(!host.isBlank(), "host", host, "an address or host name");
        Check.range("port", port, 0, 65_535);
        Check.that(
                endpoint.isEmpty() || NAME.matcher(endpoint).matches(),
                "endpoint",
                endpoint,
                "a host name such as iot.example.com, without port, or nothing");
    }
}
