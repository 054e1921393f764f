package io.gatehouse.refusal;

/**
 * Hears of refusals and ends, one after the other, on the thread of {@link Refusals}: it may wait, but what waits
 * for it is bounded, and what comes beyond that is not told.
 *
 * <p>A client that is refused again for the same reason is told once in {@link RefusalPace#SAME_CLIENT_NANOS}; what
 * happens meanwhile is counted in the {@link Repeats} of the one that was told. Ordinary ends, as when a client leaves,
 * are not told: {@code session.Lifecycle} hears of all of them.
 */
@FunctionalInterface
public interface RefusalListener {
    /**
     * Something was refused, the first time in a while.
     *
     * @param repeats of this refusal; goes on counting after the call
     */
    void refused(Refusal refusal, Repeats repeats);
}
