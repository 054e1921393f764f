package io.gatehouse.security;

import io.gatehouse.policy.Action;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Every message that was sent and every delivery that was seen, and the verdict on them. Any thread may write; the
 * verdict is asked for when nobody does.
 */
final class MessageLedger {
    /** By which way a message came, or would have come. */
    enum Way {
        LIVE,
        SHARED,
        RETAINED,
        QUEUED,
        WILL
    }

    /** What a client asked for. */
    enum Request {
        PUBLISH,
        RETAIN,
        SUBSCRIBE,
        CONNECT_WITH_WILL
    }

    /** What became of a message at the broker's door. */
    enum Answer {
        /** QoS 0, or a will: nobody said. */
        UNKNOWN,
        ACCEPTED,
        REFUSED
    }

    /** A message; its payload is its name. Of a will, {@code begun} is when its connection ends. */
    static final class Sent {
        final String payload;
        final String publisher;
        final String topic;
        final int qos;
        final boolean retain;
        final boolean will;
        volatile long begun = Long.MAX_VALUE;
        volatile long ended = Long.MAX_VALUE;
        volatile Answer answer = Answer.UNKNOWN;

        private Sent(String payload, String publisher, String topic, int qos, boolean retain, boolean will) {
            this.payload = payload;
            this.publisher = publisher;
            this.topic = topic;
            this.qos = qos;
            this.retain = retain;
            this.will = will;
        }

        @Override
        public String toString() {
            return payload + " of " + publisher + " on " + topic + ", QoS " + qos + (retain ? ", retain" : "")
                    + (will ? ", will " : ", ") + answer;
        }
    }

    /** A filter that SUBACK granted, and when it was asked for. */
    record Grant(String filter, int qos, long asked) {
        boolean isShared() {
            return filter.startsWith("$share/");
        }
    }

    /**
     * A message that arrived.
     *
     * @param grants the subscriptions it came by, as its identifiers say
     * @param connected when the connection it came on was begun
     */
    record Delivery(
            String receiver,
            String topic,
            String payload,
            boolean retained,
            List<Grant> grants,
            long connected,
            long arrived) {
        Delivery {
            grants = List.copyOf(grants);
        }
    }

    private final RightsHistory history;
    private final AtomicInteger names = new AtomicInteger();
    private final Map<String, Sent> sent = new ConcurrentHashMap<>();
    private final Set<String> retainedTopics = ConcurrentHashMap.newKeySet();
    private final List<Delivery> unjudged = new ArrayList<>();
    private final Map<Way, Integer> allowed = new EnumMap<>(Way.class);
    private final Map<Way, Integer> denied = new EnumMap<>(Way.class);
    private final Map<Request, Integer> granted = new EnumMap<>(Request.class);
    private final Map<Request, Integer> refused = new EnumMap<>(Request.class);
    private final List<String> wrongs = new ArrayList<>();

    MessageLedger(RightsHistory history) {
        this.history = history;
    }

    RightsHistory history() {
        return history;
    }

    Sent message(String publisher, String topic, int qos, boolean retain, boolean will) {
        Sent message = new Sent("m" + names.incrementAndGet(), publisher, topic, qos, retain, will);
        sent.put(message.payload, message);
        return message;
    }

    /** Topics that have a retained message for certain. */
    Set<String> retainedTopics() {
        return retainedTopics;
    }

    /** The message was accepted: what is retained now is known. */
    void accepted(Sent message) {
        message.answer = Answer.ACCEPTED;
        if (message.retain) {
            retainedTopics.add(message.topic);
        }
    }

    synchronized void arrived(Delivery delivery) {
        unjudged.add(delivery);
    }

    /** A delivery that was due, but for a policy. */
    synchronized void denied(Way way) {
        denied.merge(way, 1, Integer::sum);
    }

    synchronized void wrong(String what) {
        wrongs.add(what);
    }

    /** An answer must be that of a version that was in force between asking and answering. */
    synchronized void answered(
            Request request,
            String clientId,
            String name,
            boolean yes,
            long from,
            Predicate<RightsHistory.Rights> rights) {
        (yes ? granted : refused).merge(request, 1, Integer::sum);
        if (!history.sometime(clientId, from, System.nanoTime(), yes ? rights : rights.negate())) {
            wrongs.add(request + " of " + clientId + ", " + name + ": " + (yes ? "granted" : "refused")
                    + " (expected: the opposite, by every version in force)");
        }
    }

    /** Judges every delivery since the last time, and answers everything that was wrong. */
    synchronized List<String> verdict() {
        unjudged.forEach(this::judge);
        unjudged.clear();
        return List.copyOf(wrongs);
    }

    private void judge(Delivery delivery) {
        Sent message = sent.get(delivery.payload());
        if (message == null || !message.topic.equals(delivery.topic())) {
            wrongs.add(delivery + ": no such message");
            return;
        }
        String what = message + ": delivered to " + delivery.receiver() + " by " + delivery.grants()
                + (delivery.retained() ? " as retained " : " ");
        if (message.answer == Answer.REFUSED) {
            wrongs.add(what + "(expected: nothing, it was refused)");
        }
        if (!history.sometime(
                message.publisher,
                message.begun,
                message.ended,
                rights -> rights.allowPublish(message.topic, message.retain))) {
            wrongs.add(what + "(expected: nothing, its publisher might not send it)");
        }
        if (!history.sometime(
                delivery.receiver(),
                earliestDecision(message, delivery),
                delivery.arrived(),
                rights -> rights.allow(Action.RECEIVE, message.topic))) {
            wrongs.add(what + "(expected: nothing, it might not receive it)");
        }
        if (delivery.grants().isEmpty()
                || !delivery.grants().stream().allMatch(grant -> RandomNames.matches(grant.filter(), message.topic))) {
            wrongs.add(what + "(expected: nothing, no such filter was granted)");
        }
        allowed.merge(wayOf(message, delivery), 1, Integer::sum);
    }

    /** What was queued is decided again on the connection that brings it, what is retained after its SUBSCRIBE. */
    private static long earliestDecision(Sent message, Delivery delivery) {
        long earliest = Math.max(message.begun, delivery.connected());
        return delivery.retained() && !delivery.grants().isEmpty()
                ? Math.max(earliest, delivery.grants().getFirst().asked())
                : earliest;
    }

    private static Way wayOf(Sent message, Delivery delivery) {
        if (delivery.retained()) {
            return Way.RETAINED;
        }
        if (message.will) {
            return Way.WILL;
        }
        if (message.ended < delivery.connected()) {
            return Way.QUEUED;
        }
        return delivery.grants().stream().anyMatch(Grant::isShared) ? Way.SHARED : Way.LIVE;
    }

    synchronized int allowed(Way way) {
        return allowed.getOrDefault(way, 0);
    }

    synchronized int deniedBy(Way way) {
        return denied.getOrDefault(way, 0);
    }

    synchronized int granted(Request request) {
        return granted.getOrDefault(request, 0);
    }

    synchronized int refused(Request request) {
        return refused.getOrDefault(request, 0);
    }

    @Override
    public synchronized String toString() {
        return "delivered " + allowed + ", withheld " + denied + ", granted " + granted + ", refused " + refused;
    }
}
