package io.gatehouse.routing;

import io.gatehouse.engine.Append;
import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * From the log's tail to one loop: collects what was stored together and posts it once. Filled by the tail thread,
 * emptied on the loop; the two counts say what is under way.
 */
final class TailLane {
    private static final int NO_SHARD = -1;

    private final Lane receiving;
    private final OutboxLimits limits;
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicReference<@Nullable Batch> spare = new AtomicReference<>();
    private volatile MessageLog.Missed missed = (loop, shard, before) -> {};

    // The tail thread's own
    private @Nullable Batch filling;
    private final long[] missedBefore; // for each shard; 0 when nothing was missed
    private int missedShard = NO_SHARD; // some shard, when anything was missed
    private int lost; // messages since the last flush that were not posted

    TailLane(Lane receiving, int shards, OutboxLimits limits) {
        this.receiving = receiving;
        this.limits = limits;
        this.missedBefore = new long[shards];
    }

    void onMissed(MessageLog.Missed listener) {
        this.missed = listener;
    }

    /** One more message, one share taken, to be aimed in the batch that is answered; null when it is not posted. */
    @Nullable
    Batch add(Message message, int shard, long position) {
        if (messages.get() >= limits.messages() || bytes.get() >= limits.bytes()) {
            lost++;
            if (position != Append.NOWHERE) {
                missedShard = shard;
                missedBefore[shard] = position + 1;
            }
            return null;
        }
        Batch batch = filling;
        if (batch == null) {
            Batch known = spare.getAndSet(null);
            batch = known == null ? new Batch() : known;
            filling = batch;
        }
        batch.add(message.share(), position);
        messages.incrementAndGet();
        bytes.addAndGet(message.weightBytes());
        return batch;
    }

    /** Posts what was collected, as the {@code number}-th batch that is told; behind it, what was missed. */
    void flush(long number) {
        Batch batch = filling;
        if (batch != null) {
            filling = null;
            batch.told(number);
            try {
                receiving.loop().post(() -> receive(batch));
            } catch (RejectedExecutionException stopping) {
                done(batch); // the loop has ended; so have its sessions
            }
        }
        if (lost > 0) {
            postMissed();
        }
    }

    private void postMissed() {
        int dropped = lost;
        lost = 0;
        long[] before = missedShard == NO_SHARD ? new long[0] : missedBefore.clone();
        missedShard = NO_SHARD;
        Arrays.fill(missedBefore, 0);
        Loop loop = receiving.loop();
        try {
            loop.post(() -> {
                for (int i = 0; i < dropped; i++) {
                    receiving.dropped();
                }
                for (int shard = 0; shard < before.length; shard++) {
                    if (before[shard] > 0) {
                        missed.missed(loop, shard, before[shard]);
                    }
                }
            });
        } catch (RejectedExecutionException stopping) {
            // the loop has ended; so have its sessions
        }
    }

    /** On the loop. */
    private void receive(Batch batch) {
        try {
            receiving.deliver(batch);
        } finally {
            done(batch);
        }
    }

    private void done(Batch batch) {
        messages.addAndGet(-batch.messageCount());
        bytes.addAndGet(-batch.bytes());
        batch.clear();
        if (batch.isWorthKeeping()) {
            spare.set(batch);
        }
    }
}
