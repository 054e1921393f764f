package io.gatehouse.engine.rocks;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.Append.Retention;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.engine.DurableLog.Appended;
import io.gatehouse.engine.LogRecord;
import io.gatehouse.mqtt.Topic;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** One append on its way through a batch: staged and answered by the committer, told and settled by the tail. */
final class AppendWrite implements Write, LogTail.Outcome {
    /** What waits with a record, beside its topic a second time, by which it is found. */
    private static final int OVERHEAD_BYTES = 64;

    private final Append append;
    private final LogShard shard;
    private final RetainedTopics retained;
    private final RocksKeyValue.@Nullable Commit onlyOnce;
    private final LogTail tail;
    private final int bytes;

    // The committer thread's own, then the tail's.
    private long position = Append.NOWHERE;
    private @Nullable AppendResult refusal;

    AppendWrite(
            Append append,
            LogShard shard,
            RetainedTopics retained,
            RocksKeyValue.@Nullable Commit onlyOnce,
            LogTail tail) {
        this.append = append;
        this.shard = shard;
        this.retained = retained;
        this.onlyOnce = onlyOnce;
        this.tail = tail;
        LogRecord record = append.record();
        this.bytes = record.weightBytes()
                + 2 * record.topic().utf8().length
                + OVERHEAD_BYTES
                + (onlyOnce == null ? 0 : onlyOnce.bytes());
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public boolean keepsItsPlace() {
        return true;
    }

    @Override
    public void stage(Database.Batch batch) throws RocksDBException {
        if (onlyOnce != null && onlyOnce.conflicts()) {
            refusal = new AppendResult.Duplicate();
            return;
        }
        Topic topic = append.record().topic();
        boolean retains = append.retention() == Retention.REPLACE;
        byte[] body = append.isKept() || retains ? append.record().body() : new byte[0];
        if (retains && !retained.hasRoomFor(topic, body.length)) {
            refusal = new AppendResult.RetainedFull();
            return;
        }
        if (onlyOnce != null) {
            onlyOnce.enter(batch);
        }
        if (append.isKept()) {
            position = shard.stage(batch, topic, body);
        }
        switch (append.retention()) {
            case NONE -> {}
            case REPLACE -> retained.replace(batch, topic, body);
            case REMOVE -> retained.remove(batch, topic);
        }
    }

    @Override
    public void answer() {
        if (onlyOnce != null) {
            onlyOnce.answer(); // those who watch its key
        }
        tail.gather(this);
    }

    @Override
    public void failed(String problem) {
        refusal = new AppendResult.Failed(problem);
        tail.gather(this);
    }

    @Override
    public int shard() {
        return shard.number();
    }

    @Override
    public @Nullable Appended appended() {
        return refusal == null ? new Appended(position, append.record()) : null;
    }

    @Override
    public void settle() {
        AppendResult refused = refusal;
        append.settled(refused == null ? new AppendResult.Stored(position) : refused);
    }
}
