package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.config.StoreSettings.Fsync;
import io.gatehouse.engine.Append;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.LogRecord;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.TopicSelection;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the log and reads it back, beside a raw file that is appended to in batches and brought to the disk as
 * often. A publisher has one message under way and sends the next one when it is settled, so what one batch holds
 * follows from the disk, on both sides.
 *
 * <pre>LogPath [folder] [seconds a measurement] [rounds] [records to read back]</pre>
 */
public final class LogPath {
    private static final int BODY_BYTES = 200;
    private static final int TOPICS = 1000;
    private static final List<Integer> PUBLISHERS = List.of(1, 16, 256, 2048);

    private LogPath() {}

    public static void main(String[] args) throws Exception {
        Path folder = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("log-path");
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        int records = args.length > 3 ? Integer.parseInt(args[3]) : 1_000_000;
        for (int round = 0; round < rounds; round++) {
            for (int publishers : PUBLISHERS) {
                String name = "round-" + round + "-" + publishers;
                double raw = raw(folder.resolve(name + ".raw"), publishers, seconds);
                double log = log(folder.resolve(name), publishers, seconds);
                say("publishers %5d: raw %9.0f/s, log %9.0f/s, ratio %.2f", publishers, raw, log, log / raw);
            }
        }
        replay(folder.resolve("replay"), records);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** A publisher's message; sends itself again when it is settled, until it is told to stop. */
    private static final class Publisher implements Append, LogRecord {
        private final Topic topic;
        private final byte[] body = new byte[BODY_BYTES];
        private final Again again;

        Publisher(int number, Again again) {
            this.topic = topicOf(number);
            this.again = again;
            for (int i = 0; i < BODY_BYTES; i++) {
                body[i] = (byte) ("{\"temperature\":21.5}".charAt(i % 20) + (i * 7 + number) % 3);
            }
        }

        @Override
        public LogRecord record() {
            return this;
        }

        @Override
        public boolean isKept() {
            return true;
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
        public Topic topic() {
            return topic;
        }

        @Override
        public byte[] body() {
            return body;
        }

        @Override
        public int weightBytes() {
            return BODY_BYTES;
        }

        @Override
        public void settled(AppendResult result) {
            if (!(result instanceof AppendResult.Stored)) {
                throw new IllegalStateException("append: " + result);
            }
            again.settled(this);
        }
    }

    /** Counts what was settled, and sends it again while it is wanted. */
    private static final class Again {
        private final AtomicLong settled = new AtomicLong();
        private final CountDownLatch ended;
        private final java.util.function.Consumer<Publisher> send;
        private volatile boolean wanted = true;

        Again(int publishers, java.util.function.Consumer<Publisher> send) {
            this.ended = new CountDownLatch(publishers);
            this.send = send;
        }

        void settled(Publisher publisher) {
            settled.incrementAndGet();
            if (wanted) {
                send.accept(publisher);
            } else {
                ended.countDown();
            }
        }

        /** Messages a second, after a fifth of the time as a warm-up. */
        double measure(int publishers, int seconds) throws InterruptedException {
            for (int i = 0; i < publishers; i++) {
                send.accept(new Publisher(i, this));
            }
            TimeUnit.MILLISECONDS.sleep(200L * seconds);
            long before = settled.get();
            long start = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            double rate = (settled.get() - before) * 1e9 / (System.nanoTime() - start);
            wanted = false;
            if (!ended.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a message was not settled within 30 s");
            }
            return rate;
        }
    }

    private static Topic topicOf(int number) {
        return Topic.of("plant/line-" + number % TOPICS + "/sensor/temperature");
    }

    private static double log(Path data, int publishers, int seconds) throws StoreException, InterruptedException {
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data))) {
            DurableLog log = store.log();
            double rate = new Again(publishers, publisher -> log.append(0, publisher)).measure(publishers, seconds);
            say(
                    "  batches %d, syncs %d, write buffers %.1f MiB",
                    store.batches(), store.syncs(), store.writeBufferBytes() / 1048576.0);
            return rate;
        }
    }

    /** One thread takes everything that waits, appends it to a file with one write, and forces it to the disk. */
    private static double raw(Path file, int publishers, int seconds) throws IOException, InterruptedException {
        Queue<Publisher> waiting = new ConcurrentLinkedQueue<>();
        CountDownLatch stop = new CountDownLatch(1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Thread writer = Thread.ofPlatform().start(() -> write(channel, waiting, stop));
            double rate = new Again(publishers, publisher -> {
                        waiting.add(publisher);
                        LockSupport.unpark(writer);
                    })
                    .measure(publishers, seconds);
            stop.countDown();
            LockSupport.unpark(writer);
            writer.join();
            return rate;
        } finally {
            Files.delete(file);
        }
    }

    private static void write(FileChannel channel, Queue<Publisher> waiting, CountDownLatch stop) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(2 * Committer.MAX_BATCH_BYTES);
        List<Publisher> taken = new java.util.ArrayList<>();
        long position = 0;
        try {
            while (stop.getCount() > 0) {
                taken.clear();
                bytes.clear();
                while (taken.size() < Committer.MAX_BATCH_WRITES && bytes.position() < Committer.MAX_BATCH_BYTES) {
                    Publisher next = waiting.poll();
                    if (next == null) {
                        break;
                    }
                    taken.add(next);
                    byte[] topic = next.topic().utf8();
                    bytes.putLong(position++)
                            .putShort((short) topic.length)
                            .put(topic)
                            .put(next.body());
                }
                if (taken.isEmpty()) {
                    LockSupport.park();
                    continue;
                }
                bytes.flip();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(false);
                taken.forEach(each -> each.settled(new AppendResult.Stored(0)));
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static void replay(Path data, int records) throws StoreException, InterruptedException {
        StoreSettings settings = new StoreSettings(data, Fsync.OFF, 64L << 20, 64L << 20);
        try (RocksStore store = RocksStore.open(settings)) {
            CountDownLatch stored = new CountDownLatch(records);
            Again count = new Again(0, _ -> stored.countDown());
            long most = 0;
            long start = System.nanoTime();
            for (int i = 0; i < records; i++) {
                store.log().append(0, new Publisher(i, count));
                while (i - count.settled.get() > 50_000) {
                    LockSupport.parkNanos(100_000);
                }
                if (i % 10_000 == 0) {
                    most = Math.max(most, store.writeBufferBytes());
                }
            }
            stored.await();
            say(
                    "stored %d without fsync, %.0f/s; write buffers at most %.1f MiB of 64",
                    records, records * 1e9 / (System.nanoTime() - start), most / 1048576.0);
        }
        try (RocksStore store = RocksStore.open(settings)) {
            for (int round = 0; round < 3; round++) {
                read(store, "all of it", "#");
                read(store, "one topic of " + TOPICS, topicOf(7).name());
                read(store, "one below a wildcard", "plant/line-99/#");
                read(store, "no literal beginning", "+/line-7/#");
            }
            say("on the disk: %.0f bytes a record", (double) store.bytesOnDisk() / records);
        }
    }

    private static void read(RocksStore store, String what, String filter) {
        LogReader reader = store.log().reader(0, 0, new TopicSelection(List.of(TopicFilter.of(filter)), true));
        long found = 0;
        long calls = 0;
        long start = System.nanoTime();
        LogReader.Slice slice;
        do {
            slice = reader.read(256, 1 << 20);
            found += slice.records().size();
            calls++;
        } while (!slice.atEnd());
        double took = (System.nanoTime() - start) / 1e9;
        say(
                "read %-26s %8d records in %6.3f s: %9.0f/s, %10.0f positions/s, %d calls",
                what + ":", found, took, found / took, store.log().end(0) / took, calls);
    }
}
