package io.gatehouse.crash;

import io.gatehouse.crash.Event.Message;
import io.gatehouse.crash.Event.MessageId;
import io.gatehouse.crash.FilterHistory.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Judges a history by what the broker promises to clients that keep their sessions:
 *
 * <ul>
 *   <li>Kept: an acknowledged message reaches every session with a subscription that matched all the time from its
 *       first sending until it was received, unless its QoS there is 0.
 *   <li>Once: what was published with QoS 2 and is received with QoS 2 is received once. On one connection no message
 *       is received more often than it was sent.
 *   <li>Shared: an acknowledged message reaches one member of each group that had one all the time, and with QoS 2 no
 *       more than one. (A client of the test that is a member of a group has no other subscription.)
 *   <li>Ordered: the first receptions of one publisher's messages are in the order of their first sendings; QoS 0
 *       and groups apart.
 *   <li>Wanted: nothing is received that no subscription can have matched, and not with a higher QoS.
 *   <li>Retained: what is seen of a topic is its last message that was acknowledged, or one that was in doubt after it.
 *   <li>Present: a session whose CONNACK came is there at the next one.
 * </ul>
 */
final class HistoryChecker {
    private static final int NEVER = Integer.MAX_VALUE;

    /** A broken promise and the messages, clients and topics whose events explain it. */
    record Violation(String what, Set<Object> about) {
        /** Whether {@code event} helps to explain it. */
        boolean concerns(Event event) {
            return switch (event) {
                case Event.Sent(Message message) -> about.contains(message.id()) || about.contains(message.topic());
                case Event.Acknowledged(MessageId id) -> about.contains(id);
                case Event.Asked asked -> about.contains(asked.client());
                case Event.Granted granted -> about.contains(granted.client());
                case Event.Received received -> about.contains(received.client()) && about.contains(received.id());
                case Event.Mistaken mistaken -> about.contains(mistaken.client());
                case Event.Connected connected ->
                    about.contains(connected.client()) || concerns(about, connected.client());
                case Event.Disconnected gone -> about.contains(gone.client()) || concerns(about, gone.client());
                case Event.Saw saw -> about.contains(saw.topic());
                case Event.Wrong wrong -> about.contains(wrong.client());
                case Event.Looks _ -> false;
                case Event.Broker _ -> true;
            };
        }

