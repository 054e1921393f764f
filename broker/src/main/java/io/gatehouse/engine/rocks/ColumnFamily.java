package io.gatehouse.engine.rocks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The sorted maps inside the one database. They share the write-ahead log, so one batch over several of them is atomic.
 * A new one is a new constant; it is created at the next start.
 */
enum ColumnFamily {
    /** What the store knows about itself: its format, its counts, the last revision. RocksDB insists on this name. */
    META("default"),
    /** {@link io.gatehouse.engine.KeyValue}: length-prefixed parts to revision and value. */
    KEY_VALUE("kv"),
    /** {@link io.gatehouse.engine.DurableLog}: shard and position to topics and bodies; see {@link LogKeys}. */
    LOG("log"),
    /** Where in the log a topic is: shard, piece and topic to positions. */
    TOPIC("topic"),
    /** {@link io.gatehouse.engine.RetainedStore}: topic to version and body. */
    RETAINED("retained");

    private final String nameOnDisk;

    ColumnFamily(String nameOnDisk) {
        this.nameOnDisk = nameOnDisk;
    }

    String nameOnDisk() {
        return nameOnDisk;
    }

    byte[] nameBytes() {
        return nameOnDisk.getBytes(StandardCharsets.UTF_8);
    }

    static boolean isKnown(byte[] name) {
        return Arrays.stream(values()).anyMatch(family -> Arrays.equals(family.nameBytes(), name));
    }
}
