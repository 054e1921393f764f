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

    /**
     * Nobody is a member any more. What is stored of it stays until the next start finds no member either: the end of
     * the last subscription may not be stored yet.
     */
    void close(TopicFilter filter);

    /**
     * At the start, before it is opened: a subscription that was stored began there. A queue of which no place was
     * stored begins at the earliest.
     */
    void beganAt(TopicFilter filter, long[] since);

    /**
     * For each shard the lowest position that a queue may still read.
     *
     * @param told for each shard, read before this call: what lies before it has been told
     */
    long[] lowest(long[] told);
}
