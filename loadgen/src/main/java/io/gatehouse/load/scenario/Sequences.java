package io.gatehouse.load.scenario;

import java.util.TreeSet;

/** A few sequence numbers among many. Any thread. */
final class Sequences {
    private final TreeSet<Long> all = new TreeSet<>();

    synchronized void add(long sequence) {
        all.add(sequence);
    }

    synchronized void remove(long sequence) {
        all.remove(sequence);
    }

    /** How many of them, both ends included. */
    synchronized long between(long first, long last) {
        return all.subSet(first, true, last, true).size();
    }
}
