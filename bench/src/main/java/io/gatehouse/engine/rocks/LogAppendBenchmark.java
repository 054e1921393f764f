package io.gatehouse.engine.rocks;

import io.gatehouse.Folders;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.config.StoreSettings.Fsync;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.engine.TopicSelection;
import io.gatehouse.engine.rocks.LogPath.Publisher;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.mqtt.TopicFilter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A message of 200 bytes, appended to the log and settled: as durable as {@code fsync} says, and told to its publisher.
 * Beside it the raw file of {@link LogPath}. So many are appended, then all of them are waited for, then the next;
 * {@value #MESSAGES} in one invocation, each under a topic of its own.
 *
 * <p>What is written is given up after every {@value #KEPT} messages, some 300 MB: the log is trimmed to its end, as
 * the broker trims what no session needs any more, though from this thread; the file is emptied. Both are in the
 * figures.
 *
 * <p>The folder is made where the JVM makes temporary ones: {@code -jvmArgsAppend -Djava.io.tmpdir=FOLDER} chooses
 * another disk. In one of memory, {@code always} means nothing.
 */
public class LogAppendBenchmark extends LoopBenchmark {
    static final int MESSAGES = 256;
    static final int KEPT = 1 << 20;

    @Param({"always", "off"})
    public String fsync = "always";

    @Param({"1", "256"})
    public int underWay = 256;

    private final Publisher[] publishers = new Publisher[MESSAGES];
    private Path folder;
    private RocksStore store;
    private RawFile file;
    private Window window;
    private int kept;

    @Setup
    public void prepare() throws Exception {
        if (underWay < 1 || underWay > MESSAGES || MESSAGES % underWay != 0) {
            throw new IllegalArgumentException(
                    "underWay: " + underWay + " (expected: what " + MESSAGES + " can be divided by)");
        }
        Fsync wanted = Arrays.stream(Fsync.values())
                .filter(each -> each.text().equals(fsync))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("fsync: " + fsync + " (expected: always, 10ms, off)"));
        folder = Files.createTempDirectory("gatehouse-bench");
        StoreSettings settings = StoreSettings.DEFAULTS;
        store = RocksStore.open(new StoreSettings(
                folder.resolve("data"), wanted, settings.blockCacheBytes(), settings.writeBufferBytes()));
        file = RawFile.open(folder.resolve("raw"), wanted);
        window = new Window();
        for (int i = 0; i < MESSAGES; i++) {
            publishers[i] = new Publisher(i, MESSAGES, window);
        }
        checkLog();
        checkFile();
    }

    private void checkLog() {
        long begin = gatehouse() - MESSAGES;
        LogReader reader = store.log().reader(0, begin, new TopicSelection(List.of(TopicFilter.of("plant/#")), true));
        List<StoredRecord> records = reader.read(MESSAGES + 1, Long.MAX_VALUE).records();
        for (int i = 0; i < records.size(); i++) {
            check(i, records.get(i).topic().utf8(), records.get(i).body());
        }
        if (records.size() != MESSAGES) {
            throw new IllegalStateException("log: " + records.size() + " records (expected: " + MESSAGES + ")");
        }
    }

    private void checkFile() throws IOException {
        rawFile();
        ByteBuffer written = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("raw")));
        for (int i = 0; i < MESSAGES; i++) {
            if (written.getLong() != i) {
                throw new IllegalStateException("file: another position (expected: " + i + ")");
            }
            byte[] topic = new byte[written.getShort()];
            byte[] body = new byte[publishers[i].body().length];
            written.get(topic).get(body);
            check(i, topic, body);
        }
        if (written.hasRemaining()) {
            throw new IllegalStateException("file: " + written.remaining() + " bytes too many");
        }
    }

    private void check(int number, byte[] topic, byte[] body) {
        if (!Arrays.equals(topic, publishers[number].topic().utf8())
                || !Arrays.equals(body, publishers[number].body())) {
            throw new IllegalStateException(
                    "record " + number + ": not as appended (expected: " + publishers[number].topic() + ")");
        }
    }

    /** Where the log ends then. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long gatehouse() {
        append(publisher -> store.log().append(0, publisher));
        long end = store.log().end(0);
        if (isFull()) {
            store.log().trim(0, end);
        }
        return end;
    }

    /** Bytes written until then. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long rawFile() throws IOException {
        append(file::append);
        if (isFull()) {
            file.clear();
        }
        return file.bytes();
    }

    private void append(Consumer<Publisher> target) {
        for (int i = 0; i < MESSAGES; i += underWay) {
            window.open(underWay);
            for (int j = i; j < i + underWay; j++) {
                target.accept(publishers[j]);
            }
            window.await();
        }
    }

    private boolean isFull() {
        kept += MESSAGES;
        if (kept < KEPT) {
            return false;
        }
        kept = 0;
        return true;
    }

    @TearDown
    public void stop() throws Exception {
        file.close();
        store.close();
        Folders.delete(folder);
    }

    /** What is under way. Opened and waited for by one thread; a message is settled on another. */
    private static final class Window implements Consumer<Publisher> {
        private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

        private final AtomicInteger left = new AtomicInteger();
        private @Nullable Thread waiting; // written before left, read after it

        void open(int messages) {
            waiting = Thread.currentThread();
            left.set(messages);
        }

        @Override
        public void accept(Publisher settled) {
            if (left.decrementAndGet() == 0) {
                LockSupport.unpark(waiting);
            }
        }

        void await() {
            long began = System.nanoTime();
            while (left.get() > 0) {
                LockSupport.parkNanos(this, PATIENCE_NANOS);
                if (System.nanoTime() - began > PATIENCE_NANOS) {
                    throw new IllegalStateException("not settled: " + left + " messages within 30 s (expected: none)");
                }
            }
        }
    }
}
