package io.gatehouse.engine;

import org.jspecify.annotations.Nullable;

/** One record on its way into a {@link DurableLog}, what is to become of it, and who wants to know. */
public interface Append {
    /** The position of what was relayed and not kept. */
    long NOWHERE = -1;

    LogRecord record();

    /**
     * Whether the record is kept. One that is not takes its place in the order of its shard, is told to the tails and
     * settled, and costs no disk but for its {@link #onlyOnce} key: for a publisher whose earlier messages are still on
     * their way.
     */
    boolean isKept();

    /**
     * Whether the record is also, from here on, the retained one of its topic in {@link RetainedStore}; an empty
     * payload removes what was retained.
     */
    Retention retention();

    /** What the record does to the retained message of its topic. */
    enum Retention {
        NONE,
        REPLACE,
        REMOVE
    }

    /**
     * A key that is created with the record, holding no bytes. Where it exists already, nothing is stored and nobody is
     * told, and the append is settled as {@link AppendResult.Duplicate}. It stays until somebody deletes it from the
     * store's {@link KeyValue}.
     */
    @Nullable
    Key onlyOnce();

    /** What became of it. On the engine's own thread; must not block or throw. */
    void settled(AppendResult result);
}
