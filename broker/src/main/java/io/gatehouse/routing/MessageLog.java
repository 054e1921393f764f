package io.gatehouse.routing;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.Append.Retention;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.Key;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.StoredForm;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The way of a message that must be stored before anybody gets it: because a persistent session matches, because it is
 * retained, or because an earlier message of its publisher still goes this way.
 *
 * <h2>Model</h2>
 *
 * {@link #append} hands the message to the engine's log and returns. When it is stored, the engine's tail thread comes
 * here with all that was stored together: the message is matched, posted to the loops that have subscribers, one post
 * for each loop and batch, and only then is the publisher told, on its loop, so that it can acknowledge.
 *
 * <h2>Invariants</h2>
 *
 * <ol>
 *   <li>Order: one thread tells everything, in the order of the log. A session therefore hears of positions in their
 *       order, and one number says how far it has heard.
 *   <li>Nobody receives what is not stored, and no publisher is told before its message is on its way to all receivers:
 *       what it sends next, by whichever way, arrives later.
 *   <li>A subscription gets nothing whose publisher was told before it was made, though its loop may come to deliver
 *       that later: batches are numbered, and a subscription knows the last one before it. (What is for a shared
 *       subscription is the group's, which may have been there before this member.)
 *   <li>Bounds: what waits for a loop is counted in messages and bytes. Beyond, kept messages are not posted: sessions
 *       are told that they missed some ({@link Missed}) and read them from the log, others lose them, counted.
 * </ol>
 */
public final class MessageLog implements DurableLog.Tail {
    private final DurableLog log;
    private final TopicTrie trie;
    private final Matches matches = new Matches(); // the tail thread's own
    private final Lane[] publishers;
    private final TailLane[] lanes;
    private final Settlements[] settlements;
    private final AtomicLongArray told;
    private long batches; // the tail thread's own
    private final LongAdder appended = new LongAdder();

    /** Hears, on a loop, that messages of a shard before a position were not posted to it. */
    @FunctionalInterface
    public interface Missed {
        void missed(Loop loop, int shard, long before);
    }

    MessageLog(DurableLog log, TopicTrie trie, Loops loops, Lane[] lanes, OutboxLimits limits, Consumer<Message> taps) {
        this.log = log;
        this.trie = trie;
        this.publishers = lanes;
        this.lanes = Arrays.stream(lanes)
                .map(lane -> new TailLane(lane, log.shards(), limits))
                .toArray(TailLane[]::new);
        this.settlements =
                loops.all().stream().map(loop -> new Settlements(loop, taps)).toArray(Settlements[]::new);
        this.told = new AtomicLongArray(LongStream.range(0, log.shards())
                .map(shard -> log.end((int) shard))
                .toArray());
        log.tail(this);
    }

    public void onMissed(Missed listener) {
        for (TailLane lane : lanes) {
            lane.onMissed(listener);
        }
    }

    /**
     * The position of a shard before which everything is on its way to the loops: what is posted to one after this was
     * read finds it there. Any thread.
     */
    public long told(int shard) {
        return told.get(shard);
    }

    /** Messages that were stored since the start, once each whatever the number of receivers. Any thread. */
    public long appended() {
        return appended.sum();
    }

    /**
     * Stores a message and then delivers it. On the publisher's loop; it leaves at the end of the turn.
     *
     * @param message borrowed; its payload is detached
     * @param kept whether a persistent session matches ({@link RouteResult#kept}, {@link Router#foresee})
     * @param onlyOnce see {@link io.gatehouse.engine.Append#onlyOnce}
     * @param publisher told on {@code loop}; after it returns the message is closed
     */
    public void append(
            Message message,
            boolean kept,
            Retention retention,
            @Nullable Key onlyOnce,
            Loop loop,
            @Nullable Consumer<AppendResult> publisher) {
        loop.check();
        publishers[loop.index()].appendLater(
                new Publication(message.share(), kept, retention, onlyOnce, loop, publisher, this));
    }

    void submit(Publication publication) {
        try {
            log.append(log.shardOf(publication.message().publisherId()), publication);
        } catch (IllegalStateException closed) { // the broker stops
            settled(publication, new AppendResult.Failed(String.valueOf(closed.getMessage())));
        }
    }

    /** On the engine's tail thread. */
    @Override
    public void stored(int shard, List<DurableLog.Appended> records) {
        long end = told.get(shard);
        for (DurableLog.Appended appended : records) {
            Message message = appended.record() instanceof Publication publication
                    ? publication.message()
                    : StoredForm.message(
                            appended.record().topic(), appended.record().body());
            dispatch(message, shard, appended.position());
            if (appended.position() != Append.NOWHERE) {
                end = appended.position() + 1;
                this.appended.increment();
            }
        }
        batches++;
        for (TailLane lane : lanes) {
            lane.flush(batches);
        }
        trie.told(batches);
        told.set(shard, end);
    }

    private void dispatch(Message message, int shard, long position) {
        trie.match(message.topic(), matches);
        for (long left = matches.loops(); left != 0; left &= left - 1) {
            int to = Long.numberOfTrailingZeros(left);
            Batch batch = lanes[to].add(message, shard, position);
            for (int i = 0; batch != null && i < matches.nodeCount(); i++) {
                if ((matches.mask(i) & Audience.bit(to)) != 0) {
                    batch.aim(matches.node(i));
                }
            }
        }
        for (int i = 0; i < matches.groupCount(); i++) {
            SharedGroup group = matches.group(i);
            Subscription member = group.told(shard, position) ? null : group.choose();
            Batch batch = member == null ? null : lanes[member.loopIndex()].add(message, shard, position);
            if (member != null && batch != null) {
                batch.aim(member);
            }
        }
    }

    /** On the engine's tail thread. */
    void settled(Publication publication, AppendResult result) {
        settlements[publication.loop().index()].add(publication, result);
    }
}
