package io.gatehouse.session;

import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.TopicFilter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one session must have received, and what it may. A message is named by its publisher and a number that grows.
 *
 * <p>Doubt is the state of things whose answer was lost on the way: a filter in doubt allows and demands nothing.
 */
final class DeliveryModel {
    /** A message on its way, or behind. */
    record Sent(String publisher, int number, Topic topic, Qos qos) {}

    private static final class Held {
        private final TopicFilter filter;
        private Qos most; // of all that were asked for: what may come
        private boolean confirmed;
        private boolean inDoubt; // a change that was not confirmed may stand after a restart

        private Held(TopicFilter filter, Qos most) {
            this.filter = filter;
            this.most = most;
        }
    }

    private static final class Claim {
        private final Set<String> filters = new TreeSet<>(); // confirmed ones it rests on; none: nothing is demanded
        private Qos most = Qos.AT_MOST_ONCE;
        private boolean acknowledged;
        private boolean received;
        private boolean once; // was received with QoS 2
        private boolean atMostOnce; // was received with QoS 0
        private boolean sentAgain;
        private boolean inOrder = true;
    }

    private final Map<String, Held> held = new HashMap<>();
    private final Map<Sent, Claim> claims = new LinkedHashMap<>();
    private final Map<String, Integer> last = new HashMap<>(); // of each publisher, among those with QoS 1 and 2

    /** The session is another one now. */
    void ended() {
        held.clear();
        claims.clear();
        last.clear();
    }

    /** Whether the session is still there is not known: it owes nothing, and may deliver all again. */
    void doubt() {
        held.values().forEach(each -> each.confirmed = false);
        claims.values().forEach(claim -> {
            claim.filters.clear();
            claim.received = false;
            claim.once = false;
            claim.atMostOnce = false;
            claim.inOrder = false;
        });
        last.clear();
    }

    void asks(String filter, Qos qos, Iterable<Sent> onTheirWay) {
        Held known = held.computeIfAbsent(filter, text -> new Held(TopicFilter.of(text), qos));
        known.most = qos.compareTo(known.most) > 0 ? qos : known.most;
        onTheirWay.forEach(this::mayCome);
        List.copyOf(claims.keySet()).forEach(this::mayCome);
    }

    void granted(String filter, Qos qos) {
        Held known = held.get(filter);
        if (known != null) {
            known.confirmed = qos != Qos.AT_MOST_ONCE;
        }
    }

    /** The client wants it with QoS 0 from here on. What was acknowledged until now must come nevertheless. */
    void lowers(String filter) {
        gives(filter, claim -> !claim.acknowledged);
    }

    /** The client wants no more: what waits may be lost. */
    void gives(String filter) {
        gives(filter, _ -> true);
    }

    private void gives(String filter, Predicate<Claim> what) {
        Held known = held.get(filter);
        if (known != null) {
            known.confirmed = false;
        }
        claims.values().stream().filter(what).forEach(claim -> claim.filters.remove(filter));
    }

    void gone(String filter) {
        held.remove(filter);
    }

    /** @param again on a later connection: it may then be another one, behind others */
    void published(Sent sent, boolean again) {
        Claim claim = mayCome(sent);
        if (claim != null && again) {
            claim.sentAgain = true;
            claim.inOrder = false;
        }
        boolean known = again && sent.qos() == Qos.EXACTLY_ONCE; // to the broker, perhaps, and told already
        if (claim == null || sent.qos() == Qos.AT_MOST_ONCE || claim.received || known) {
            return;
        }
        held.forEach((text, each) -> {
            if (each.confirmed && each.filter.matches(sent.topic(), true)) {
                claim.filters.add(text);
            }
        });
    }

    private @Nullable Claim mayCome(Sent sent) {
        Claim claim = claims.get(sent);
        for (Held each : held.values()) {
            if (each.filter.matches(sent.topic(), true)) {
                claim = claims.computeIfAbsent(sent, _ -> new Claim());
                Qos qos = sent.qos().min(each.most);
                claim.most = qos.compareTo(claim.most) > 0 ? qos : claim.most;
            }
        }
        return claim;
    }

    void acknowledged(Sent sent) {
        Claim claim = claims.get(sent);
        if (claim != null) {
            claim.acknowledged = true;
        }
    }

    /** A SUBSCRIBE was not granted, or its answer was lost: it may have raised the QoS nevertheless. */
    void inDoubt(String filter) {
        Held known = held.get(filter);
        if (known != null) {
            known.inDoubt = true;
        }
    }

    private boolean isInDoubt(Topic topic) {
        return held.values().stream().anyMatch(each -> each.inDoubt && each.filter.matches(topic));
    }

    /** The publisher forgot it before it was acknowledged, or sends it again behind later ones. */
    void anyOrder(Sent sent) {
        Claim claim = claims.get(sent);
        if (claim != null) {
            claim.inOrder = false;
        }
    }

    /** Answers what is wrong with a delivery, or null. */
    @Nullable
    String received(Sent sent, Qos qos) {
        Claim claim = claims.get(sent);
        if (claim == null) {
            return "no subscription asked for it";
        }
        if (qos.compareTo(claim.most) > 0) {
            return "QoS " + qos + " (expected: at most " + claim.most + ")";
        }
        if (claim.once) {
            return "a second time after QoS 2";
        }
        if (claim.atMostOnce && !claim.sentAgain && !isInDoubt(sent.topic())) {
            return "a second time after QoS 0";
        }
        boolean repeated = claim.received;
        claim.received = true;
        claim.once = qos == Qos.EXACTLY_ONCE;
        claim.atMostOnce |= qos == Qos.AT_MOST_ONCE;
        if (qos == Qos.AT_MOST_ONCE || repeated || !claim.inOrder) {
            return null;
        }
        Integer before = last.put(sent.publisher(), sent.number());
        return before != null && before > sent.number() ? "after " + before + " of the same publisher" : null;
    }

    /** What was acknowledged to its publisher, was asked for all the time, and did not come. */
    List<Sent> lost() {
        return claims.entrySet().stream()
                .filter(each -> each.getValue().acknowledged
                        && !each.getValue().received
                        && !each.getValue().filters.isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }
}
