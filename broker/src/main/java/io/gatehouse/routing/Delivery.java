package io.gatehouse.routing;

import io.gatehouse.engine.Append;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.mqtt.Message;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the messages of a batch over one loop's subscribers. Confined to that loop.
 *
 * <p>A delivery may end sessions, its own and others', and so change the lists it was found in. Lists with more than
 * one subscriber are therefore copied to scratch space first, and each entry is asked whether it is still active before
 * it gets the message.
 */
final class Delivery {
    private static final Log log = Log.of(Delivery.class);

    private final Lane lane;
    private final int loopIndex;
    private @Nullable Subscription[] picked = new Subscription[16];
    private int pickedCount;
    private long stamp;

    Delivery(Lane lane, int loopIndex) {
        this.lane = lane;
        this.loopIndex = loopIndex;
    }

    void deliver(Batch batch) {
        for (int i = 0; i < batch.messageCount(); i++) {
            Message message = batch.message(i);
            long position = batch.position(i);
            int from = batch.from(i);
            int to = batch.to(i);
            if (to - from == 1) {
                single(message, position, batch, batch.target(from));
            } else {
                several(message, position, batch, from, to);
            }
        }
    }

    /** The frequent case: one filter matched, so nobody can be met twice. */
    private void single(Message message, long position, Batch batch, Target target) {
        switch (target) {
            case Node node -> toAll(message, position, batch, node);
            case Subscription member -> toMember(message, member, 0);
            case Handover handover -> toMember(message, handover.member(), handover.tries());
        }
    }

    private void toAll(Message message, long position, Batch batch, Node node) {
        SubscriberList list = node.audience().of(loopIndex);
        if (list == null) {
            return; // they have left since
        }
        if (list.size() == 1) {
            toPresent(message, position, batch, list.get(0));
            return;
        }
        pickedCount = list.size();
        if (pickedCount > picked.length) {
            picked = new Subscription[Math.max(pickedCount, picked.length * 2)];
        }
        list.copyTo(picked);
        for (int i = 0; i < pickedCount; i++) {
            Subscription subscription = picked[i];
            assert subscription != null : i;
            toPresent(message, position, batch, subscription);
        }
        forgetPicked();
    }

    /** To one that was here when the message was told, and not to one that came before this loop got to it. */
    private static void toPresent(Message message, long position, Batch batch, Subscription subscription) {
        if (!batch.isOlderThan(subscription)) {
            toOne(message, position, subscription);
        }
    }

    private static void toOne(Message message, long position, Subscription subscription) {
        if (!subscription.isActive() || isOwn(message, subscription)) {
            return;
        }
        SubscriptionOptions options = subscription.options();
        try {
            subscription
                    .subscriber()
                    .receiver()
                    .deliver(message, position, options.qos(), options.retainAsPublished(), options.ids());
        } catch (Throwable defect) {
            failed(subscription, defect);
        }
    }

    /** Several filters matched: whoever is met again gets one delivery for all of them. */
    private void several(Message message, long position, Batch batch, int from, int to) {
        stamp++;
        pickedCount = 0;
        for (int i = from; i < to; i++) {
            if (batch.target(i) instanceof Node node) {
                collect(message, batch, node);
            }
        }
        for (int i = 0; i < pickedCount; i++) {
            Subscription first = picked[i];
            assert first != null : i;
            if (first.isActive()) {
                toJoined(message, position, first);
            }
        }
        forgetPicked();
        // A shared subscription is a delivery of its own, even to a session that got the message already (4.8.2).
        for (int i = from; i < to; i++) {
            switch (batch.target(i)) {
                case Node done -> {}
                case Subscription member -> toMember(message, member, 0);
                case Handover handover -> toMember(message, handover.member(), handover.tries());
            }
        }
    }

    private void collect(Message message, Batch batch, Node node) {
        SubscriberList list = node.audience().of(loopIndex);
        int size = list == null ? 0 : list.size();
        if (pickedCount + size > picked.length) {
            picked = Arrays.copyOf(picked, Math.max(pickedCount + size, picked.length * 2));
        }
        for (int i = 0; list != null && i < size; i++) {
            Subscription subscription = list.get(i);
            if (!batch.isOlderThan(subscription)
                    && !isOwn(message, subscription)
                    && subscription.subscriber().join(subscription, stamp)) {
                picked[pickedCount++] = subscription;
            }
        }
    }

    private static void toJoined(Message message, long position, Subscription first) {
        Subscriber subscriber = first.subscriber();
        try {
            subscriber
                    .receiver()
                    .deliver(message, position, subscriber.granted(), subscriber.retainAsPublished(), subscriber.ids());
        } catch (Throwable defect) {
            failed(first, defect);
        }
    }

    private void toMember(Message message, Subscription member, int tries) {
        if (member.isActive()) {
            toOne(message, Append.NOWHERE, member); // its place in the log is the group's, not the session's
            return;
        }
        Subscription here = lane.readyMember(member.filter());
        if (here != null) {
            toOne(message, Append.NOWHERE, here);
        } else {
            lane.handOn(message, member.filter(), tries);
        }
    }

    private static boolean isOwn(Message message, Subscription subscription) {
        return subscription.options().noLocal()
                && subscription.subscriber().clientId().equals(message.publisherId()); // [MQTT-3.8.3-3]
    }

    /** One session's fault is never another's: the rest of the batch is delivered. */
    private static void failed(Subscription subscription, Throwable defect) {
        log.at(Event.CLIENT_DEFECT)
                .setCause(defect)
                .addKeyValue("clientId", subscription.subscriber().clientId())
                .log("a delivery failed; other receivers are served");
    }

    private void forgetPicked() {
        Arrays.fill(picked, 0, pickedCount, null);
        pickedCount = 0;
    }
}
