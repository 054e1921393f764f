package io.gatehouse.trace;

import io.gatehouse.loop.Clock;
import java.time.Duration;
import java.util.List;

/** One trace, from when it is asked for to its end; readable after that too. Any thread. */
public final class Trace {
    /** The most entries that are kept of one trace. */
    public static final int MAX_ENTRIES = 10_000;

    /** The most bytes that are kept of one trace. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private final int id;
    private final Subject subject;
    private final boolean payloads;
    private final Clock clock;
    private final long startedMillis;
    private final long startedNanos;
    private final Duration length;
    private final TraceRing ring = new TraceRing(MAX_ENTRIES, MAX_BYTES);
    private volatile boolean stopped;

    Trace(int id, Subject subject, boolean payloads, Duration length, Clock clock) {
        this.id = id;
        this.subject = subject;
        this.payloads = payloads;
        this.length = length;
        this.clock = clock;
        this.startedMillis = clock.wallMillis();
        this.startedNanos = clock.monotonicNanos();
    }

    public int id() {
        return id;
    }

    public Subject subject() {
        return subject;
    }

    /** Whether payloads are shown. */
    public boolean payloads() {
        return payloads;
    }

    public long startedMillis() {
        return startedMillis;
    }

    public long endsMillis() {
        return startedMillis + length.toMillis();
    }

    /** True when its time is over, or it was stopped: from then on nothing is added. */
    public boolean isOver() {
        return stopped || clock.monotonicNanos() - startedNanos >= length.toNanos();
    }

    void stop() {
        stopped = true;
    }

    /** By the wall clock of the trace. */
    public long nowMillis() {
        return clock.wallMillis();
    }

    public void add(TraceEntry entry) {
        if (!isOver()) {
            ring.add(entry);
        }
    }

    /** Entries from the number {@code from} on, {@code most} at most. */
    public Entries read(long from, int most) {
        boolean over = isOver(); // before the look: who reads to the end of a trace that is over has read all of it
        TraceRing.Page page = ring.read(from, most);
        return new Entries(page.entries(), page.next(), page.overwritten(), over && page.next() == page.written());
    }

    /**
     * @param next number to go on from
     * @param overwritten how many before them had to give way to newer ones unread
     * @param last whether nothing will come after them
     */
    public record Entries(List<TraceEntry> entries, long next, long overwritten, boolean last) {
        public Entries {
            entries = List.copyOf(entries);
        }
    }
}
