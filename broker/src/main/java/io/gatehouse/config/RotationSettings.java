package io.gatehouse.config;

import java.time.Duration;

/**
 * What becomes of a thing's older certificate when a newer one is in use.
 *
 * @param deactivateOlderAfter how long it must have been unused before it is deactivated; zero: never
 */
public record RotationSettings(Duration deactivateOlderAfter) {
    public static final RotationSettings DEFAULTS = new RotationSettings(Duration.ZERO);

    private static final Duration LEAST = Duration.ofHours(1);
    private static final Duration MOST = Duration.ofDays(365);

    public RotationSettings {
        Check.that(
                deactivateOlderAfter.isZero()
                        || deactivateOlderAfter.compareTo(LEAST) >= 0 && deactivateOlderAfter.compareTo(MOST) <= 0,
                "deactivateOlderAfter",
                deactivateOlderAfter,
                "0s for never, or 1h to 365d");
    }

    public boolean isOn() {
        return !deactivateOlderAfter.isZero();
    }
}
