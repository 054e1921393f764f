package io.gatehouse.jobs;

import org.jspecify.annotations.Nullable;

/**
 * A rollout that gets faster: at {@code basePerMinute} first, and {@code incrementFactor} times as fast each time that
 * as many more things were notified, or have succeeded, as one of the two criteria says.
 *
 * @param basePerMinute 1 to 1000
 * @param incrementFactor 1.1 to 5, with one digit behind the point
 * @param notifiedThings criterion; null where the other one is given
 * @param succeededThings criterion; null where the other one is given
 */
public record ExponentialRate(
        int basePerMinute,
        double incrementFactor,
        @Nullable Integer notifiedThings,
        @Nullable Integer succeededThings) {}
