package io.gatehouse.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The last entries of a trace, numbered from 0; the oldest give way. Guarded by its own lock. */
final class TraceRing {
    private final int maxEntries;
    private final int maxBytes;
    private final ArrayDeque<TraceEntry> entries = new ArrayDeque<>();
    private long first; // number of the oldest that is here
    private int bytes;

    /** An entry heavier than all of {@code maxBytes} is not kept. */
    TraceRing(int maxEntries, int maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    synchronized void add(TraceEntry entry) {
        entries.addLast(entry);
        bytes += entry.weight();
        while (entries.size() > maxEntries || bytes > maxBytes) {
            bytes -= entries.removeFirst().weight();
            first++;
        }
    }

    /**
     * What is here from {@code from} on.
     *
     * @param from number of the first wanted
     * @param most entries
     */
    synchronized Page read(long from, int most) {
        long begin = Math.min(Math.max(from, first), first + entries.size());
        List<TraceEntry> found = new ArrayList<>();
        long number = first;
        for (TraceEntry entry : entries) {
            if (number++ >= begin && found.size() < most) {
                found.add(entry);
            }
        }
        return new Page(found, begin + found.size(), Math.max(0, first - Math.max(0, from)), first + entries.size());
    }

    /**
     * @param next number to go on from
     * @param overwritten entries that were asked for and have given way
     * @param written all that were ever added
     */
    record Page(List<TraceEntry> entries, long next, long overwritten, long written) {
        Page {
            entries = List.copyOf(entries);
        }
    }
}
