package io.gatehouse.session;

import io.gatehouse.engine.DurableLog;
import io.gatehouse.loop.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up what no session needs any more, and what does not fit any more. One thread at a time.
 *
 * <p>What a session needs follows from how far it has come in memory, but after a crash it goes on from what is stored
 * of that, which is a little older. So a round trims to what the round before found to be needed, and rounds are
 * further apart than {@link Progress#LAZY_SECONDS}.
 */
public final class LogTrimmer {
    private static final Logger log = LoggerFactory.getLogger(LogTrimmer.class);

    private final DurableLog durableLog;
    private final Sessions sessions;
    private final Clock clock;
    private final long maxBytes;
    private final long minBytes;
    private final Duration minAge;
    private final Deque<Mark> marks = new ArrayDeque<>(); // oldest first
    private final long[] needed;
    private long[] ended; // where the log ended at the newest mark that is old enough

    /** Where the log ended at a moment. */
    private record Mark(long atMillis, long[] ends) {}

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
        this.needed = new long[durableLog.shards()];
        this.ended = new long[needed.length];
    }

    /** One round. Blocks until the loops have answered, and on the disk. */
    public void round() throws InterruptedException {
        long[] neededNow;
        try {
            neededNow = sessions.lowestNeeded().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException busy) {
            log.atWarn().setCause(busy).log("what sessions need of the log is not known; nothing is trimmed now");
            return;
        }
        long[] ends = LogCursor.ends(durableLog);
        marks.addLast(new Mark(clock.wallMillis(), ends));
        long[] oldEnough = oldEnough();
        long spareBytes = durableLog.bytes() - minBytes;
        for (int shard = 0; shard < needed.length; shard++) {
            long unneeded = Math.min(Math.min(needed[shard], oldEnough[shard]), floor(shard, spareBytes));
            durableLog.trim(shard, Math.max(unneeded, overBudget(shard, neededNow[shard])));
            needed[shard] = Math.min(neededNow[shard], ends[shard]);
        }
    }

    /** Where the log ended when what lies before became old enough. */
    private long[] oldEnough() {
        long oldest = clock.wallMillis() - minAge.toMillis();
        for (Mark mark = marks.peekFirst(); mark != null && mark.atMillis() <= oldest; mark = marks.peekFirst()) {
            ended = mark.ends();
            marks.removeFirst();
        }
        return ended;
    }

    /** The position up to which the shard may shrink so that about the least is left. */
    private long floor(int shard, long spareBytes) {
        return spareBytes <= 0 ? 0 : durableLog.begin(shard) + share(shard, spareBytes);
    }

    private long overBudget(int shard, long neededNow) {
        long excess = durableLog.bytes() - maxBytes;
        if (excess <= 0) {
            return 0;
        }
        long position = durableLog.begin(shard) + share(shard, excess);
        if (position > neededNow) {
            log.atWarn()
                    .addKeyValue("shard", shard)
                    .addKeyValue("bytes", durableLog.bytes())
                    .addKeyValue("maxBytes", maxBytes)
                    .log("the log is full: messages are given up that sessions have not read");
        }
        return position;
    }

    /** How many positions of a shard hold so many bytes of the whole log, about. */
    private long share(int shard, long bytes) {
        long positions = 0;
        for (int i = 0; i < needed.length; i++) {
            positions += durableLog.end(i) - durableLog.begin(i);
        }
        if (positions == 0) {
            return 0;
        }
        double bytesEach = Math.max(1.0, (double) durableLog.bytes() / positions);
        double ofShard = (double) (durableLog.end(shard) - durableLog.begin(shard)) / positions;
        return (long) Math.ceil(bytes / bytesEach * ofShard);
    }
}
