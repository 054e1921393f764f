package io.gatehouse.session;

import io.gatehouse.engine.DurableLog;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives up what no session needs any more, and what does not fit any more. One thread at a time.
 *
 * <p>What a session needs follows from how far it has come in memory, but after a crash it goes on from what is stored
 * of that, which is a little older. So a round trims to what the round before found to be needed, and rounds are
 * further apart than {@link Progress#LAZY_SECONDS}.
 *
 * <p>What is over the budget is given up even where sessions want it; they go on behind it, and what they lose is
 * counted as {@code LOG_TRIMMED}. How old records are is known from the start of the broker on: after a restart nothing
 * is too old before {@code minAge} has passed again.
 */
public final class LogTrimmer {
    /** So many moments are remembered at most, however long the least age is. */
    private static final int MOST_MARKS = 256;

    private static final Log log = Log.of(LogTrimmer.class);

    private final DurableLog durableLog;
    private final Sessions sessions;
    private final Clock clock;
    private final long maxBytes;
    private final long minBytes;
    private final Duration minAge;
    private final long betweenMarksNanos;
    private final Deque<Mark> marks = new ArrayDeque<>(); // oldest first
    private final long[] needed;
    private long[] ended; // where the log ended at the newest mark that is old enough

    /** Where the log ended at a moment. */
    private record Mark(long atNanos, long[] ends) {}

    /**
     * @param maxBytes beyond it the oldest messages are given up, wanted or not
     * @param minBytes kept even when nobody needs it
     * @param minAge kept for as long even when nobody needs it
     */
    public LogTrimmer(
            DurableLog durableLog, Sessions sessions, Clock clock, long maxBytes, long minBytes, Duration minAge) {
        this.durableLog = durableLog;
        this.sessions = sessions;
        this.clock = clock;
        this.maxBytes = maxBytes;
        this.minBytes = minBytes;
        this.minAge = minAge;
        this.betweenMarksNanos = minAge.toNanos() / MOST_MARKS;
        this.needed = new long[durableLog.shards()];
        this.ended = new long[needed.length];
    }

    /** One round. Blocks until the loops have answered, and on the disk. */
    public void round() throws InterruptedException {
        long[] ends = LogCursor.ends(durableLog); // first: a session that begins meanwhile begins no earlier
        long[] neededNow;
        try {
            neededNow = sessions.lowestNeeded().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException busy) {
            log.at(Event.LOG_NOT_TRIMMED)
                    .setCause(busy)
                    .log("what sessions need of the log is not known; nothing is trimmed now");
            return;
        }
        long[] oldEnough = oldEnough(ends);
        for (int shard = 0; shard < needed.length; shard++) {
            long unneeded = Math.min(Math.min(needed[shard], oldEnough[shard]), spare(shard));
            long begin = durableLog.begin(shard);
            durableLog.trim(shard, Math.max(unneeded, overBudget(shard)));
            if (durableLog.begin(shard) > Math.max(begin, neededNow[shard])) {
                warn(shard);
            }
            needed[shard] = Math.min(neededNow[shard], ends[shard]);
        }
    }

    /** Where the log ended when what lies before became old enough. */
    private long[] oldEnough(long[] ends) {
        long now = clock.monotonicNanos();
        Mark newest = marks.peekLast();
        if (newest == null || now - newest.atNanos() >= betweenMarksNanos) {
            marks.addLast(new Mark(now, ends));
        }
        for (Mark mark = marks.peekFirst();
                mark != null && now - mark.atNanos() >= minAge.toNanos();
                mark = marks.peekFirst()) {
            ended = mark.ends();
            marks.removeFirst();
        }
        return ended;
    }

    /** The position before which the shard may be given up so that the least is left. */
    private long spare(int shard) {
        long bytes = share(shard, durableLog.bytes() - minBytes);
        return bytes <= 0 ? 0 : minBytes == 0 ? durableLog.end(shard) : durableLog.positionAfter(shard, bytes + 1) - 1;
    }

    private long overBudget(int shard) {
        long excess = share(shard, durableLog.bytes() - maxBytes);
        return excess <= 0 ? 0 : durableLog.positionAfter(shard, excess);
    }

    private void warn(int shard) {
        log.at(Event.LOG_FULL)
                .addKeyValue("shard", shard)
                .addKeyValue("bytes", durableLog.bytes())
                .addKeyValue("maxBytes", maxBytes)
                .log("the log is full: messages were given up that sessions have not read");
    }

    /** The part of so many bytes of the whole log that is the shard's, by its positions. */
    private long share(int shard, long bytes) {
        if (needed.length == 1) {
            return bytes;
        }
        double positions = 0;
        for (int each = 0; each < needed.length; each++) {
            positions += durableLog.end(each) - durableLog.begin(each);
        }
        return positions == 0
                ? 0
                : (long) Math.ceil(bytes / positions * (durableLog.end(shard) - durableLog.begin(shard)));
    }
}