        private static boolean concerns(Set<Object> about, String publisher) {
            return about.stream()
                    .anyMatch(thing ->
                            thing instanceof MessageId id && id.publisher().equals(publisher));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static final class Sending {
        private final Message message;
        private final int first;
        private int last;
        private int times;
        private int acknowledged = NEVER;

        Sending(Message message, int first) {
            this.message = message;
            this.first = first;
        }
    }

    private record Reception(int at, Event.Received event) {}

    private final List<Violation> violations = new ArrayList<>();
    private final Map<MessageId, Sending> sendings = new LinkedHashMap<>();
    private final Map<String, Map<String, FilterHistory>> filters = new TreeMap<>();
    private final Map<String, List<Reception>> receptions = new TreeMap<>();
    private final Set<String> keepers = new HashSet<>(); // clients whose session was kept
    private final Map<Integer, Integer> looks = new HashMap<>();

    private HistoryChecker() {}

    /**
     * Judges what has happened so far.
     *
     * @param settled whether all sessions that are kept had the time to receive everything: only then is something lost
     * @return what was broken, in the order of the promises
     */
    static List<Violation> violations(List<Event> history, boolean settled) {
        HistoryChecker checker = new HistoryChecker();
        for (int at = 0; at < history.size(); at++) {
            checker.read(at, history.get(at));
        }
        if (settled) {
            checker.kept();
        }
        checker.shared(settled);
        checker.judgeReceptions();
        for (int at = 0; at < history.size(); at++) {
            if (history.get(at) instanceof Event.Saw saw) {
                checker.retained(at, saw);
            }
        }
        return checker.violations;
    }

    private void read(int at, Event event) {
        switch (event) {
            case Event.Sent(Message message) -> {
                Sending sending = sendings.computeIfAbsent(message.id(), id -> new Sending(message, at));
                sending.last = at;
                sending.times++;
            }
            case Event.Acknowledged(MessageId id) -> {
                Sending sending = sendings.get(id);
                if (sending != null && sending.acknowledged == NEVER) {
                    sending.acknowledged = at;
                }
            }
            case Event.Asked(String client, String filter, int qos) ->
                filters.computeIfAbsent(client, id -> new TreeMap<>())
                        .computeIfAbsent(filter, FilterHistory::new)
                        .asked(at, qos);
            case Event.Granted(String client, String filter, int _) -> {
                FilterHistory known = filters.getOrDefault(client, Map.of()).get(filter);
                if (known != null) {
                    known.granted(at);
                }
            }
            case Event.Received received ->
                receptions
                        .computeIfAbsent(received.client(), id -> new ArrayList<>())
                        .add(new Reception(at, received));
            case Event.Connected connected -> connected(at, connected);
            case Event.Mistaken(String client, int packetId, MessageId open, MessageId came) ->
                broken(
                        "LOST " + came + " for " + client + ": packet id " + packetId + " is still that of " + open,
                        client,
                        open,
                        came);
            case Event.Wrong(String client, String what) -> broken("WRONG for " + client + ": " + what, client);
            case Event.Looks(int look) -> looks.put(look, at);
            case Event.Saw _, Event.Disconnected _, Event.Broker _ -> {}
        }
    }

    private void connected(int at, Event.Connected connected) {
        if (!connected.present()) {
            filters.getOrDefault(connected.client(), Map.of()).values().forEach(filter -> filter.ended(at));
        }
        if (connected.kept() && !keepers.add(connected.client()) && !connected.present()) {
            broken("SESSION LOST: " + connected, connected.client());
        } else if (!connected.kept() && connected.present()) {
            broken("SESSION KEPT that was to be clean: " + connected, connected.client());
        }
    }

    private void broken(String what, Object... about) {
        violations.add(new Violation(what, Set.of(about)));
    }

    private Range asks(String client, String topic, int from, int to) {
        Range all = Range.NOTHING;
        for (FilterHistory filter : filters.getOrDefault(client, Map.of()).values()) {
            if (filter.matches(topic)) {
                all = all.with(filter.between(from, to));
            }
        }
        return all;
    }

    // ---- kept

    private void kept() {
        for (String client : keepers) {
            if (isMember(client)) {
                continue;
            }
            Map<MessageId, Integer> received = new HashMap<>();
            for (Reception reception : receptions.getOrDefault(client, List.of())) {
                if (!reception.event().retained()) {
                    received.putIfAbsent(reception.event().id(), reception.at());
                }
            }
            for (Sending sending : sendings.values()) {
                Message message = sending.message;
                if (sending.acknowledged != NEVER
                        && !message.removes()
                        && !received.containsKey(message.id())
                        && Math.min(
                                        message.qos(),
                                        asks(client, message.topic(), sending.first, NEVER)
                                                .least())
                                > 0) {
                    broken("LOST " + message + " for " + client, client, message.id());
                }
            }
        }
    }

    // ---- shared

    private boolean isMember(String client) {
        return filters.getOrDefault(client, Map.of()).values().stream().anyMatch(FilterHistory::isShared);
    }

    private void shared(boolean settled) {
        Map<String, Set<String>> groups = new TreeMap<>();
        filters.forEach((client, own) -> own.forEach((filter, history) -> {
            if (history.isShared() && keepers.contains(client)) {
                groups.computeIfAbsent(filter, name -> new TreeSet<>()).add(client);
            }
        }));
        groups.forEach((filter, members) -> shared(filter, members, settled));
    }

    private void shared(String filter, Set<String> members, boolean settled) {
        Map<MessageId, Set<String>> receivers = new HashMap<>();
        Map<MessageId, Set<String>> exactly = new TreeMap<>(Comparator.comparing(MessageId::toString));
        for (String member : members) {
            for (Reception reception : receptions.getOrDefault(member, List.of())) {
                Event.Received event = reception.event();
                receivers.computeIfAbsent(event.id(), id -> new TreeSet<>()).add(member);
                if (event.qos() == 2) {
                    exactly.computeIfAbsent(event.id(), id -> new TreeSet<>()).add(member);
                }
            }
        }
        exactly.forEach((id, clients) -> {
            if (clients.size() > 1) {
                Set<Object> about = new HashSet<>(clients);
                about.add(id);
                violations.add(new Violation("TWICE " + id + " for " + filter + ": " + clients, about));
            }
        });
        for (Sending sending : sendings.values()) {
            Message message = sending.message;
            boolean owed = sending.acknowledged != NEVER
                    && !message.removes()
                    && members.stream()
                            .anyMatch(member -> Math.min(
                                            message.qos(),
                                            asks(member, message.topic(), sending.first, NEVER)
                                                    .least())
                                    > 0);
            if (settled && owed && !receivers.containsKey(message.id())) {
                Set<Object> about = new HashSet<>(members);
                about.add(message.id());
                violations.add(new Violation("LOST " + message + " for " + filter + ": " + members, about));
            }
        }
    }

    // ---- once, ordered, wanted

    private void judgeReceptions() {
        receptions.forEach((client, all) -> {
            Map<String, Integer> latest = new HashMap<>(); // of each publisher, QoS 0 apart
            Map<MessageId, Reception> first = new HashMap<>();
            Map<MessageId, Reception> exactly = new HashMap<>(); // received with QoS 2
            Map<String, Integer> onConnection = new HashMap<>();
            for (Reception reception : all) {
                Event.Received event = reception.event();
                Sending sending = sendings.get(event.id());
                if (sending == null || !sending.message.topic().equals(event.topic())) {
                    Object sent = sending == null ? "nothing" : sending.message;
                    broken("INVENTED " + event + ", sent was " + sent, client);
                } else if (!event.retained()) {
                    wanted(sending, reception);
                    once(sending, reception, exactly, onConnection);
                    if (first.putIfAbsent(event.id(), reception) == null) {
                        ordered(sending, reception, latest);
                    }
                }
            }
        });
    }

    private void wanted(Sending sending, Reception reception) {
        Event.Received event = reception.event();
        if (mostAsked(event.client(), event.topic(), sending) == Event.Asked.NONE) {
            broken("UNWANTED " + event, event.client(), event.id());
        }
        Range asked = asks(event.client(), event.topic(), sending.first, reception.at());
        if (event.qos() > Math.min(sending.message.qos(), asked.most())) {
            broken("QOS " + event + " of " + sending.message + ", asked for " + asked, event.client(), event.id());
        }
    }

    /** What waits for a group may have been published before this member came. */
    private int mostAsked(String client, String topic, Sending sending) {
        int most = asks(client, topic, sending.first, sending.acknowledged).most();
        if (isMember(client)) {
            for (String other : filters.keySet()) {
                if (isMember(other)) {
                    most = Math.max(
                            most,
                            asks(other, topic, sending.first, sending.acknowledged)
                                    .most());
                }
            }
        }
        return most;
    }

    private void once(
            Sending sending,
            Reception reception,
            Map<MessageId, Reception> exactly,
            Map<String, Integer> onConnection) {
        Event.Received event = reception.event();
        Reception before = event.qos() == 2 ? exactly.putIfAbsent(event.id(), reception) : exactly.get(event.id());
        Range asked = asks(event.client(), event.topic(), sending.first, reception.at());
        boolean promised = keepers.contains(event.client()) && sending.message.qos() == 2;
        if (promised && before != null && (event.qos() == 2 || asked.least() == 2)) {
            broken("TWICE " + event + " at " + before.at() + " and " + reception.at(), event.client(), event.id());
        }
        int times = onConnection.merge(event.connection() + " " + event.id(), 1, Integer::sum);
        if (times > sending.times) {
            broken(
                    "REPEATED " + event + ": " + times + " times on one connection, sent " + sending.times,
                    event.client(),
                    event.id());
        }
    }

    /**
     * A message that is sent again is a later message for whoever did not get it the first time, because there was no
     * subscription yet or because QoS 0 is only for those who are connected.
     */
    private void ordered(Sending sending, Reception reception, Map<String, Integer> latest) {
        Event.Received event = reception.event();
        int least = asks(event.client(), event.topic(), sending.first, reception.at())
                .least();
        if (isMember(event.client()) || (event.qos() == 0 ? sending.times > 1 : least < 1)) {
            return;
        }
        String lane = event.id().publisher() + (event.qos() == 0 ? " QoS 0" : "");
        int last = latest.getOrDefault(lane, -1);
        if (event.id().number() < last) {
            broken(
                    "ORDER " + event + " after " + event.id().publisher() + "-" + last,
                    event.client(),
                    event.id(),
                    new MessageId(event.id().publisher(), last));
        } else {
            latest.put(lane, event.id().number());
        }
    }

    // ---- retained

    private void retained(int at, Event.Saw saw) {
        int asked = Objects.requireNonNull(looks.get(saw.look()), "a look begins before it ends");
        List<Sending> writes = sendings.values().stream()
                .filter(write ->
                        write.message.retain() && write.message.topic().equals(saw.topic()) && write.first < at)
                .toList();
        boolean possible = false;
        Set<Object> candidates = new HashSet<>();
        for (Sending write : writes) {
            if (writes.stream().noneMatch(later -> supersedes(later, write, asked))) {
                candidates.add(write.message.id());
                possible |= write.message.removes()
                        ? saw.id() == null
                        : write.message.id().equals(saw.id());
            }
        }
        boolean neverSet = saw.id() == null && writes.stream().noneMatch(write -> write.acknowledged < asked);
        if (!possible && !neverSet) {
            Set<Object> about = new HashSet<>(candidates);
            about.add(saw.topic());
            if (saw.id() != null) {
                about.add(saw.id());
            }
            violations.add(new Violation("RETAINED " + saw + ", possible were " + candidates, about));
        }
    }

    /**
     * Whether {@code later} has certainly replaced {@code write} at some moment. A publisher's own messages replace
     * each other in their order, but for one: QoS 1 that is sent again after a QoS 2 message is a later message then.
     */
    private static boolean supersedes(Sending later, Sending write, int moment) {
        if (later.acknowledged >= moment) {
            return false;
        }
        MessageId id = later.message.id();
        return later.first > write.acknowledged
                || (id.publisher().equals(write.message.id().publisher())
                        && id.number() > write.message.id().number()
                        && (later.message.qos() < 2 || write.last < later.first));
    }
}
