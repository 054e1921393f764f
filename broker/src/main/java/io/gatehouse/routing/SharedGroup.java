package io.gatehouse.routing;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The members of one shared subscription (section 4.8.2): one share name and one filter, so one node. Each message goes
 * to one of them.
 *
 * <p>Members are an immutable array, replaced under the trie's lock and read by any loop: joining costs a copy,
 * choosing costs nothing.
 */
final class SharedGroup {
    private static final Subscription[] NOBODY = {};

    private final String name;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Subscription[] members = NOBODY;
    private volatile boolean persistent;

    SharedGroup(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Under the lock. */
    void join(Subscription member) {
        Subscription[] known = members;
        Subscription[] longer = Arrays.copyOf(known, known.length + 1);
        longer[known.length] = member;
        members = longer;
        persistenceChanged();
    }

    /** Under the lock; true when nobody is left. */
    boolean leave(Subscription member) {
        members = Arrays.stream(members).filter(other -> other != member).toArray(Subscription[]::new);
        persistenceChanged();
        return members.length == 0;
    }

    /** Under the lock: a member began or ceased to be kept for. */
    void persistenceChanged() {
        persistent = Arrays.stream(members).anyMatch(Subscription::isPersistent);
    }

    /** True when messages must be kept for one of the members. Any thread. */
    boolean hasPersistent() {
        return persistent;
    }

    /**
     * Who gets the next message: in turn among those that are ready, else one that is connected, else one whose session
     * keeps what it is sent; null when there is none. Any thread.
     */
    @Nullable
    Subscription choose() {
        Subscription[] now = members;
        if (now.length == 0) {
            return null;
        }
        int start = Integer.remainderUnsigned(turn.getAndIncrement(), now.length);
        Subscription busy = null;
        Subscription offline = null;
        for (int i = 0; i < now.length; i++) {
            int place = start + i;
            Subscription member = now[place < now.length ? place : place - now.length];
            switch (member.subscriber().receiver().readiness()) {
                case READY -> {
                    return member;
                }
                case BUSY -> busy = busy == null ? member : busy;
                case OFFLINE -> offline = offline == null && member.isPersistent() ? member : offline;
            }
        }
        return busy != null ? busy : offline;
    }
}
