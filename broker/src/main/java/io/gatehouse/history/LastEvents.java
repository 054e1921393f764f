package io.gatehouse.history;

import java.util.ArrayList;
import java.util.List;

/**
 * The events of one client while some are added: in the order of time, bounded. One thread.
 *
 * <p>Refusals have at most half of the room. Everybody who can make a certificate can be refused under any client id,
 * as often as he likes and each time a little differently: that must not erase what the client itself did.
 */
final class LastEvents {
    /** How much earlier than what is here already an event may be; what is earlier still, a clock was set back for. */
    private static final long LATE_MILLIS = 10_000;

    private final List<ClientEvent> events; // in the order of time, as far as the clock was
    private final int max;
    private int refusals;

    /** @param kept in the order of time */
    LastEvents(List<ClientEvent> kept, int max) {
        this.events = new ArrayList<>(kept);
        this.max = max;
        this.refusals = (int) kept.stream().filter(ClientEvent::isRefusal).count();
        trim(); // the limit may have been larger when they were stored
    }

    List<ClientEvent> list() {
        return events;
    }

    /** Whether the client was ever let in. It stays so: refusals push out none but refusals until they are a half. */
    boolean letIn() {
        return refusals < events.size();
    }

    long lastMillis() {
        return events.stream().mapToLong(ClientEvent::lastMillis).max().orElse(0);
    }

    void add(ClientEvent event) {
        if (!joined(event)) {
            // Refusals come by another thread than the rest, and may be a moment late.
            int at = events.size();
            while (at > 0 && isLate(event, events.get(at - 1))) {
                at--;
            }
            events.add(at, event);
            refusals += event.isRefusal() ? 1 : 0;
            trim();
        }
    }

    /**
     * Whether it comes before one that was added earlier. Not by any distance: after a clock that ran ahead was set
     * right, everything new would be the oldest, and be pushed out, until that time has come.
     */
    private static boolean isLate(ClientEvent event, ClientEvent earlier) {
        long behind = earlier.atMillis() - event.atMillis();
        return behind > 0 && behind <= LATE_MILLIS;
    }

    /** Looks back over refusals only: what happened between is why an equal one later is told as a new one. */
    private boolean joined(ClientEvent event) {
        for (int at = events.size() - 1; at >= 0 && events.get(at).isRefusal(); at--) {
            if (event.repeats(events.get(at))) {
                events.set(at, events.get(at).again(event));
                return true;
            }
        }
        return false;
    }

    private void trim() {
        while (refusals > max / 2) {
            removeOldestRefusal();
        }
        while (events.size() > max) {
            refusals -= events.removeFirst().isRefusal() ? 1 : 0;
        }
    }

    private void removeOldestRefusal() {
        for (int at = 0; at < events.size(); at++) {
            if (events.get(at).isRefusal()) {
                events.remove(at);
                refusals--;
                return;
            }
        }
    }
}
