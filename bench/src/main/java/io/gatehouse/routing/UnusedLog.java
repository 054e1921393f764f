package io.gatehouse.routing;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.engine.TopicSelection;

/** A log for benchmarks in which no session is persistent: whoever writes to it has measured something else. */
final class UnusedLog implements DurableLog {
    @Override
    public int shards() {
        return 1;
    }

    @Override
    public int shardOf(String publisherId) {
        return 0;
    }

    @Override
    public long begin(int shard) {
        return 0;
    }

    @Override
    public long end(int shard) {
        return 0;
    }

    @Override
    public void append(int shard, Append append) {
        throw new UnsupportedOperationException("a message was kept (expected: no persistent session)");
    }

    @Override
    public void tail(Tail tail) {
        // there is nothing to tell
    }

    @Override
    public StoredRecord get(int shard, long position) {
        throw new UnsupportedOperationException("the log was read (expected: no persistent session)");
    }

    @Override
    public LogReader reader(int shard, long from, TopicSelection selection) {
        throw new UnsupportedOperationException("the log was read (expected: no persistent session)");
    }

    @Override
    public void trim(int shard, long position) {
        // there is nothing to trim
    }

    @Override
    public long positionAfter(int shard, long bytes) {
        return 0;
    }

    @Override
    public long bytes() {
        return 0;
    }
}
