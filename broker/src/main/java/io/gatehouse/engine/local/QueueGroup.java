package io.gatehouse.engine.local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Subscriptions of which one hears a message: they take turns, and who has no room is passed over. Any thread. */
final class QueueGroup {
    private final List<LocalSubscription> members; // at least one
    private final AtomicInteger turn;

    private QueueGroup(List<LocalSubscription> members, AtomicInteger turn) {
        this.members = List.copyOf(members);
        this.turn = turn;
    }

    static QueueGroup of(LocalSubscription member) {
        return new QueueGroup(List.of(member), new AtomicInteger());
    }

    QueueGroup with(LocalSubscription member) {
        List<LocalSubscription> more = new ArrayList<>(members);
        more.add(member);
        return new QueueGroup(more, turn);
    }

    /** Null when nobody is left. */
    @Nullable
    QueueGroup without(LocalSubscription member) {
        List<LocalSubscription> fewer = new ArrayList<>(members);
        fewer.remove(member);
        return fewer.isEmpty() ? null : new QueueGroup(fewer, turn);
    }

    /** Answers whether anybody listens. Where nobody has room, the one whose turn it is has lost the message. */
    boolean offer(LocalMessage message) {
        int first = Math.floorMod(turn.getAndIncrement(), members.size());
        LocalSubscription loser = null;
        for (int i = 0; i < members.size(); i++) {
            LocalSubscription member = members.get((first + i) % members.size());
            if (member.wants(message.topic())) {
                if (member.offer(message)) {
                    return true;
                }
                loser = loser == null ? member : loser;
            }
        }
        if (loser == null) {
            return false;
        }
        loser.drop();
        return true;
    }

    void close() {
        members.forEach(LocalSubscription::close);
    }
}
