package io.gatehouse.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.policy.Action;
import io.gatehouse.security.Frames.Connect;
import io.gatehouse.security.MessageLedger.Delivery;
import io.gatehouse.security.MessageLedger.Grant;
import io.gatehouse.security.MessageLedger.Request;
import io.gatehouse.security.MessageLedger.Sent;
import io.gatehouse.security.MessageLedger.Way;
import io.gatehouse.security.RawClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One client that does things at random and writes down what it sent and got. It also keeps a model of its session, so
 * that it can say what it is owed: while no policy changes, a message of QoS 1 or 2 that its policy lets it receive
 * must arrive, or a broker that delivers nothing would pass. One thread at a time.
 */
final class RandomClient implements AutoCloseable {
    private final RunningBroker broker;
    private final MessageLedger ledger;
    private final String clientId;
    private final SSLContext tls;
    private final List<String> filters; // the place in this list, counted from 1, is the subscription identifier

    private final Map<String, Grant> subscriptions = new HashMap<>();
    /** Every filter that was ever granted to this session: what was queued by one that is gone may come still. */
    private final Map<Integer, Grant> grantedById = new HashMap<>();

    private final Map<String, Sent> owed = new HashMap<>();
    private final Set<String> live = new HashSet<>(); // payloads that arrived, other than as retained
    private final Set<String> retained = new HashSet<>(); // topics, since the last SUBSCRIBE
    private @Nullable RawClient link;
    private @Nullable Sent will;
    private boolean persistent;
    private long connected;
    private long packets;

    RandomClient(RunningBroker broker, MessageLedger ledger, TestDevice device, String clientId, List<String> filters) {
        this.broker = broker;
        this.ledger = ledger;
        this.clientId = clientId;
        this.tls = device.sslContext();
        this.filters = List.copyOf(filters);
    }

    boolean isConnected() {
        return link != null;
    }

    /** Whether messages reach its session: it is there, or will be back. */
    boolean isReachable() {
        return link != null || persistent;
    }

    boolean mayReceive(String topic) {
        return ledger.history().now(clientId).allow(Action.RECEIVE, topic);
    }

    boolean holds(String filter) {
        return subscriptions.containsKey(filter);
    }

    Set<String> filters() {
        return Set.copyOf(subscriptions.keySet());
    }

    /**
     * Does one thing.
     *
     * @param settled no policy changes meanwhile, so that what must arrive is known
     * @return the message that was sent by it, its will included
     */
    @Nullable
    Sent act(Random dice, boolean settled) throws IOException {
        RawClient current = link;
        int roll = dice.nextInt(100);
        if (current == null) {
            if (roll < (settled ? 12 : 2)) { // stays away long enough for policies to change
                connect(dice, settled);
            }
            return null;
        }
        if (roll < 60) {
            return publish(current, dice);
        }
        if (roll < 85) {
            subscribe(current, dice, settled);
            return null;
        }
        if (roll < 90) {
            unsubscribe(current, dice);
            return null;
        }
        return leave(current, dice);
    }

    // ---- a connection

    void connect(Random dice, boolean settled) throws IOException {
        boolean keeps = dice.nextInt(100) < 92;
        boolean withWill = dice.nextInt(4) > 0;
        boolean willRetained = dice.nextInt(4) == 0;
        String willTopic = RandomNames.topic(dice);
        long asked = System.nanoTime();
        RawClient dialled = RawClient.of(broker, tls);
        will = null;
        Answer connack;
        if (withWill) {
            Sent bequest = ledger.message(clientId, willTopic, 1, willRetained, true);
            dialled.send(Frames.connectWithWill(clientId, !keeps, willTopic, bequest.payload, willRetained));
            connack = dialled.expect(Answer.CONNACK);
            boolean may = connack.code() == 0;
            ledger.answered(
                    Request.CONNECT_WITH_WILL,
                    clientId,
                    willTopic,
                    may,
                    asked,
                    rights -> rights.allowPublish(willTopic, willRetained));
            if (!may) {
                dialled.awaitClosed();
                dialled = RawClient.of(broker, tls);
                connack = dialled.admitted(connect(keeps));
            } else {
                will = bequest;
            }
        } else {
            connack = dialled.admitted(connect(keeps));
        }
        assertThat(connack.sessionPresent()).as("session of %s", clientId).isEqualTo(persistent && keeps);
        begin(dialled, asked, keeps, settled);
    }

