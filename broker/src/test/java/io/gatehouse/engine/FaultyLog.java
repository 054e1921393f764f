package io.gatehouse.engine;

import io.gatehouse.mqtt.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A log whose disk is slow or fails: every call as a chance decides, or all of them. Wraps any other one.
 *
 * <p>An append that fails stores nothing, is told to no tail, and is settled at its place. While the log is held,
 * nothing is told and nothing settled, as if the disk did not answer; while its reads are held, nothing is read.
 * Whoever holds it releases it.
 */
public final class FaultyLog implements DurableLog {
    private static final LogRecord NOTHING = new Nothing(Topic.of("nothing"));

    /** Stands where a record failed. */
    private record Nothing(Topic topic) implements LogRecord {
        @Override
        public byte[] body() {
            return new byte[0];
        }

        @Override
        public int weightBytes() {
            return 0;
        }
    }

    private final DurableLog log;
    private final Random random;
    private volatile int percent;
    private volatile @Nullable String always;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile CountDownLatch heldReads = new CountDownLatch(0);

    public FaultyLog(DurableLog log, long seed) {
        this.log = log;
        this.random = new Random(seed);
        log.tail((_, _) -> answerOfTheDisk(held));
    }

    /** Of a hundred calls about so many fail from now on. */
    public void failSome(int ofHundred) {
        percent = ofHundred;
    }

    /** Every call fails from now on; null: works again. */
    public void failWith(@Nullable String problem) {
        always = problem;
    }

    /** The disk does not answer until {@link #release}. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    public void release() {
        held.countDown();
    }

    /** No read is answered until {@link #releaseReads}. */
    public void holdReads() {
        heldReads = new CountDownLatch(1);
    }

    public void releaseReads() {
        heldReads.countDown();
    }

    /** Waits for it, a minute at most. */
    static void answerOfTheDisk(CountDownLatch held) {
        try {
            if (!held.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("disk: held for a minute (expected: released)");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String fault() {
        String problem = always;
        return problem != null ? problem : random.nextInt(100) < percent ? "a provoked fault" : null;
    }

    private void mayFail() {
        String problem = fault();
        if (problem != null) {
            throw new UncheckedIOException(new IOException(problem));
        }
    }

    @Override
    public int shards() {
        return log.shards();
    }

    @Override
    public int shardOf(String publisherId) {
        return log.shardOf(publisherId);
    }

    @Override
    public long begin(int shard) {
        return log.begin(shard);
    }

    @Override
    public long end(int shard) {
        return log.end(shard);
    }

    @Override
    public void append(int shard, Append append) {
        String problem = fault();
        log.append(shard, problem == null ? append : new Failing(append, problem));
    }

    /** Keeps the place of an append that fails. */
    private record Failing(Append append, String problem) implements Append {
        @Override
        public LogRecord record() {
            return NOTHING;
        }

        @Override
        public boolean isKept() {
            return false;
        }

        @Override
        public Retention retention() {
            return Retention.NONE;
        }

        @Override
        public @Nullable Key onlyOnce() {
            return null;
        }

        @Override
        public void settled(AppendResult result) {
            append.settled(new AppendResult.Failed(problem));
        }
    }

    @Override
    public void tail(Tail tail) {
        log.tail((shard, records) -> {
            List<Appended> stored = records.stream()
                    .filter(each -> !(each.record() instanceof Nothing))
                    .toList();
            if (!stored.isEmpty()) {
                tail.stored(shard, stored);
            }
        });
    }

    @Override
    public @Nullable StoredRecord get(int shard, long position) {
        answerOfTheDisk(heldReads);
        mayFail();
        return log.get(shard, position);
    }

    @Override
    public LogReader reader(int shard, long from, TopicSelection selection) {
        LogReader reader = log.reader(shard, from, selection);
        return (maxRecords, maxBytes) -> {
            answerOfTheDisk(heldReads);
            mayFail();
            return reader.read(maxRecords, maxBytes);
        };
    }

    @Override
    public void trim(int shard, long position) {
        mayFail();
        log.trim(shard, position);
    }

    @Override
    public long positionAfter(int shard, long bytes) {
        return log.positionAfter(shard, bytes);
    }

    @Override
    public long bytes() {
        return log.bytes();
    }
}
