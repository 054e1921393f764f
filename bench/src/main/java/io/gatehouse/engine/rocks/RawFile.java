package io.gatehouse.engine.rocks;

import io.gatehouse.config.StoreSettings.Fsync;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.rocks.LogPath.Publisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The limit: one thread takes everything that waits, in batches as large as the store's, appends it to a file with one
 * write, forces it to the disk where that is wanted, and settles it. No index, nothing told in order, nothing to give
 * up but all of it.
 */
final class RawFile implements LogPath.Target, AutoCloseable {
    private final Path path;
    private final FileChannel file;
    private final boolean forced;
    private final Queue<Publisher> waiting = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofPlatform().name("raw-file").unstarted(this::run);
    private volatile boolean stopping;
    private volatile long batches;
    private volatile long bytes;

    private RawFile(Path path, FileChannel file, boolean forced) {
        this.path = path;
        this.file = file;
        this.forced = forced;
    }

    /** @param fsync {@link Fsync#ALWAYS} forces each batch, anything else none */
    static RawFile open(Path path, Fsync fsync) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        RawFile opened = new RawFile(path, file, fsync == Fsync.ALWAYS);
        opened.thread.start();
        return opened;
    }

    @Override
    public void append(Publisher publisher) {
        waiting.add(publisher);
        LockSupport.unpark(thread);
    }

    @Override
    public long batches() {
        return batches;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public String writer() {
        return thread.getName();
    }

    @Override
    public String teller() {
        return "nobody";
    }

    private void run() {
        ByteBuffer batch = ByteBuffer.allocateDirect(2 * Committer.MAX_BATCH_BYTES);
        List<Publisher> taken = new ArrayList<>();
        long position = 0;
        try {
            while (!stopping) {
                taken.clear();
                batch.clear();
                while (taken.size() < Committer.MAX_BATCH_WRITES && batch.position() < Committer.MAX_BATCH_BYTES) {
                    Publisher next = waiting.poll();
                    if (next == null) {
                        break;
                    }
                    taken.add(next);
                    byte[] topic = next.topic().utf8();
                    batch.putLong(position++)
                            .putShort((short) topic.length)
                            .put(topic)
                            .put(next.body());
                }
                if (taken.isEmpty()) {
                    LockSupport.park(this);
                } else {
                    write(batch.flip());
                    taken.forEach(each -> each.settled(new AppendResult.Stored(0)));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void write(ByteBuffer batch) throws IOException {
        bytes += batch.remaining();
        batches++;
        while (batch.hasRemaining()) {
            file.write(batch);
        }
        if (forced) {
            file.force(false);
        }
    }

    /** Gives up everything that was written; while nothing waits and nothing is under way. */
    void clear() throws IOException {
        file.truncate(0);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join();
        file.close();
        Files.delete(path);
    }
}
