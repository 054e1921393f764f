package io.gatehouse.routing;

import io.gatehouse.engine.Append;
import io.gatehouse.engine.GroupQueue;
import io.gatehouse.engine.GroupQueues;
import io.gatehouse.mqtt.TopicFilter;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The members of one shared subscription (section 4.8.2): one share name and one filter, so one node. Each message goes
 * to one of them.
 *
 * <p>Members are an immutable array, replaced under the trie's lock and read by any loop: joining costs a copy,
 * choosing costs nothing.
 *
 * <p>Once a member is durable, what lies in the log for the group waits in a {@link GroupQueue}, from which all members
 * take as they have room, until the last of them has left. What does not lie there is sent to one of them at once.
 */
final class SharedGroup {
    private static final Subscription[] NOBODY = {};

    private final TopicFilter filter;
    private final @Nullable GroupQueues queues;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Subscription[] members = NOBODY;
    private volatile boolean persistent;
    private volatile @Nullable GroupQueue queue;

    /** @param queues {@code null} where nothing is kept for groups */
    SharedGroup(TopicFilter filter, @Nullable GroupQueues queues) {
        this.filter = filter;
        this.queues = queues;
    }

    String name() {
        return String.valueOf(filter.group());
    }

    /** Under the lock. */
    void join(Subscription member) {
        Subscription[] known = members;
        Subscription[] longer = Arrays.copyOf(known, known.length + 1);
        longer[known.length] = member;
        members = longer;
        GroupQueue open = queue;
        if (open != null) {
            tell(member, open);
        }
        persistenceChanged();
    }

    /** Under the lock; true when nobody is left. */
    boolean leave(Subscription member) {
        members = Arrays.stream(members).filter(other -> other != member).toArray(Subscription[]::new);
        if (members.length > 0) {
            persistenceChanged();
        } else if (queues != null && queue != null) {
            queue = null;
            queues.close(filter);
        }
        return members.length == 0;
    }

    /** Under the lock: a member began or ceased to be kept for. */
    void persistenceChanged() {
        persistent = Arrays.stream(members).anyMatch(Subscription::isPersistent);
        GroupQueue open = queue;
        if (open != null) {
            open.durable(persistent);
        } else if (persistent && queues != null) {
            GroupQueue opened = queues.open(filter);
            queue = opened; // seen by the tail before it begins
            opened.begin();
            opened.durable(true);
            for (Subscription member : members) {
                tell(member, opened);
            }
        }
    }

    private static void tell(Subscription member, GroupQueue open) {
        Subscriber subscriber = member.subscriber();
        try {
            subscriber.home().post(() -> {
                if (member.isActive()) {
                    subscriber.receiver().sharesQueue(member, open);
                }
            });
        } catch (RejectedExecutionException stopping) {
            // the loop has ended; so has the member
        }
    }

    /** True when messages must be kept for one of the members. Any thread. */
    boolean hasPersistent() {
        return persistent;
    }

    /**
     * A message that lies in the log was stored. By who hears the log's tail.
     *
     * @return false when it does not lie there, or is from before the group's queue: it is to be sent to one of them
     */
    boolean told(int shard, long position) {
        GroupQueue open = queue;
        return position != Append.NOWHERE && open != null && open.told(shard, position);
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

    /** A ready member on the loop that asks: none of them can leave before it has the message. */
    @Nullable
    Subscription chooseReady(int loop) {
        for (Subscription member : members) {
            if (member.loopIndex() == loop && member.subscriber().receiver().readiness() == Receiver.Readiness.READY) {
                return member;
            }
        }
        return null;
    }
}
