package io.gatehouse.config;

/**
 * Threads of the broker.
 *
 * @param loops event loops; 0 for one per core
 */
public record ThreadSettings(int loops) {
    public static final ThreadSettings DEFAULTS = new ThreadSettings(0);

    /** More would not fit into the 64-bit mask that says which loops a message is for. */
    private static final int MAX_LOOPS = 64;

    public ThreadSettings {
        Check.range("loops", loops, 0, MAX_LOOPS);
    }

    /** How many loops to start on a machine with {@code cores} cores. */
    public int loopsOn(int cores) {
        return loops == 0 ? Math.clamp(cores, 1, MAX_LOOPS) : loops;
    }
}
