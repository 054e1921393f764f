package io.gatehouse.config;

import java.time.Duration;

/**
 * What happens between SIGTERM and the end of the process.
 *
 * @param drain readiness has fallen but connections are still taken, so that a load balancer can notice
 * @param grace clients were told 0x8B; how long their last acknowledgements are waited for
 */
public record ShutdownSettings(Duration drain, Duration grace) {
    public static final ShutdownSettings DEFAULTS = new ShutdownSettings(Duration.ZERO, Duration.ofSeconds(5));

    public ShutdownSettings {
        Check.notNegative("drain", drain);
        Check.notNegative("grace", grace);
    }
}
