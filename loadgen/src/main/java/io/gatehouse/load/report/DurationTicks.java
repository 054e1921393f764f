package io.gatehouse.load.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** Marks of a logarithmic axis of milliseconds that read as times: 1 µs, 10 µs, …; more where there is room. */
final class DurationTicks {
    /** Of decades; above, 1-2-5 would stand too close. */
    private static final double FEW = 3;

    private static final double[] FINE = {1, 2, 5};
    private static final double[] COARSE = {1};
    private static final int SMALLEST = -6;
    private static final int LARGEST = 7;

    private DurationTicks() {}

    /**
     * @param least in milliseconds, above 0
     * @return milliseconds and their words, from the mark at or below the least to the one at or above the most
     */
    static Map<Double, String> between(double least, double most) {
        double[] steps = Math.log10(most / least) < FEW ? FINE : COARSE;
        Map<Double, String> marks = new LinkedHashMap<>();
        for (int decade = SMALLEST; decade <= LARGEST; decade++) {
            for (double step : steps) {
                double mark = step * Math.pow(10, decade);
                if (mark * next(step, steps) > least && mark / before(step, steps) < most) {
                    marks.put(mark, words(mark));
                }
            }
        }
        return marks;
    }

    private static double next(double step, double[] steps) {
        return steps.length == 1 ? 10 : step == 2 ? 2.5 : 2;
    }

    private static double before(double step, double[] steps) {
        return steps.length == 1 ? 10 : step == 5 ? 2.5 : 2;
    }

    private static String words(double milliseconds) {
        if (milliseconds < 0.9e-3) {
            return Math.round(milliseconds * 1e6) + " ns";
        }
        if (milliseconds < 0.9) {
            return Math.round(milliseconds * 1e3) + " µs";
        }
        return milliseconds < 0.9e3 ? Math.round(milliseconds) + " ms" : Math.round(milliseconds / 1e3) + " s";
    }
}
