package io.gatehouse.config;

import java.net.URI;

/**
 * Where spans of OpenTelemetry go, and how many there are.
 *
 * @param endpoint an OTLP/HTTP collector, http or https; without a path {@code /v1/traces} is meant. Empty: no tracing
 * @param authorization value of the header of that name, such as {@code Bearer …}; empty for none
 * @param sample of the connects and messages that bring no {@code traceparent}, the share that begins a trace
 * @param maxSpansPerSecond that are made, whatever is sampled here or by devices
 */
public record TracingSettings(String endpoint, String authorization, double sample, int maxSpansPerSecond) {
    public static final TracingSettings DEFAULTS = new TracingSettings("", "", 0.001, 100);

    public TracingSettings {
        Check.that(
                endpoint.isEmpty() || isWebAddress(endpoint),
                "endpoint",
                endpoint,
                "an http or https address such as http://127.0.0.1:4318, or nothing");
        Check.that(
                authorization.chars().allMatch(c -> c >= ' ' && c < 0x7F),
                "authorization",
                "of " + authorization.length() + " characters", // which may be a secret
                "printable ASCII");
        Check.that(sample >= 0 && sample <= 1, "sample", sample, "0 to 1");
        Check.range("maxSpansPerSecond", maxSpansPerSecond, 1, 10_000);
    }

    /** Whether there is tracing at all. */
    public boolean isOn() {
        return !endpoint.isEmpty();
    }

    /** With the path that OTLP/HTTP has for traces, where none is given. */
    public String address() {
        String path = URI.create(endpoint).getRawPath();
        return path == null || path.isEmpty() || path.equals("/")
                ? endpoint.replaceFirst("/$", "") + "/v1/traces"
                : endpoint;
    }

    private static boolean isWebAddress(String text) {
        try {
            URI address = URI.create(text);
            return address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getQuery() == null
                    && address.getFragment() == null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** Without the credential. */
    @Override
    public String toString() {
        return "TracingSettings[endpoint=" + endpoint + ", sample=" + sample + ", maxSpansPerSecond="
                + maxSpansPerSecond + "]";
    }
}