    private Connect connect(boolean keeps) {
        Connect plain = Connect.mqtt5(clientId);
        return keeps ? plain.persistent() : plain;
    }

    private void begin(RawClient dialled, long asked, boolean keeps, boolean settled) throws IOException {
        link = dialled;
        connected = asked;
        persistent = keeps;
        if (!keeps || !settled) {
            owed.clear(); // dropped with the old session, or decided while policies change: not known
        }
        if (!keeps) {
            subscriptions.clear();
            grantedById.clear();
        }
        owed.values().removeIf(message -> {
            boolean withheld = !mayReceive(message.topic);
            if (withheld) {
                ledger.denied(Way.QUEUED);
            }
            return withheld;
        });
        quiet();
    }

    private @Nullable Sent leave(RawClient current, Random dice) throws IOException {
        Sent bequest = dice.nextInt(6) == 0 ? null : will;
        if (bequest != null) {
            bequest.begun = System.nanoTime();
        }
        current.send(bequest == null ? Frames.DISCONNECT : Frames.DISCONNECT_WITH_WILL);
        for (Answer answer = current.next(); answer != null; answer = current.next()) {
            take(current, answer, false);
        }
        current.close();
        link = null;
        will = null;
        if (!persistent) {
            owed.clear();
            subscriptions.clear();
            grantedById.clear();
        }
        broker.sessions().onEveryLoop(loop -> {}).join(); // the will is published, or was refused
        if (bequest != null) {
            bequest.ended = System.nanoTime();
        }
        return bequest;
    }

    // ---- what it asks for

    private Sent publish(RawClient current, Random dice) throws IOException {
        String topic = RandomNames.topic(dice);
        int qos = dice.nextInt(3);
        boolean retain = dice.nextInt(4) == 0;
        Sent message = ledger.message(clientId, topic, qos, retain, false);
        message.begun = System.nanoTime();
        current.send(Frames.publish(ProtocolVersion.MQTT_5, topic, message.payload, qos, retain));
        if (qos == 0) {
            ping(current);
        } else {
            int code = await(current, qos == 1 ? Answer.PUBACK : Answer.PUBREC).code();
            assertThat(code).as("answer to %s", message).isIn(0, 0x10, 0x87);
            if (qos == 2 && code != 0x87) {
                current.send(Frames.acknowledge(0x62, 7));
                await(current, Answer.PUBCOMP);
            }
            ledger.answered(
                    retain ? Request.RETAIN : Request.PUBLISH,
                    clientId,
                    topic,
                    code != 0x87,
                    message.begun,
                    rights -> rights.allowPublish(topic, retain));
            if (code == 0x87) {
                message.answer = MessageLedger.Answer.REFUSED;
            } else {
                ledger.accepted(message);
            }
        }
        message.ended = System.nanoTime();
        return message;
    }

    private void subscribe(RawClient current, Random dice, boolean settled) throws IOException {
        int id = 1 + dice.nextInt(filters.size());
        String filter = filters.get(id - 1);
        int qos = dice.nextInt(3);
        long asked = System.nanoTime();
        retained.clear();
        Grant asking = new Grant(filter, qos, asked);
        Grant before = grantedById.put(id, asking);
        current.send(Frames.subscribe5(filter, qos, id));
        boolean may = await(current, Answer.SUBACK).code() < 0x80;
        ledger.answered(
                Request.SUBSCRIBE, clientId, filter, may, asked, rights -> rights.allow(Action.SUBSCRIBE, filter));
        if (may) {
            subscriptions.put(filter, asking);
            quiet();
            if (settled && !asking.isShared()) {
                everythingRetainedCame(filter);
            }
        } else if (before == null) {
            grantedById.remove(id);
        } else {
            grantedById.put(id, before); // refused, and the subscription from before stands
        }
    }

