package io.gatehouse.session;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.LogReader.Slice;
import io.gatehouse.engine.TopicSelection;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a durable session stands in the log. Confined to the session's loop; the reading itself happens on a
 * {@link io.gatehouse.loop.DiskReaders} thread, one read at a time.
 *
 * <h2>Model</h2>
 *
 * For each shard two positions: {@code next}, before which everything of the session's has been taken into its window
 * (or was not for it), and {@code heard}, up to which the session has been told of messages it did not take. As long as
 * the two agree the session keeps up, and takes each message from memory as it is told. When it cannot take one,
 * because its window is full or nobody is connected, it only remembers {@code heard}: it is <em>behind</em>, and from
 * then on takes what it reads from the log at {@code next}, until it has read as far as it has heard.
 *
 * <h2>Invariants</h2>
 *
 * <ol>
 *   <li>Nothing is taken twice: what is told below {@code next} was read from the log before it was told.
 *   <li>Nothing is left out: while behind nothing is taken as it is told, so {@code next} never passes a message that
 *       was not taken.
 *   <li>Nothing waits in memory: a slice that is read is at most what the window has room for.
 * </ol>
 */
final class LogCursor {
    /** Bytes of messages one read brings, at most: what one session may take of memory beside its window. */
    private static final long MAX_SLICE_BYTES = 256 * 1024;

    private final SessionContext context;
    private final IntConsumer lost;
    private final long[] next;
    private final long[] heard;
    private final @Nullable LogReader[] readers;
    private final LogQueue queue;
    private long @Nullable [] drainTo; // for each shard: what was stored before the client came back
    private boolean reading;
    private int generation; // of the readers: what an earlier one still brings is not taken
    private boolean trimmed; // something that may have been ours was given up

    /**
     * A new session: it owes nothing to the past.
     *
     * @param lost hears how many messages the log gave up before the session came to read them
     */
    LogCursor(SessionContext context, IntConsumer lost) {
        this(context, lost, ends(context.log()), LogQueue.Saved.EMPTY);
    }

    /** A session that was stored. What it heard is not known: it reads until the end. */
    LogCursor(SessionContext context, IntConsumer lost, Checkpoint checkpoint) {
        this(context, lost, checkpoint.next().clone(), checkpoint.queue());
        System.arraycopy(ends(context.log()), 0, heard, 0, heard.length);
    }

    private LogCursor(SessionContext context, IntConsumer lost, long[] next, LogQueue.Saved queue) {
        this.context = context;
        this.lost = lost;
        this.next = Arrays.copyOf(next, context.log().shards());
        this.heard = new long[this.next.length];
        this.readers = new LogReader[this.next.length];
        this.queue = new LogQueue(context.rules(), queue);
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

    /** For each shard: what is told from there on is not told yet; what lies before was taken, or waits. */
    long[] reached() {
        long[] reached = new long[next.length];
        for (int shard = 0; shard < next.length; shard++) {
            reached[shard] = Math.max(next[shard], heard[shard]);
        }
        return reached;
    }

    /** What waits between the two positions. */
    LogQueue queue() {
        return queue;
    }

    LogQueue.Saved saved() {
        return queue.saved(heard);
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

    /** Where what waits in a shard ends; {@link Append#NOWHERE} when nothing does. */
    long waitsUntil(int shard) {
        return isBehind(shard) ? heard[shard] : Append.NOWHERE;
    }

    /** True for a position whose message was read from the log before it was told. */
    boolean isPast(int shard, long position) {
        return position < next[shard];
    }

    /** The message at {@code position}, just told, was taken, or is not for this session. */
    void taken(int shard, long position) {
        next[shard] = position + 1;
    }

    /** The message at {@code position}, just told, cannot be taken now; answers how many are dropped over it. */
    int waits(int shard, long position, int weightBytes) {
        int dropped = queue.add(shard, position, weightBytes, heard);
        heard[shard] = position + 1;
        return dropped;
    }

    /** True for a position, read from the log, whose message was dropped and counted when it was told. */
    boolean passesOver(int shard, long position) {
        return queue.passesOver(shard, position, heard[shard]);
    }

    /** The client is back: what has been told until now was stored for it. */
    void connectionBegins() {
        drainTo = isBehind() ? heard.clone() : null;
    }

    /** True for a message that was stored before the client came back. */
    boolean isBacklog(int shard, long position) {
        return drainTo != null && position < drainTo[shard];
    }

    /** True while such messages are still to be read. */
    boolean hasBacklog() {
        for (int shard = 0; drainTo != null && shard < next.length; shard++) {
            if (isBehind(shard) && next[shard] < drainTo[shard]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Everything before {@code told} has been told to this loop. A session that keeps up has nothing before it, so that
     * it does not hold the log back, however rarely something is for it.
     */
    void passed(int shard, long told) {
        if (!isBehind(shard)) {
            next[shard] = Math.max(next[shard], told);
        }
    }

    /** The log begins at {@code begin} now: what waited before is lost. */
    void trimmed(int shard, long begin) {
        if (isBehind(shard) && next[shard] < begin) {
            trimmed = true;
            queue.trimmed();
            if (heard[shard] <= begin) {
                next[shard] = heard[shard];
                selectionChanged();
                caughtUp(shard);
            }
        }
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
        if (context.log().begin(shard) > next[shard]) {
            trimmed = true;
            queue.trimmed();
        }
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
            readers[shard] = null; // what comes now is taken as it is told, and the reader would bring it again
            caughtUp(shard);
        }
    }

    private void caughtUp(int shard) {
        queue.readTo(shard, next[shard]);
        if (!isBehind()) {
            int left = queue.clear(); // what was counted and is not there lost its subscription, or the log
            drainTo = null;
            if (trimmed && left > 0) {
                lost.accept(left);
            }
            trimmed = false;
        }
    }

    /** Nobody is connected any more: nothing is read, and what a read still brings is not taken. */
    void stop() {
        selectionChanged();
    }
}
