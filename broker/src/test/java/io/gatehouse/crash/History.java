package io.gatehouse.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Everything that happened, in one order. Any thread. */
final class History {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Event> events = new ArrayList<>();

    void add(Event event) {
        lock.lock();
        try {
            events.add(event);
        } finally {
            lock.unlock();
        }
    }

    /** What there is now; an event's place in it is its time. */
    List<Event> events() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /** A line for each event that is wanted, with its time. */
    static List<String> lines(List<Event> events, Predicate<Event> wanted) {
        return IntStream.range(0, events.size())
                .filter(at -> wanted.test(events.get(at)))
                .mapToObj(at -> at + " " + events.get(at))
                .toList();
    }
}
