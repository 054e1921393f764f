package io.gatehouse.jobs;

import org.jspecify.annotations.Nullable;

/**
 * How fast executions are made.
 *
 * @param maximumPerMinute 1 to 1000; null where nothing was said, which is {@value #USUAL_PER_MINUTE}
 * @param exponential null for a constant rate
 */
public record RolloutRate(
        @Nullable Integer maximumPerMinute, @Nullable ExponentialRate exponential) {
    public static final int USUAL_PER_MINUTE = 1000;
    public static final RolloutRate USUAL = new RolloutRate(null, null);

    /** Executions a minute, when as many things were notified and have succeeded. */
    int perMinute(long notified, long succeeded) {
        int most = maximumPerMinute == null ? USUAL_PER_MINUTE : maximumPerMinute;
        ExponentialRate rate = exponential;
        if (rate == null) {
            return most;
        }
        Integer notifiedThings = rate.notifiedThings();
        Integer succeededThings = rate.succeededThings();
        long increments = notifiedThings != null
                ? notified / notifiedThings
                : succeededThings != null ? succeeded / succeededThings : 0;
        return (int) Math.min(most, rate.basePerMinute() * Math.pow(rate.incrementFactor(), (double) increments));
    }
}
