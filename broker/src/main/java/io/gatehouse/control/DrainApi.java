package io.gatehouse.control;

/** Stopping a broker in order, and looking how far that is. */
public final class DrainApi {
    /** Begins, where it has not begun; the answer says how far it is. */
    public static final Operation<Drain, DrainView> DRAIN =
            new Operation<>("broker/drain", Drain.class, DrainView.class);

    private DrainApi() {}

    /** @param process of the broker that is meant, and not of one that was started in its place meanwhile */
    public record Drain(long process) {}

    /** In this order. */
    public enum Phase {
        RUNNING("it has been asked to stop"),
        NOTICED("readiness has fallen; clients are still taken"),
        TELLING("listeners are closed; clients are told"),
        ENDING("all clients are told; sessions are brought to the disk");

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * @param clients that were connected when the telling began
     * @param remaining of them, that are still to be told
     * @param mostSeconds from the begin to the end of the process, at most
     */
    public record DrainView(Phase phase, int clients, int remaining, long mostSeconds) {}
}
