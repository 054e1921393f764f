package io.gatehouse.load.scenario;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one publisher as one subscriber gets them, or one group of subscribers together: which are missing,
 * which came twice, which came behind a later one. What is missing is kept as ranges, so that its memory grows with the
 * gaps and not with the messages. Any thread; one subscriber's is not contended.
 *
 * <p>A subscriber that comes later may get what was published while it subscribed, has to get what was published behind
 * its SUBACK, and when it leaves, what was under way to it is lost to nobody.
 */
final class Stream {
    /** How a message came. */
    enum Arrival {
        IN_ORDER,
        LATE,
        AGAIN
    }

    /** From it on it has to come; what is before it may. */
    private long promised;

    private boolean closed;
    private long next;
    /** First to last of those below {@link #next} that did not come; {@code null} as long as there is none. */
    private @Nullable TreeMap<Long, Long> missing;

    /** From the first message on. */
    Stream() {
        this(0, 0);
    }

    private Stream(long next, long promised) {
        this.next = next;
        this.promised = promised;
    }

    /** From this message on it may come; nothing has to, before it is {@link #promised}. */
    static Stream from(long sequence) {
        return new Stream(sequence, Long.MAX_VALUE);
    }

    /** From this message on each has to come. What was promised stays so. */
    synchronized void promised(long sequence) {
        promised = Math.min(promised, sequence);
    }

    /** The subscriber has taken its leave. */
    synchronized void close() {
        closed = true;
    }

    synchronized Arrival arrived(long sequence) {
        if (sequence >= next) {
            if (sequence > next) {
                gaps().put(next, sequence - 1);
            }
            next = sequence + 1;
            return Arrival.IN_ORDER;
        }
        Map.Entry<Long, Long> gap = missing == null ? null : missing.floorEntry(sequence);
        if (gap == null || gap.getValue() < sequence) {
            return Arrival.AGAIN;
        }
        fill(gap.getKey(), gap.getValue(), sequence);
        return Arrival.LATE;
    }

    private TreeMap<Long, Long> gaps() {
        TreeMap<Long, Long> gaps = missing;
        if (gaps == null) {
            gaps = new TreeMap<>();
            missing = gaps;
        }
        return gaps;
    }

    private void fill(long first, long last, long sequence) {
        TreeMap<Long, Long> gaps = gaps();
        gaps.remove(first);
        if (first < sequence) {
            gaps.put(first, sequence - 1);
        }
        if (sequence < last) {
            gaps.put(sequence + 1, last);
        }
    }

    /**
     * How many did not come.
     *
     * @param published so many there are, from 0
     * @param excused those that nobody can be blamed for, such as what was never acknowledged
     */
    synchronized long missing(long published, Sequences excused) {
        long count = 0;
        if (missing != null) {
            for (Map.Entry<Long, Long> gap : missing.entrySet()) {
                count += missing(gap.getKey(), gap.getValue(), excused);
            }
        }
        return closed ? count : count + missing(next, published - 1, excused);
    }

    /** Both ends included. */
    private long missing(long first, long last, Sequences excused) {
        long from = Math.max(first, promised);
        return last < from ? 0 : last - from + 1 - excused.between(from, last);
    }

    /** Whether the last that has to come has: then nothing behind it can be on its way. */
    synchronized boolean has(long published) {
        return closed || Math.max(next, promised) >= published;
    }
}
