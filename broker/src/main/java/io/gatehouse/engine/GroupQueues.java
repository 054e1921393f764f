package io.gatehouse.engine;

import io.gatehouse.mqtt.TopicFilter;

/**
 * The queues of all shared subscriptions that have or had a durable member, see {@link GroupQueue}. Any thread; nothing
 * waits for the disk.
 */
public interface GroupQueues {
    /**
     * The queue of a shared subscription that has a durable member now: the one there is, or the one an earlier process
     * left behind, or a new one.
     *
     * @param filter a shared one
     */
    GroupQueue open(TopicFilter filter);

    /** Nobody is a member any more: nothing of it stays. */
    void close(TopicFilter filter);

    /**
     * For each shard the lowest position that a queue may still read.
     *
     * @param told for each shard, read before this call: what lies before it has been told
     */
    long[] lowest(long[] told);
}
