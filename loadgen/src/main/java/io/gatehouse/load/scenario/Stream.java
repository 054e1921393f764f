package io.gatehouse.load.scenario;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one publisher as one subscriber gets them, or one group of subscribers together: which are missing,
 * which came twice, which came behind a later one. What is missing is kept as ranges, so that its memory grows with the
 * gaps and not with the messages. Any thread; one subscriber's is not contended.
 */
final class Stream {
    /** How a message came. */
    enum Arrival {
        IN_ORDER,
        LATE,
        AGAIN
    }

    private long next;
    /** First to last of those below {@link #next} that did not come; {@code null} as long as there is none. */
    private @Nullable TreeMap<Long, Long> missing;

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
                count += gap.getValue() - gap.getKey() + 1 - excused.between(gap.getKey(), gap.getValue());
            }
        }
        if (published > next) {
            count += published - next - excused.between(next, published - 1);
        }
        return count;
    }

    /** Whether the last that was published has come: then nothing behind it can be on its way. */
    synchronized boolean has(long published) {
        return next >= published;
    }
}
