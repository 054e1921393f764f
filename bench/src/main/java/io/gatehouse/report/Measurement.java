package io.gatehouse.report;

import java.util.Map;

/**
 * What one benchmark with one combination of its parameters came to.
 *
 * @param benchmark class without package, and method
 * @param score nanoseconds of one operation
 * @param error half of the confidence interval of 99.9 %, in nanoseconds; 0 where one iteration gives none
 * @param more secondary results by name: sums of what was counted, and of the profiler
 */
public record Measurement(
        String benchmark, Map<String, String> parameters, double score, double error, Map<String, Double> more) {
    /** Bytes allocated by one operation; {@code NaN} where it was not asked for. */
    double allocatedBytes() {
        return more.getOrDefault("gc.alloc.rate.norm", Double.NaN);
    }

    /** Processor time of one operation; the score where it was not measured, which is the same where nothing waits. */
    double processorNanos() {
        return more.getOrDefault(ProcessorTime.NAME, score);
    }

    /** As a part of the score. */
    double relativeError() {
        return score == 0 ? 0 : error / score;
    }

    /** How far the interval reaches. */
    double low() {
        return score - error;
    }

    double high() {
        return score + error;
    }

    boolean has(Map<String, String> some) {
        return some.entrySet().stream().allMatch(each -> each.getValue().equals(parameters.get(each.getKey())));
    }
}
