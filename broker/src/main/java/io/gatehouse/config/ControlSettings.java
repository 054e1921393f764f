package io.gatehouse.config;

import java.util.regex.Pattern;

/**
 * The control plane in the shape of AWS IoT's, for operators: HTTPS with the certificate of the listeners.
 *
 * @param enabled whether it is there at all
 * @param host loopback by default; on another address it opens with the first operator
 * @param port 0 takes a free one
 * @param endpoint the name that DescribeEndpoint tells, without port; empty for the one that devices are given
 * @param bootstrapToken with which somebody elsewhere makes the first operator, once; empty for nobody
 */
public record ControlSettings(boolean enabled, String host, int port, String endpoint, String bootstrapToken) {
    public static final ControlSettings DEFAULTS = new ControlSettings(true, "127.0.0.1", 9443, "", "");

    /** None. */
    public static final ControlSettings OFF = new ControlSettings(false, DEFAULTS.host, DEFAULTS.port, "", "");

    /** 128 bits, as {@code openssl rand -hex 16} prints them: nobody guesses that. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{32,128}");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    public ControlSettings {
        Check.that(!host.isBlank(), "host", host, "an address or host name");
        Check.range("port", port, 0, 65_535);
        Check.that(
                endpoint.isEmpty() || NAME.matcher(endpoint).matches(),
                "endpoint",
                endpoint,
                "a host name such as iot.example.com, without port, or nothing");
        Check.that(
                bootstrapToken.isEmpty() || TOKEN.matcher(bootstrapToken).matches(),
                "bootstrapToken",
                "of " + bootstrapToken.length() + " characters", // which is a secret
                "32 to 128 printable ASCII characters without spaces, such as openssl rand -hex 32 prints, or nothing");
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ControlSettings[" + (enabled ? host + ":" + port : "off") + ", endpoint=" + endpoint + "]";
    }
}
