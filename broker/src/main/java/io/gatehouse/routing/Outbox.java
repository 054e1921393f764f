package io.gatehouse.routing;

import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * From one loop to one loop: collects the messages of a turn and posts them together at its end. Filled by the source,
 * emptied by the target; what is under way is the difference of two counts, each written by one side only.
 */
final class Outbox {
    /** How much of its limits is under way. */
    enum Level {
        /** At most a half. */
        LOW,
        /** Above a half: publishers should stop reading. */
        HIGH,
        /** Above the whole: QoS 0 is dropped. */
        FULL,
        /** Above twice the whole: QoS 1 and 2 are refused. */
        OVERFULL
    }

    private final Loop source;
    private final Loop target;
    private final Lane receiving;
    private final OutboxLimits limits;
    private final Runnable relieved;

    // Source loop
    private @Nullable Batch filling;
    private long sentMessages;
    private long sentBytes;

    // Written by the target loop, read by the source
    private volatile long doneMessages;
    private volatile long doneBytes;

    private volatile boolean reliefWanted;
    private final AtomicReference<@Nullable Batch> spare = new AtomicReference<>();

    /**
     * Empty.
     *
     * @param relieved posted to {@code source}, if it waits, when a batch is done; looks itself whether that is enough
     */
    Outbox(Loop source, Loop target, Lane receiving, OutboxLimits limits, Runnable relieved) {
        this.source = source;
        this.target = target;
        this.receiving = receiving;
        this.limits = limits;
        this.relieved = relieved;
    }

    /** Source: one more message, one share taken. Its targets are aimed at in the batch it answers. */
    Batch add(Message message) {
        Batch batch = filling;
        if (batch == null) {
            Batch known = spare.getAndSet(null);
            batch = known == null ? new Batch() : known;
            filling = batch;
        }
        batch.add(message.share());
        sentMessages++;
        sentBytes += message.weightBytes();
        return batch;
    }

    Level level() {
        long messages = sentMessages - doneMessages;
        long bytes = sentBytes - doneBytes;
        if (messages <= limits.messages() / 2 && bytes <= limits.bytes() / 2) {
            return Level.LOW;
        }
        if (messages >= 2L * limits.messages() || bytes >= 2 * limits.bytes()) {
            return Level.OVERFULL;
        }
        return messages >= limits.messages() || bytes >= limits.bytes() ? Level.FULL : Level.HIGH;
    }

    /**
     * Source: asks to be told when a batch is done; false when the level is {@code LOW} already. The source writes the
     * flag before it reads the counts, the target writes the counts before it reads the flag: one sees the other.
     */
    boolean wantsRelief() {
        if (level() == Level.LOW) {
            return false;
        }
        reliefWanted = true;
        return level() != Level.LOW;
    }

    /** Source, at the end of a turn: hands over what was collected. */
    void flush() {
        Batch batch = filling;
        if (batch == null) {
            return;
        }
        filling = null;
        if (target.inLoop()) {
            receive(batch);
            return;
        }
        try {
            target.post(() -> receive(batch));
        } catch (RejectedExecutionException stopping) {
            done(batch); // the target loop has ended; so have its sessions
        }
    }

    /** Target: delivers in order. */
    private void receive(Batch batch) {
        try {
            receiving.deliver(batch);
        } finally {
            done(batch);
        }
    }

    private void done(Batch batch) {
        long messages = doneMessages + batch.messageCount();
        long bytes = doneBytes + batch.bytes();
        batch.clear();
        if (batch.isWorthKeeping()) {
            spare.set(batch);
        }
        doneBytes = bytes;
        doneMessages = messages;
        if (reliefWanted) {
            reliefWanted = false;
            relieve();
        }
    }

    private void relieve() {
        try {
            source.post(relieved);
        } catch (RejectedExecutionException stopping) {
            reliefWanted = false; // the source loop has ended: nobody waits there
        }
    }
}
