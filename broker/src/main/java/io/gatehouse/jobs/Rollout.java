package io.gatehouse.jobs;

/**
 * How far the rollout of a job is. The things it is for have places, from 0 on, in the order in which their turn comes.
 *
 * @param places that are taken
 * @param next the first place whose execution was not made yet
 * @param notified executions that were made, those made again not counted
 * @param minuteBegan milliseconds since the epoch: since when the executions of the present minute are counted
 * @param ofMinute executions made in it
 * @param sweeping whether the executions of a job that was canceled or deleted are being ended or removed
 * @param swept the first place that this has not come to
 */
record Rollout(long places, long next, long notified, long minuteBegan, int ofMinute, boolean sweeping, long swept) {
    static final long MINUTE = 60_000;

    static Rollout of(long places) {
        return new Rollout(places, 0, 0, 0, 0, false, 0);
    }

    boolean waits() {
        return next < places;
    }

    Rollout withPlaces(long more) {
        return new Rollout(places + more, next, notified, minuteBegan, ofMinute, sweeping, swept);
    }

    /** At this moment: where a minute is over, or the clock was put back, the next one begins. */
    Rollout at(long millis) {
        return millis >= minuteBegan && millis < minuteBegan + MINUTE
                ? this
                : new Rollout(places, next, notified, millis, 0, sweeping, swept);
    }

    /** With executions made of the places before {@code place}. */
    Rollout upTo(long place, int made) {
        return new Rollout(places, place, notified + made, minuteBegan, ofMinute + made, sweeping, swept);
    }

    Rollout beginSweep() {
        return new Rollout(places, next, notified, minuteBegan, ofMinute, true, 0);
    }

    Rollout sweptTo(long place) {
        return new Rollout(places, next, notified, minuteBegan, ofMinute, true, place);
    }

    Rollout endSweep() {
        return new Rollout(places, next, notified, minuteBegan, ofMinute, false, swept);
    }
}
