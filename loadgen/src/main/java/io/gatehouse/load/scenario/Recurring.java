package io.gatehouse.load.scenario;

/** Something that is due again and again. The pacer's thread. */
interface Recurring {
    /** @return when it is due next, by {@link System#nanoTime}; {@link #never} as long as that is not known */
    long due();

    /** Its time has come, or is over. */
    void happen();

    /** Later than anything, and not so late that differences overflow. */
    static long never() {
        return System.nanoTime() + Long.MAX_VALUE / 2;
    }
}
