package io.gatehouse.engine;

/**
 * Hears whether the store takes what is written. On the engine's own thread; must not block or throw.
 *
 * <p>While it does not, nothing is acknowledged that would have to be stored, and reads may go on. The engine looks by
 * itself whether it can write again: nobody has to write for that.
 */
public interface StoreHealth {
    /** For whom nobody asks. */
    StoreHealth UNWATCHED = new StoreHealth() {
        @Override
        public void failing(String problem) {}

        @Override
        public void working() {}
    };

    /**
     * The store cannot be written from now on. Told once, until {@link #working}.
     *
     * @param problem what the disk said, in a few words
     */
    void failing(String problem);

    /** The store can be written again. */
    void working();
}
