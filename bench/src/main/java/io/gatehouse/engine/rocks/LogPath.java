package io.gatehouse.engine.rocks;

import com.sun.management.OperatingSystemMXBean;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.config.StoreSettings.Fsync;
import io.gatehouse.engine.Append;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.LogRecord;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.TopicSelection;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the log and reads it back, beside a raw file that is appended to in batches and brought to the disk as
 * often. A publisher has one message under way and sends the next one when it is settled, so what one batch holds
 * follows from the disk, on both sides. File and log take turns of some seconds, so that both meet the same disk and
 * the same other work; what is compared is the two of one round.
 *
 * <pre>LogPath [folder] [seconds a turn] [rounds] [records to read back] [topics] [publishers,publishers,…]</pre>
 */
public final class LogPath {
    private static final int BODY_BYTES = 200;

    private LogPath() {}

    public static void main(String[] args) throws Exception {
        Path folder = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("log-path");
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 9;
        int records = args.length > 3 ? Integer.parseInt(args[3]) : 1_000_000;
        int topics = args.length > 4 ? Integer.parseInt(args[4]) : 1000;
        String publishers = args.length > 5 ? args[5] : "1,16,256,2048";
        for (String count : publishers.split(",", -1)) {
            beside(folder.resolve("publishers-" + count), Integer.parseInt(count), topics, seconds, rounds);
        }
        if (records > 0) {
            replay(folder.resolve("replay"), records, topics);
        }
    }

