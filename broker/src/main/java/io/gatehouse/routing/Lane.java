package io.gatehouse.routing;

import io.gatehouse.loop.Loop;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.reason.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The router's part on one loop: its outboxes to all loops and the scratch space of matching and delivering. Confined
 * to that loop.
 *
 * <p>Messages for the own loop take an outbox like all others and are delivered at the end of the turn, never inside
 * {@link #route}. One path keeps one order; and a delivery that ends a connection, whose will is routed, whose delivery
 * ends the next connection, becomes a queue and not a recursion.
 */
final class Lane {
    private final Loop loop;
    private final TopicTrie trie;
    private final Drops drops;
    private final Delivery delivery;
    private final Outbox[] outboxes;
    private final Matches matches = new Matches();
    private @Nullable Subscription[] chosen = new Subscription[4];
    private int chosenCount;
    private long dirty;
    private boolean flushPosted;
    private List<Runnable> waiting = new ArrayList<>();
    private List<Publication> publications = new ArrayList<>();

    Lane(Loop loop, int loops, TopicTrie trie, Drops drops) {
        this.loop = loop;
        this.trie = trie;
        this.drops = drops;
        this.delivery = new Delivery(this, loop.index());
        this.outboxes = new Outbox[loops];
    }

    Loop loop() {
        return loop;
    }

    /** Once, before the first message. */
    void connect(Lane to, OutboxLimits limits) {
        outboxes[to.loop.index()] = new Outbox(loop, to.loop, to, limits, this::relieve);
    }

    boolean hasAudience(Topic topic) {
        trie.match(topic, matches);
        return matches.loops() != 0 || matches.groupCount() > 0;
    }

    RouteResult foresee(Topic topic) {
        boolean matched = hasAudience(topic);
        return matches.hasFull()
                ? RouteResult.QUEUE_FULL
                : RouteResult.of(matched, matches.hasPersistent(), false, false);
    }

    RouteResult route(Message message) {
        trie.match(message.topic(), matches);
        if (matches.hasPersistent() && message.qos() != Qos.AT_MOST_ONCE) {
            return matches.hasFull() ? RouteResult.QUEUE_FULL : RouteResult.of(true, true, false, false);
        }
        chosenCount = 0;
        long loops = matches.loops();
        for (int i = 0; i < matches.groupCount(); i++) {
            Subscription member = matches.group(i).choose();
            if (member != null) {
                choose(member);
                loops |= Audience.bit(member.loopIndex());
            }
        }
        if (loops == 0) {
            return RouteResult.of(false, false, false, false);
        }
        Outbox.Level worst = worst(loops);
        if (worst == Outbox.Level.OVERFULL && message.qos() != Qos.AT_MOST_ONCE) {
            return RouteResult.of(true, false, true, true); // all or nobody: the publisher will send it again
        }
        for (long left = loops; left != 0; left &= left - 1) {
            send(message, Long.numberOfTrailingZeros(left));
        }
        return RouteResult.of(true, false, false, worst != Outbox.Level.LOW);
    }

    private void choose(Subscription member) {
        if (chosenCount == chosen.length) {
            chosen = Arrays.copyOf(chosen, chosenCount * 2);
        }
        chosen[chosenCount++] = member;
    }

    private Outbox.Level worst(long loops) {
        Outbox.Level worst = Outbox.Level.LOW;
        for (long left = loops; left != 0; left &= left - 1) {
            Outbox.Level level = outboxes[Long.numberOfTrailingZeros(left)].level();
            worst = level.compareTo(worst) > 0 ? level : worst;
        }
        return worst;
    }

    private void send(Message message, int to) {
        Outbox outbox = outboxes[to];
        if (!admits(outbox, message)) {
            return;
        }
        Batch batch = outbox.add(message);
        for (int i = 0; i < matches.nodeCount(); i++) {
            if ((matches.mask(i) & Audience.bit(to)) != 0) {
                batch.aim(matches.node(i));
            }
        }
        for (int i = 0; i < chosenCount; i++) {
            Subscription member = chosen[i];
            if (member != null && member.loopIndex() == to) {
                batch.aim(member);
            }
        }
        flushLater(to);
    }

    private boolean admits(Outbox outbox, Message message) {
        Outbox.Level limit = message.qos() == Qos.AT_MOST_ONCE ? Outbox.Level.FULL : Outbox.Level.OVERFULL;
        if (outbox.level().compareTo(limit) >= 0) {
            dropped();
            return false;
        }
        return true;
    }

    /** A member of a share group that is here and can take a message now; null when there is none. */
    @Nullable
    Subscription readyMember(TopicFilter shared) {
        return trie.chooseReady(shared, loop.index());
    }

    /** A member of a share group left before the message reached it, and none is ready here: one elsewhere gets it. */
    void handOn(Message message, TopicFilter shared, int tries) {
        if (tries >= Handover.MAX_TRIES) {
            dropped();
            return;
        }
        Subscription member = trie.choose(shared);
        if (member == null) {
            return; // the subscription has ended
        }
        Outbox outbox = outboxes[member.loopIndex()];
        if (admits(outbox, message)) {
            outbox.add(message).aim(new Handover(member, tries + 1));
            flushLater(member.loopIndex());
        }
    }

    /** On this loop. */
    void dropped() {
        drops.dropped(Reason.ROUTER_OVERLOADED);
    }

    /** On this loop. */
    void dropped(RouteResult refused) {
        drops.dropped(refused.queueFull() ? Reason.QUEUE_FULL : Reason.ROUTER_OVERLOADED);
    }

    private void flushLater(int to) {
        dirty |= Audience.bit(to);
        if (!flushPosted) {
            flushPosted = true;
            loop.post(this::flush);
        }
    }

    /** The end of the turn: other loops first, so that they work while this one delivers its own. */
    private void flush() {
        flushPosted = false;
        long loops = dirty;
        dirty = 0;
        long own = Audience.bit(loop.index());
        for (long left = loops & ~own; left != 0; left &= left - 1) {
            outboxes[Long.numberOfTrailingZeros(left)].flush();
        }
        if ((loops & own) != 0) {
            outboxes[loop.index()].flush();
        }
        appendPublications();
    }

    /**
     * Gives {@code publication} to the log at the end of the turn, behind everything the turn has routed: what its
     * publisher sent before is then on its way to every loop.
     */
    void appendLater(Publication publication) {
        publications.add(publication);
        if (!flushPosted) {
            flushPosted = true;
            loop.post(this::flush);
        }
    }

    private void appendPublications() {
        if (publications.isEmpty()) {
            return;
        }
        List<Publication> collected = publications;
        publications = new ArrayList<>();
        collected.forEach(Publication::append);
    }

    /** A batch for this loop's subscribers has arrived. */
    void deliver(Batch batch) {
        delivery.deliver(batch);
    }

    boolean isCongested() {
        for (Outbox outbox : outboxes) {
            if (outbox.level() != Outbox.Level.LOW) {
                return true;
            }
        }
        return false;
    }

    void whenRelieved(Runnable task) {
        waiting.add(task);
        relieve();
    }

    private void relieve() {
        if (waiting.isEmpty()) {
            return;
        }
        for (Outbox outbox : outboxes) {
            if (outbox.wantsRelief()) {
                return; // asked again when its target has done the next batch
            }
        }
        List<Runnable> relieved = waiting;
        waiting = new ArrayList<>();
        relieved.forEach(loop::post);
    }
}
