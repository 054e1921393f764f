package io.gatehouse.load;

import java.io.IOException;

/**
 * Looks for the highest rate at which something holds: it doubles the rate until it does not, or halves it until it
 * does, and then goes to the middle of what is left, until that is narrow enough. What is tried at a rate is noise as
 * well, so that a rate is given up when it did not hold twice. Immutable.
 *
 * @param first that is tried
 * @param least nothing lower is tried
 * @param most nothing higher is tried
 * @param precision part of the rate within which the answer is
 */
public record Search(double first, double least, double most, double precision) {
    /** What came of a rate. */
    public enum Outcome {
        HELD,
        BROKEN,
        /** Somebody wants it to end. */
        STOPPED
    }

    /** Something that holds at a rate, or does not. */
    public interface Trial {
        /** Blocks until it is known. */
        Outcome at(double rate) throws InterruptedException, IOException;
    }

    /**
     * Tries rate after rate.
     *
     * @return the highest that held, 0 where none did
     * @throws IOException of the trial, which ends the search
     */
    public double highest(Trial trial) throws InterruptedException, IOException {
        double rate = Math.clamp(first, least, most);
        double held = 0;
        double broken = Double.POSITIVE_INFINITY;
        while (broken > held * (1 + precision)) {
            Outcome outcome = trial.at(rate);
            if (outcome == Outcome.BROKEN) {
                outcome = trial.at(rate);
            }
            switch (outcome) {
                case STOPPED -> {
                    return held;
                }
                case HELD -> {
                    held = rate;
                    if (rate >= most) {
                        return held;
                    }
                }
                case BROKEN -> {
                    broken = rate;
                    if (rate <= least) {
                        return held;
                    }
                }
            }
            rate = next(held, broken);
        }
        return held;
    }

    private double next(double held, double broken) {
        if (broken == Double.POSITIVE_INFINITY) {
            return Math.min(most, held * 2);
        }
        return held == 0 ? Math.max(least, broken / 2) : Math.sqrt(held * broken);
    }
}
