package io.gatehouse.routing;

import org.jspecify.annotations.Nullable;

/**
 * Which loops have subscribers at a node, and their lists. Immutable, replaced under the trie's lock; the lists in it
 * are confined to their loops, so that a publisher reads the masks and never a list.
 *
 * <p>The lists stand in the order of the mask's bits, without gaps: most nodes have one subscriber, and a table of 64
 * places for it would be most of the trie's memory.
 */
final class Audience {
    static final Audience NONE = new Audience(0, 0, 0, new SubscriberList[0]);

    private final long loops;
    private final long persistentLoops;
    private final long fullLoops;
    private final SubscriberList[] lists;

    private Audience(long loops, long persistentLoops, long fullLoops, SubscriberList[] lists) {
        this.loops = loops;
        this.persistentLoops = persistentLoops;
        this.fullLoops = fullLoops;
        this.lists = lists;
    }

    /** Bit k is set when loop k has a subscriber here. */
    long loops() {
        return loops;
    }

    /** True when a persistent session subscribes here, on whichever loop. */
    boolean hasPersistent() {
        return persistentLoops != 0;
    }

    /** True when a session subscribes here, on whichever loop, that takes no more for now. */
    boolean hasFull() {
        return fullLoops != 0;
    }

    /** The list of {@code loop}; only for that loop. */
    @Nullable
    SubscriberList of(int loop) {
        return (loops & bit(loop)) == 0 ? null : lists[place(loop)];
    }

    /** With the list of one more loop. */
    Audience with(int loop, SubscriberList list) {
        int place = place(loop);
        SubscriberList[] longer = new SubscriberList[lists.length + 1];
        System.arraycopy(lists, 0, longer, 0, place);
        longer[place] = list;
        System.arraycopy(lists, place, longer, place + 1, lists.length - place);
        return new Audience(loops | bit(loop), persistentLoops, fullLoops, longer).marked(loop, list);
    }

    Audience without(int loop) {
        long left = loops & ~bit(loop);
        if (left == 0) {
            return NONE;
        }
        int place = place(loop);
        SubscriberList[] shorter = new SubscriberList[lists.length - 1];
        System.arraycopy(lists, 0, shorter, 0, place);
        System.arraycopy(lists, place + 1, shorter, place, shorter.length - place);
        return new Audience(left, persistentLoops & ~bit(loop), fullLoops & ~bit(loop), shorter);
    }

    /** Says whether {@code loop} has a persistent and a full subscriber; this, if it says so already. */
    Audience marked(int loop, SubscriberList list) {
        long persistent = with(persistentLoops, loop, list.hasPersistent());
        long full = with(fullLoops, loop, list.hasFull());
        return persistent == persistentLoops && full == fullLoops ? this : new Audience(loops, persistent, full, lists);
    }

    private static long with(long marks, int loop, boolean marked) {
        return marked ? marks | bit(loop) : marks & ~bit(loop);
    }

    private int place(int loop) {
        return Long.bitCount(loops & (bit(loop) - 1));
    }

    static long bit(int loop) {
        return 1L << loop;
    }
}