    /** Retained messages are read from the disk: they come soon after SUBACK, and not before the next PINGRESP. */
    private void everythingRetainedCame(String filter) throws IOException {
        for (String topic : ledger.retainedTopics()) {
            if (!RandomNames.matches(filter, topic)) {
                continue;
            }
            if (!mayReceive(topic)) {
                ledger.denied(Way.RETAINED);
                continue;
            }
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!retained.contains(topic) && System.nanoTime() < until) {
                quiet();
            }
            if (!retained.contains(topic)) {
                ledger.wrong(clientId + " subscribed to " + filter + ": nothing retained on " + topic
                        + " (expected: a message)");
            }
        }
    }

    private void unsubscribe(RawClient current, Random dice) throws IOException {
        if (!subscriptions.isEmpty()) {
            List<String> all = subscriptions.keySet().stream().sorted().toList();
            String filter = all.get(dice.nextInt(all.size()));
            current.send(Frames.unsubscribe5(filter));
            await(current, Answer.UNSUBACK);
            subscriptions.remove(filter);
        }
    }

    // ---- what it is owed

    /** {@code message} was published, nothing changes, all this client did has been handled: is it owed the message? */
    void hears(Sent message) {
        boolean subscribed = isReachable()
                && subscriptions.values().stream()
                        .anyMatch(grant -> !grant.isShared()
                                && (grant.qos() > 0 || link != null)
                                && RandomNames.matches(grant.filter(), message.topic));
        if (!subscribed) {
            return;
        }
        if (!mayReceive(message.topic)) {
            if (link != null) {
                ledger.denied(message.will ? Way.WILL : Way.LIVE);
            }
            return;
        }
        boolean kept = message.qos > 0
                && subscriptions.values().stream()
                        .anyMatch(grant -> !grant.isShared()
                                && grant.qos() > 0
                                && RandomNames.matches(grant.filter(), message.topic));
        if (kept) {
            owed.put(message.payload, message);
        }
    }

    /** Everything that was under way has come: is anything missing? */
    void settleDebts() throws IOException {
        for (Sent message : owed.values()) {
            // What did not fit into the window at once is read from the disk, and comes behind a PINGRESP.
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!live.contains(message.payload) && System.nanoTime() < until) {
                quiet();
            }
            if (!live.contains(message.payload)) {
                ledger.wrong(message + ": not delivered to " + clientId + " with " + subscriptions.values()
                        + " (expected: delivered)");
            }
        }
        owed.clear();
    }

    // ---- what arrives

    /** Reads until nothing more comes: what an acknowledgement makes room for included. */
    void quiet() throws IOException {
        RawClient current = link;
        if (current == null) {
            return;
        }
        long before;
        do {
            before = packets;
            ping(current);
        } while (packets > before);
    }

    private void ping(RawClient current) throws IOException {
        current.send(Frames.PINGREQ);
        await(current, Answer.PINGRESP);
    }

    private Answer await(RawClient current, int type) throws IOException {
        for (Answer answer = current.any(); ; answer = current.any()) {
            if (answer.type() == type) {
                return answer;
            }
            take(current, answer, true);
        }
    }

    private void take(RawClient current, Answer answer, boolean acknowledges) throws IOException {
        packets++;
        switch (answer.type()) {
            case Answer.PUBLISH -> {
                arrived(answer);
                if (acknowledges && answer.qos() > 0) {
                    current.send(Frames.acknowledge(answer.qos() == 1 ? 0x40 : 0x50, answer.packetId()));
                }
            }
            case Answer.PUBREL -> {
                if (acknowledges) {
                    int id = ((answer.body()[0] & 0xFF) << 8) | (answer.body()[1] & 0xFF);
                    current.send(Frames.acknowledge(0x70, id));
                }
            }
            default ->
                throw new AssertionError(clientId + " got a packet of type " + answer.type() + ": " + answer.words()
                        + " (expected: PUBLISH or PUBREL)");
        }
    }

    private void arrived(Answer publish) {
        List<Grant> grants = new ArrayList<>();
        for (int id : publish.subscriptionIds()) {
            Grant grant = grantedById.get(id);
            if (grant == null) {
                ledger.wrong(clientId + " got " + publish.payload() + " by " + filters.get(id - 1)
                        + " (expected: by a filter that was granted)");
            } else {
                grants.add(grant);
            }
        }
        if (publish.retain()) {
            retained.add(publish.topic());
        } else {
            live.add(publish.payload());
        }
        ledger.arrived(new Delivery(
                clientId, publish.topic(), publish.payload(), publish.retain(), grants, connected, System.nanoTime()));
    }

    @Override
    public void close() throws IOException {
        if (link != null) {
            link.close();
        }
    }
}
