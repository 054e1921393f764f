package io.gatehouse.session;

import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.LogReader.Slice;
import io.gatehouse.engine.TopicSelection;
import io.gatehouse.reason.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a durable session stands in the log. Confined to the session's loop; the reading itself happens on a
 * {@link io.gatehouse.loop.DiskReaders} thread, one read at a time.
 *
 * <h2>Model</h2>
 *
 * For each shard two positions: {@code next}, before which everything of the session's has been taken into its window (or
 * was not for it), and {@code heard}, up to which the session has been told of messages it did not take. As long as the
 * two agree the session keeps up, and takes each message from memory as it is told. When it cannot take one, because its
 * window is full or nobody is connected, it only remembers {@code heard}: it is <em>behind</em>, and from then on takes
 * what it reads from the log at {@code next}, until it has read as far as it has heard.
 *
 * <h2>Invariants</h2>
 *
 * <ol>
 *   <li>Nothing is taken twice: what is told below {@code next} was read from the log before it was told.
 *   <li>Nothing is left out: while behind nothing is taken as it is told, so {@code next} never passes a message that was
 *       not taken.
 *   <li>Nothing waits in memory: a slice that is read is at most what the window has room for.
 * </ol>
 */
final class LogCursor {
    /** Bytes of messages one read brings, at most: what one session may take of memory beside its window. */
    private static final long MAX_SLICE_BYTES = 256 * 1024;

    /** More than that many interruptions of a full queue are not told apart. */
    private static final int MAX_GAPS = 64;

    private final SessionContext context;
    private final long[] next;
    private final long[] heard;
    private final @Nullable LogReader[] readers;
    private final List<Gap> gaps = new ArrayList<>(0);
    private int queued;
    private long queuedBytes;
    private boolean reading;
    private int generation; // of the readers: what an earlier one still brings is not taken

    /** Positions of a shard that were told while the queue was full. */
    private record Gap(int shard, long from, long before) {
        static final long OPEN = Long.MAX_VALUE;

        boolean holds(int ofShard, long position) {
            return shard == ofShard && position >= from && position < before;
        }
    }

    /** A new session: it owes nothing to the past. */
    LogCursor(SessionContext context) {
        this(context, ends(context.log()), 0, 0);
    }

    /** A session that was stored. What it heard is not known: it reads until the end. */
    LogCursor(SessionContext context, Checkpoint checkpoint) {
        this(context, checkpoint.next().clone(), checkpoint.queued(), checkpoint.queuedBytes());
        System.arraycopy(ends(context.log()), 0, heard, 0, heard.length);
    }

    private LogCursor(SessionContext context, long[] next, int queued, long queuedBytes) {
        this.context = context;
        this.next = Arrays.copyOf(next, context.log().shards());
        this.heard = new long[this.next.length];
        this.readers = new LogReader[this.next.length];
        this.queued = queued;
        this.queuedBytes = queuedBytes;
    }

    /** Where a subscription begins that is made now. */
    static long[] ends(DurableLog log) {
        long[] ends = new long[log.shards()];
        for (int shard = 0; shard < ends.length; shard++) {
            ends[shard] = log.end(shard);
        }
        return ends;
    }

    long[] next() {
        return next.clone();
    }

    /** The lowest position of a shard that this session may still read, its window apart. */
    long next(int shard) {
        return next[shard];
    }

    int queued() {
        return queued;
    }

    long queuedBytes() {
        return queuedBytes;
    }