    private static void beside(Path folder, int publishers, int topics, int seconds, int rounds) throws Exception {
        Files.createDirectories(folder);
        List<Turn> raw = new ArrayList<>();
        List<Turn> log = new ArrayList<>();
        try (RawFile file = RawFile.open(folder.resolve("raw"), StoreSettings.DEFAULTS.fsync());
                RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(folder.resolve("data")))) {
            Target stored = new StoredLog(store);
            for (int round = 0; round <= rounds; round++) {
                Turn ofFile = Turn.of(file, publishers, topics, seconds);
                Turn ofLog = Turn.of(stored, publishers, topics, seconds);
                if (round > 0) { // the first one warms up
                    raw.add(ofFile);
                    log.add(ofLog);
                    say("publishers %5d  raw: %s", publishers, ofFile);
                    say("                  log: %s; %.2f of raw", ofLog, ofLog.rate() / ofFile.rate());
                }
            }
        }
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = log.get(i).rate() / raw.get(i).rate();
        }
        Arrays.sort(ratios);
        say(
                "publishers %5d: %.2f of raw (median; %.2f to %.2f)",
                publishers, ratios[rounds / 2], ratios[0], ratios[rounds - 1]);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** What is appended to. */
    interface Target {
        void append(Publisher publisher);

        /** What was made into batches, each brought to the disk once. */
        long batches();

        /** Written to the file, or to the write-ahead log. */
        long bytes();

        /** The thread that writes. */
        String writer();

        /** The thread that tells what was written. */
        String teller();
    }

    private record StoredLog(RocksStore store) implements Target {
        @Override
        public void append(Publisher publisher) {
            store.log().append(0, publisher);
        }

        @Override
        public long batches() {
            return store.batches();
        }

        @Override
        public long bytes() {
            return store.walBytesWritten();
        }

        @Override
        public String writer() {
            return "store-committer";
        }

        @Override
        public String teller() {
            return "log-tail";
        }
    }

    /**
     * What one turn came to.
     *
     * @param rate messages a second
     * @param batch messages in each
     * @param bytes of a message
     * @param writer microseconds of processor time a message, of the thread that writes
     * @param teller of the thread that tells
     * @param process of all threads
     */
    private record Turn(double rate, double batch, double bytes, double writer, double teller, double process) {
        static Turn of(Target target, int publishers, int topics, int seconds) throws InterruptedException {
            Again again = new Again(publishers, target::append);
            for (int i = 0; i < publishers; i++) {
                target.append(new Publisher(i, topics, again::settled));
            }
            TimeUnit.MILLISECONDS.sleep(100L * seconds);
            Moment before = Moment.now(target, again);
            TimeUnit.SECONDS.sleep(seconds);
            Moment after = Moment.now(target, again);
            again.end();
            double messages = after.messages - before.messages;
            return new Turn(
                    messages * 1e9 / (after.nanos - before.nanos),
                    messages / Math.max(1, after.batches - before.batches),
                    (after.bytes - before.bytes) / messages,
                    (after.writer - before.writer) / messages / 1e3,
                    (after.teller - before.teller) / messages / 1e3,
                    (after.process - before.process) / messages / 1e3);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%8.0f/s, batches of %6.1f, %4.0f bytes, µs of processor: writer %5.2f, teller %5.2f, all %5.2f",
                    rate,
                    batch,
                    bytes,
                    writer,
                    teller,
                    process);
        }
    }

    /** Counts at one moment; processor times in nanoseconds. */
    private record Moment(long nanos, long messages, long batches, long bytes, long writer, long teller, long process) {
        static Moment now(Target target, Again again) {
            return new Moment(
                    System.nanoTime(),
                    again.settled.get(),
                    target.batches(),
                    target.bytes(),
                    processorNanos(target.writer()),
                    processorNanos(target.teller()),
                    ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                            .getProcessCpuTime());
        }

        private static long processorNanos(String thread) {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            return Stream.of(threads.getThreadInfo(threads.getAllThreadIds()))
                    .filter(each -> each != null && each.getThreadName().equals(thread))
                    .mapToLong(each -> threads.getThreadCpuTime(each.getThreadId()))
                    .sum();
        }
    }

    /** A publisher's message, of 200 bytes. */
    static final class Publisher implements Append, LogRecord {
        private final Topic topic;
        private final byte[] body = new byte[BODY_BYTES];
        private final Consumer<Publisher> whenSettled;

        /**
         * @param whenSettled told on a thread of the target, once it is as durable as the target makes it; it may be
         *     appended again then
         */
        Publisher(int number, int topics, Consumer<Publisher> whenSettled) {
            this.topic = topicOf(number % topics);
            this.whenSettled = whenSettled;
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
            whenSettled.accept(this);
        }
    }

    /** Counts what was settled, and sends it again while it is wanted. */
    private static final class Again {
        private final AtomicLong settled = new AtomicLong();
        private final CountDownLatch ended;
        private final Consumer<Publisher> send;
        private volatile boolean wanted = true;

        Again(int publishers, Consumer<Publisher> send) {
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

        void end() throws InterruptedException {
            wanted = false;
            if (!ended.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a message was not settled within 30 s");
            }
        }
    }

    private static Topic topicOf(int number) {
        return Topic.of("plant/line-" + number + "/sensor/temperature");
    }

    private static void replay(Path data, int records, int topics) throws StoreException, InterruptedException {
        StoreSettings settings = new StoreSettings(data, Fsync.OFF, 64L << 20, 64L << 20);
        try (RocksStore store = RocksStore.open(settings)) {
            CountDownLatch stored = new CountDownLatch(records);
            Again count = new Again(0, _ -> stored.countDown());
            long most = 0;
            long start = System.nanoTime();
            for (int i = 0; i < records; i++) {
                store.log().append(0, new Publisher(i, topics, count::settled));
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
        long start = System.nanoTime();
        try (RocksStore store = RocksStore.open(settings)) {
            say("opened again in %.2f s", (System.nanoTime() - start) / 1e9);
            read(store, "all of it", "#");
            read(store, "one topic of " + topics, topicOf(7).name());
            read(store, "one below a wildcard", "plant/line-99/#");
            read(store, "no literal beginning", "+/line-7/#");
            say("on the disk: %.0f bytes a record", (double) store.bytesOnDisk() / records);
        }
    }

    /** As often as takes some seconds; told is the median. */
    private static void read(RocksStore store, String what, String filter) {
        TopicSelection selection = new TopicSelection(List.of(TopicFilter.of(filter)), true);
        List<Double> seconds = new ArrayList<>();
        long found = 0;
        long begin = System.nanoTime();
        while (seconds.size() < 3 || System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(4)) {
            LogReader reader = store.log().reader(0, 0, selection);
            found = 0;
            long start = System.nanoTime();
            LogReader.Slice slice;
            do {
                slice = reader.read(256, 1 << 20);
                found += slice.records().size();
            } while (!slice.atEnd());
            seconds.add((System.nanoTime() - start) / 1e9);
        }
        seconds.sort(null);
        double median = seconds.get(seconds.size() / 2);
        say(
                "read %-26s %8d records in %8.4f s: %9.0f/s, %10.0f positions/s (median of %d)",
                what + ":", found, median, found / median, store.log().end(0) / median, seconds.size());
    }
}
