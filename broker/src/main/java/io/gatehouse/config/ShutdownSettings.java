package io.gatehouse.config;

import java.time.Duration;

/**
 * What happens between SIGTERM, or {@code gatehouse drain}, and the end of the process.
 *
 * @param drain readiness has fallen but connections are still taken, so that a load balancer can notice
 * @param disconnectRate clients a second that are told 0x8B; 0 for all at once
 * @param disconnectWithin all of them are told within it: more clients than the rate allows are told at a higher one
 * @param grace clients were told 0x8B; how long their last acknowledgements are waited for
 */
public record ShutdownSettings(Duration drain, int disconnectRate, Duration disconnectWithin, Duration grace) {
    public static final ShutdownSettings DEFAULTS =
            new ShutdownSettings(Duration.ZERO, 500, Duration.ofSeconds(60), Duration.ofSeconds(5));

    public ShutdownSettings {
        Check.notNegative("drain", drain);
        Check.range("disconnect-rate", disconnectRate, 0, 1_000_000);
        Check.notNegative("disconnect-within", disconnectWithin);
        Check.notNegative("grace", grace);
    }

    /** In how long so many clients are told. */
    public Duration telling(long clients) {
        if (disconnectRate == 0) {
            return Duration.ZERO;
        }
        Duration atThatRate = Duration.ofNanos(clients * Duration.ofSeconds(1).toNanos() / disconnectRate);
        return atThatRate.compareTo(disconnectWithin) < 0 ? atThatRate : disconnectWithin;
    }
}
