package io.gatehouse.engine;

import java.util.List;

/**
 * What the members of one shared subscription consume together: every record of the log that its filter selects goes to
 * one of them. Nothing is copied: the queue is a place in the {@link DurableLog} and a note of what is lent out.
 *
 * <h2>The life of an item</h2>
 *
 * {@link #pull} <em>lends</em> it to a member. It ends in one of three ways: the member has {@link #finished} it; the
 * member {@link #giveBack gives it back}, and another one gets it; or the member makes it its own, by storing
 * {@link #take} together with whatever of its own then holds the item, and says so with {@link #taken}.
 *
 * <h2>After a crash</h2>
 *
 * What was lent is lent again, to anybody: at least once. What was taken is not: it is its taker's, in the same step in
 * which it ceases to be the queue's.
 *
 * <p>Any thread; only {@link #pull} may wait for the disk, and is not for event loops.
 */
public interface GroupQueue {
    /** Where an item lies in the log. Ordered by shard, then by position. */
    record Place(int shard, long position) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byShard = Integer.compare(shard, other.shard);
            return byShard != 0 ? byShard : Long.compare(position, other.position);
        }
    }

    /** One record that is lent to a member. */
    record Item(Place place, StoredRecord record) {}

    /**
     * What one pull brought.
     *
     * @param more whether another pull would bring something now
     * @param lost items that were given back, and that the log has given up since
     */
    record Pulled(List<Item> items, boolean more, int lost) {}

    /**
     * From here on it takes what it is told. Called when who hears the tail can see the queue; again it does nothing.
     */
    void begin();

    /**
     * A record that the filter selects was stored. Called by who hears the log's tail, in order; does not wait.
     *
     * @return false when it is from before the queue began, so that it has to be delivered some other way
     */
    boolean told(int shard, long position);

    /**
     * Lends the next items, about the oldest first; what was given back before all others. Fewer than asked for, or
     * none, where that would take long.
     *
     * @param maxRecords at least 1
     * @param maxBytes of bodies; the first one is lent whatever its size
     * @throws java.io.UncheckedIOException when the store cannot be read; nothing was lent
     */
    Pulled pull(int maxRecords, long maxBytes);

    /**
     * Calls {@code wake} once, on any thread, when a pull may bring something, which may be now. Nobody else is called
     * for it: who does not pull then says {@link #pass}.
     *
     * @param wake does not wait
     */
    void whenMore(Runnable wake);

    /** It is not to be called any more; it may be under way. */
    void forget(Runnable wake);

    /** Wakes the next one who waits, if there is something to pull. */
    void pass();

    /** The member has delivered it. */
    void finished(Place place);

    /** The member has not delivered it, and will not. */
    void giveBack(Place place);

    /** The change that makes an item its member's own; to be stored in one step with what holds it from then on. */
    Change take(Place place);

    /** That change is stored. */
    void taken(Place place);

    /** While one of the members is durable, how far the queue is is stored; else nobody would come back to it. */
    void durable(boolean durable);
}
