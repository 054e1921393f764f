package io.gatehouse.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much waits in the log for one session, and what of it the session does not get because it was too much. Counts
 * only: the messages lie in the log. Confined to the session's loop.
 *
 * <p>What is dropped stays in the log for others, so it has to be remembered what this session passes over when it
 * reads: the newest as {@link Gap}s, stretches in which nothing is taken; the oldest as a number of messages. The
 * weight of one that is dropped as the oldest is not known without reading it: the average is taken for it.
 */
final class LogQueue {
    /** More than that many interruptions of a full queue are not told apart. */
    private static final int MAX_GAPS = 64;

    /** Of the limits: a queue that grew by that is written down, and one that was full has room again below it. */
    private static final int PART = 8;

    private final int maxMessages;
    private final long maxBytes;
    private final Overflow overflow;
    private final List<Gap> gaps = new ArrayList<>(0);
    private int messages;
    private long bytes;
    private int skipped; // of the oldest, that are still to be passed over
    private long[] skippedBefore; // for each shard: nothing from there on was dropped as the oldest
    private boolean full;

    // As they were written down last.
    private int savedMessages;
    private long savedBytes;
    private int savedSkipped;
    private int savedGaps;

    /** Positions of a shard that were told while the queue was full. */
    record Gap(int shard, long from, long before) {
        private static final long OPEN = Long.MAX_VALUE;

        private boolean holds(int ofShard, long position) {
            return shard == ofShard && position >= from && position < before;
        }
    }

    /**
     * What of it is stored.
     *
     * @param skippedBefore for each shard
     * @param gaps closed where the session had heard up to: what comes behind that was not dropped yet
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Saved(int messages, long bytes, int skipped, long[] skippedBefore, List<Gap> gaps) {
        static final Saved EMPTY = new Saved(0, 0, 0, new long[0], List.of());
    }

    LogQueue(SessionRules rules, Saved saved) {
        this.maxMessages = rules.maxQueuedMessages();
        this.maxBytes = rules.maxQueuedBytes();
        this.overflow = rules.overflow();
        this.messages = saved.messages();
        this.bytes = saved.bytes();
        this.skipped = saved.skipped();
        this.skippedBefore = saved.skippedBefore();
        this.gaps.addAll(saved.gaps());
        var _ = full();
        noted();
    }

    int messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** True while publishers are to be refused. Becomes true at a limit, and false once there is some room below it. */
    boolean full() {
        if (overflow == Overflow.REFUSE) {
            full = full
                    ? messages > maxMessages - maxMessages / PART || bytes > maxBytes - maxBytes / PART
                    : messages >= maxMessages || bytes >= maxBytes;
        }
        return full;
    }

    /**
     * The message at {@code position} waits, or is dropped, or makes an older one be.
     *
     * @param heard for each shard, up to where the session has heard before this message
     * @return how many were dropped
     */
    int add(int shard, long position, int weightBytes, long[] heard) {
        int dropped = 0;
        while (overflow == Overflow.DROP_OLDEST && messages > 0 && !hasRoom(weightBytes)) {
            dropOldest(heard);
            dropped++;
        }
        if (overflow != Overflow.REFUSE && !hasRoom(weightBytes)) {
            open(shard, position);
            return dropped + 1;
        }
        close(shard, position);
        messages++; // where publishers are refused: what was on its way before they heard of it is not dropped
        bytes += weightBytes;
        return dropped;
    }

    private boolean hasRoom(int weightBytes) {
        return messages < maxMessages && bytes + weightBytes <= maxBytes;
    }

    private void dropOldest(long[] heard) {
        bytes -= bytes / messages;
        messages--;
        skipped++;
        if (skippedBefore.length != heard.length) {
            skippedBefore = new long[heard.length];
        }
        System.arraycopy(heard, 0, skippedBefore, 0, heard.length);
    }

    private void open(int shard, long position) {
        for (Gap gap : gaps) {
            if (gap.holds(shard, position)) {
                return;
            }
        }
        if (gaps.size() < MAX_GAPS) {
            gaps.add(new Gap(shard, position, Gap.OPEN));
        }
    }

    private void close(int shard, long position) {
        for (int i = 0; i < gaps.size(); i++) {
            Gap gap = gaps.get(i);
            if (gap.holds(shard, position)) {
                gaps.set(i, new Gap(shard, gap.from(), position));
            }
        }
    }

    /**
     * Takes a message of the session that was read, from the first on: true when it is passed over, because it was
     * dropped and counted when it was told.
     *
     * @param heard one that has not been told yet was not dropped: the log is read ahead of what is told
     */
    boolean passesOver(int shard, long position, long heard) {
        if (position < heard) {
            for (Gap gap : gaps) {
                if (gap.holds(shard, position)) {
                    return true;
                }
            }
        }
        if (skipped > 0 && shard < skippedBefore.length && position < skippedBefore[shard]) {
            skipped--;
            return true;
        }
        return false;
    }

    /** One of those that wait was taken, or will not be. */
    void taken(int weightBytes) {
        messages = Math.max(0, messages - 1);
        bytes = Math.max(0, bytes - weightBytes);
    }

    /** Of what was dropped as the oldest some is gone from the log: which of the rest was, is not known any more. */
    void trimmed() {
        skipped = 0;
    }

    /** Everything of the shard before {@code position} was read. */
    void readTo(int shard, long position) {
        gaps.removeIf(gap -> gap.shard() == shard && gap.before() <= position);
    }

    /**
     * Nothing waits any more.
     *
     * @return how many were counted and are not there: they lost their subscription, or the log gave them up
     */
    int clear() {
        int left = messages;
        messages = 0;
        bytes = 0;
        skipped = 0;
        gaps.clear();
        return left;
    }

    /** True when it has grown so much since {@link #saved} that a crash should not forget it. */
    boolean isWorthSaving() {
        return messages - savedMessages > maxMessages / PART
                || bytes - savedBytes > maxBytes / PART
                || skipped - savedSkipped > maxMessages / PART
                || gaps.size() != savedGaps;
    }

    /** For the store. */
    Saved saved(long[] heard) {
        noted();
        List<Gap> closed = gaps.stream()
                .map(gap -> new Gap(gap.shard(), gap.from(), Math.min(gap.before(), heard[gap.shard()])))
                .toList();
        return new Saved(messages, bytes, skipped, skipped == 0 ? new long[0] : skippedBefore.clone(), closed);
    }

    private void noted() {
        savedMessages = messages;
        savedBytes = bytes;
        savedSkipped = skipped;
        savedGaps = gaps.size();
    }

    @Override
    public String toString() {
        return "LogQueue[" + messages + " messages, " + bytes + " bytes, " + skipped + " skipped before "
                + Arrays.toString(skippedBefore) + ", gaps " + gaps + "]";
    }
}
