package io.gatehouse.routing;

import io.gatehouse.engine.Append;
import io.gatehouse.mqtt.Message;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way from one loop to another (or to itself): what was published in one turn, in order, each with
 * its targets. Owns one share of every message until it is cleared. Belongs to the source loop while it is filled, to
 * the target loop from the post on, and comes back empty to be filled again.
 */
final class Batch {
    /** Above every number of a batch that the log told. */
    private static final long RELAYED = Long.MAX_VALUE;

    private static final int KEPT_MESSAGES = 1024; // larger arrays were a burst: they are not worth keeping

    private @Nullable Message[] messages = new Message[16];
    private long[] positions = new long[16];
    private int[] ends = new int[16]; // of each message's targets
    private @Nullable Target[] targets = new Target[16];
    private int messageCount;
    private int targetCount;
    private long bytes;
    private long number = RELAYED;

    /** Takes over one share of a message that is not kept; its targets follow by {@link #aim}. */
    void add(Message message) {
        add(message, Append.NOWHERE);
    }

    /** Takes over one share of {@code message}, which lies in the log at {@code position}. */
    void add(Message message, long position) {
        if (messageCount == messages.length) {
            messages = Arrays.copyOf(messages, messageCount * 2);
            positions = Arrays.copyOf(positions, messageCount * 2);
            ends = Arrays.copyOf(ends, messageCount * 2);
        }
        messages[messageCount] = message;
        positions[messageCount] = position;
        ends[messageCount++] = targetCount;
        bytes += message.weightBytes();
    }

    /** One more target of the message added last. */
    void aim(Target target) {
        if (targetCount == targets.length) {
            targets = Arrays.copyOf(targets, targetCount * 2);
        }
        targets[targetCount++] = target;
        ends[messageCount - 1] = targetCount;
    }

    /** It is the log that tells it, as its {@code number}-th; before it is posted. */
    void told(long number) {
        this.number = number;
    }

    /** True when the publishers may have been answered before {@code subscription} was made. */
    boolean isOlderThan(Subscription subscription) {
        return number <= subscription.toldBefore();
    }

    int messageCount() {
        return messageCount;
    }

    long bytes() {
        return bytes;
    }

    Message message(int index) {
        Message message = messages[index];
        assert message != null : index;
        return message;
    }

    /** Where a message lies in the log, or {@link Append#NOWHERE}. */
    long position(int index) {
        return positions[index];
    }

    /** Index of the first target of a message. */
    int from(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /** Index after the last target of a message. */
    int to(int index) {
        return ends[index];
    }

    Target target(int index) {
        Target target = targets[index];
        assert target != null : index;
        return target;
    }

    /** Gives up its shares and forgets everything. */
    void clear() {
        for (int i = 0; i < messageCount; i++) {
            message(i).close();
        }
        Arrays.fill(messages, 0, messageCount, null);
        Arrays.fill(targets, 0, targetCount, null);
        messageCount = 0;
        targetCount = 0;
        bytes = 0;
        number = RELAYED;
    }

    boolean isWorthKeeping() {
        return messages.length <= KEPT_MESSAGES && targets.length <= 4 * KEPT_MESSAGES;
    }
}