    /** True while messages wait in the log that have not been read. */
    boolean isBehind() {
        for (int shard = 0; shard < next.length; shard++) {
            if (isBehind(shard)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBehind(int shard) {
        return heard[shard] > next[shard];
    }

    /** True for a position whose message was read from the log before it was told. */
    boolean isPast(int shard, long position) {
        return position < next[shard];
    }

    /** The message at {@code position}, just told, was taken, or is not for this session. */
    void taken(int shard, long position) {
        next[shard] = position + 1;
    }

    /** The message at {@code position}, just told, cannot be taken now. */
    void waits(int shard, long position, int weightBytes) {
        heard[shard] = position + 1;
        if (queued >= context.rules().maxQueuedMessages()
                || queuedBytes + weightBytes > context.rules().maxQueuedBytes()) {
            context.counters().dropped(Reason.QUEUE_FULL);
            full(shard, position);
            return;
        }
        roomAgain(shard, position);
        queued++;
        queuedBytes += weightBytes;
    }

    private void full(int shard, long position) {
        for (Gap gap : gaps) {
            if (gap.holds(shard, position)) {
                return;
            }
        }
        if (gaps.size() < MAX_GAPS) {
            gaps.add(new Gap(shard, position, Gap.OPEN));
        }
    }

    private void roomAgain(int shard, long position) {
        for (int i = 0; i < gaps.size(); i++) {
            Gap gap = gaps.get(i);
            if (gap.holds(shard, position)) {
                gaps.set(i, new Gap(shard, gap.from(), position));
            }
        }
    }

    /**
     * True for a position that was dropped because the queue was full. One that has not been told yet was not: the log is
     * read ahead of what is told.
     */
    boolean isDropped(int shard, long position) {
        if (position < heard[shard]) {
            for (Gap gap : gaps) {
                if (gap.holds(shard, position)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Messages before {@code before} were stored and not told. */
    void missed(int shard, long before) {
        heard[shard] = Math.max(heard[shard], before);
    }

    /** The filters changed: what is read from here on follows the new ones. */
    void selectionChanged() {
        Arrays.fill(readers, null);
        generation++;
        reading = false;
    }

    /**
     * Reads on, if the session is behind and no read is under way.
     *
     * @param room at least 1: how many messages can be taken
     * @param slice takes what was read, on the loop
     */
    void read(int room, TopicSelection selection, SliceTaker slice, Consumer<RuntimeException> failed) {
        if (reading) {
            return;
        }
        for (int shard = 0; shard < next.length; shard++) {
            if (isBehind(shard)) {
                read(shard, room, selection, slice, failed);
                return;
            }
        }
    }

    /** Takes what one read brought; answers how many of its records it took, from the first on. */
    @FunctionalInterface
    interface SliceTaker {
        int take(int shard, Slice slice);
    }

    private void read(
            int shard, int room, TopicSelection selection, SliceTaker taker, Consumer<RuntimeException> failed) {
        LogReader known = readers[shard];
        LogReader reader = known != null ? known : context.log().reader(shard, next[shard], selection);
        readers[shard] = reader;
        reading = true;
        int asked = generation;
        context.readers()
                .read(
                        () -> reader.read(room, MAX_SLICE_BYTES),
                        context.loop(),
                        slice -> {
                            if (asked == generation) {
                                reading = false;
                                arrived(shard, slice, taker);
                            }
                        },
                        failure -> {
                            if (asked == generation) {
                                selectionChanged();
                                failed.accept(failure);
                            }
                        });
    }

    private void arrived(int shard, Slice slice, SliceTaker taker) {
        int asked = generation;
        int taken = taker.take(shard, slice);
        if (asked != generation) {
            return; // taking it changed the filters, or ended the connection
        }
        if (taken < slice.records().size()) {
            next[shard] = slice.records().get(taken).position();
            selectionChanged(); // the reader has gone further than we have
            return;
        }
        next[shard] = slice.next();
        if (!isBehind(shard)) {
            readers[shard] = null; // what comes is taken as it is told: this reader would bring it again
            caughtUp(shard);
        }
    }

    private void caughtUp(int shard) {
        gaps.removeIf(gap -> gap.shard() == shard && gap.before() <= next[shard]);
        if (!isBehind()) {
            queued = 0; // what was counted and is not there any more had expired or lost its subscription
            queuedBytes = 0;
            gaps.clear();
        }
    }

    /** One of the queued messages was taken, or will not be. */
    void dequeued(int weightBytes) {
        queued = Math.max(0, queued - 1);
        queuedBytes = Math.max(0, queuedBytes - weightBytes);
    }

    /** Nobody is connected any more: nothing is read, and what a read still brings is not taken. */
    void stop() {
        selectionChanged();
    }
}
