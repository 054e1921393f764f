package io.gatehouse.transport;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections of one loop that have no session yet: in their TLS handshake, or before CONNECT. Confined to the
 * loop.
 *
 * <p>A stop reaches the others through their sessions; these are known to nobody else. A connection is in here until
 * it is admitted, so that an idle fleet costs nothing, and the listeners' limits bound how many there can be.
 */
final class Newcomers {
    /** A connection without a session, at one of the stages before it. */
    interface Newcomer {
        /** The broker stops: close, without the words that only a session has. */
        void turnAway();

        /** Rights of these certificates changed. */
        default void rightsChanged(Set<String> certificateIds) {}
    }

    private final Set<Newcomer> here = new HashSet<>();
    private boolean stopping;

    void add(Newcomer newcomer) {
        if (stopping) {
            newcomer.turnAway();
        } else {
            here.add(newcomer);
        }
    }

    /** No effect on one that is not in here. */
    void remove(Newcomer newcomer) {
        here.remove(newcomer);
    }

    /** True from {@link #turnAway} on: no session is opened any more. */
    boolean stopping() {
        return stopping;
    }

    void rightsChanged(Set<String> certificateIds) {
        List.copyOf(here).forEach(newcomer -> newcomer.rightsChanged(certificateIds)); // some leave over it
    }

    /** Closes them all, and whoever comes later. */
    void turnAway() {
        stopping = true;
        List.copyOf(here).forEach(Newcomer::turnAway); // a copy: they leave while they are told
    }
}
