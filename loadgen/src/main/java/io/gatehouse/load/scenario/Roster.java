package io.gatehouse.load.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The publishers of one kind of message whose devices are there; each has its turn. Any thread. */
final class Roster {
    private final List<Publisher> present = new ArrayList<>();
    private final Map<Publisher, Integer> places = new HashMap<>();
    private int turn;

    synchronized void join(Publisher publisher) {
        if (places.putIfAbsent(publisher, present.size()) == null) {
            present.add(publisher);
        }
    }

    /** The last one takes its place. */
    synchronized void leave(Publisher publisher) {
        Integer place = places.remove(publisher);
        if (place != null) {
            Publisher last = present.removeLast();
            if (!last.equals(publisher)) {
                present.set(place, last);
                places.put(last, place);
            }
        }
    }

    /** @return {@code null} where nobody is there */
    synchronized @Nullable Publisher next() {
        if (present.isEmpty()) {
            return null;
        }
        turn = turn < present.size() ? turn : 0;
        return present.get(turn++);
    }

    synchronized List<Publisher> present() {
        return List.copyOf(present);
    }
}
