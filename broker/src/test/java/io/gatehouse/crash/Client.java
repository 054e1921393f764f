package io.gatehouse.crash;

import io.gatehouse.conformance.WirePacket;
import io.gatehouse.crash.Event.Message;
import io.gatehouse.crash.Event.MessageId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A client as the specification wants it: what it has of its session outlives its connections, it sends again what was
 * not acknowledged, with the same packet ids and in the same order [MQTT-4.4.0-1], and it knows the QoS 2 messages it
 * received until they are released. Everything it does and sees goes into the history.
 *
 * <p>Its fields are guarded by its lock; each connection has a virtual thread that reads.
 */
final class Client {
    private final Plan plan;
    private final Random random;
    private final Topics topics;
    private final History history;
    private final Runnable progress;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable MqttLink link;
    private @Nullable Thread reader;
    private int connection;
    private int packetsLeft; // a restless client leaves then
    private boolean opened; // CONNACK came
    private int lastId;
    private int number; // of the next message
    private int pongs;
    private boolean quiet;
    private final Map<Integer, Outgoing> outgoing = new LinkedHashMap<>();
    private final Map<Integer, MessageId> incoming = new HashMap<>(); // QoS 2, not released
    private final Map<String, Integer> granted = new TreeMap<>();
    private final Deque<Ack> acks = new ArrayDeque<>();
    private @Nullable Change change;

    /**
     * @param kept whether the session outlives its connections
     * @param versions of MQTT, one of them for each connection
     * @param window how many messages it publishes before the first is acknowledged; 0 for none
     * @param restless whether it leaves again and again
     * @param filters with their QoS
     * @param changing filters that it subscribes to and unsubscribes again
     */
    record Plan(
            String id,
            boolean kept,
            List<Integer> versions,
            int window,
            boolean restless,
            Map<String, Integer> filters,
            List<String> changing,
            int receiveMaximum) {}

    private static final class Outgoing {
        private final Message message;
        private boolean received; // PUBREC came

        Outgoing(Message message) {
            this.message = message;
        }
    }

    private record Ack(int type, int packetId) {}

    private record Change(int packetId, String filter, int qos) {}

    Client(Plan plan, long seed, Topics topics, History history, Runnable progress) {
        this.plan = plan;
        this.random = new Random(seed);
        this.topics = topics;
        this.history = history;
        this.progress = progress;
    }

    Plan plan() {
        return plan;
    }

    // ---- connections

    /** Begins a connection if there is none, now or at a later call; otherwise sends acknowledgements that wait. */
    void tick(int port) {
        lock.lock();
        try {
            if (reader == null) {
                if (quiet || !plan.restless() || random.nextInt(8) == 0) {
                    reader = Thread.ofVirtual().start(() -> run(port));
                }
            } else if (opened && link != null) {
                sendAcks(link);
            }
        } catch (IOException gone) {
            // the reader sees it too
        } finally {
            lock.unlock();
        }
    }

    private void run(int port) {
        String why = "never connected";
        try (MqttLink made = MqttLink.dial(topics.tls(), port, version() == 5)) {
            why = "no CONNACK";
            made.connect(plan.id(), plan.kept(), plan.receiveMaximum());
            WirePacket connack = made.read();
            begin(made, connack);
            why = "left";
            while (true) {
                WirePacket packet = made.read();
                if (!handle(made, packet)) {
                    break;
                }
                progress.run();
            }
        } catch (IOException gone) {
            why = why.equals("left") ? String.valueOf(gone.getMessage()) : why;
        } catch (RuntimeException | AssertionError defect) {
            history.add(new Event.Wrong(plan.id(), "the client failed: " + defect));
        } finally {
            end(why);
        }
    }

    private int version() {
        lock.lock();
        try {
            return plan.versions().get(random.nextInt(plan.versions().size()));
        } finally {
            lock.unlock();
        }
    }

    private void begin(MqttLink made, WirePacket connack) throws IOException {
        lock.lock();
        try {
            if (connack.type() != WirePacket.CONNACK || connack.connectCode() != 0) {
                history.add(new Event.Wrong(plan.id(), "not admitted: " + connack));
                throw new IOException("not admitted");
            }
            connection++;
            boolean present = connack.sessionPresent();
            history.add(new Event.Connected(plan.id(), connection, made.isMqtt5() ? 5 : 3, plan.kept(), present));
            link = made;
            opened = true;
            packetsLeft = 1 + random.nextInt(60);
            acks.clear(); // the server sends again what they were for
            if (!present) {
                outgoing.clear();
                incoming.clear();
                granted.clear();
                change = null;
            }
            for (Map.Entry<Integer, Outgoing> open : outgoing.entrySet()) {
                if (open.getValue().received) {
                    made.acknowledge(WirePacket.PUBREL, open.getKey());
                } else {
                    history.add(new Event.Sent(open.getValue().message));
                    made.publish(open.getValue().message, open.getKey(), true);
                }
            }
            Change undecided = change;
            if (undecided != null) {
                ask(made, undecided);
            }
            goOn(made);
        } finally {
            lock.unlock();
        }
    }

    private void end(String why) {
        lock.lock();
        try {
            if (opened) {
                history.add(new Event.Disconnected(plan.id(), why));
            }
            link = null;
            opened = false;
            reader = null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of its connection, whose server is gone. */
    void awaitDisconnected() throws InterruptedException {
        Thread running;
        lock.lock();
        try {
            running = reader;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.join();
        }
    }

    // ---- what comes

    /** False when it hangs up. */
    private boolean handle(MqttLink from, WirePacket packet) throws IOException {
        lock.lock();
        try {
            switch (packet.type()) {
                case WirePacket.PUBLISH -> received(from.publishOf(packet));
                case WirePacket.PUBREL -> {
                    incoming.remove(packet.id());
                    acks.add(new Ack(WirePacket.PUBCOMP, packet.id()));
                }
                case WirePacket.PUBACK, WirePacket.PUBREC -> acknowledged(packet);
                case WirePacket.PUBCOMP -> outgoing.remove(packet.id());
                case WirePacket.SUBACK, WirePacket.UNSUBACK -> decided(from, packet);
                case WirePacket.PINGRESP -> pongs++;
                default -> history.add(new Event.Wrong(plan.id(), "unexpected packet: " + packet));
            }
            return goOn(from);
        } finally {
            lock.unlock();
        }
    }

    private void received(WirePacket.Publish publish) {
        boolean removal = publish.payload().isEmpty();
        MessageId id = removal ? new MessageId("removal of " + publish.topic(), 0) : MessageId.of(publish.payload());
        if (publish.qos() == 2) {
            acks.add(new Ack(WirePacket.PUBREC, publish.id()));
            MessageId known = incoming.putIfAbsent(publish.id(), id);
            if (known != null) {
                if (!known.equals(id)) {
                    history.add(new Event.Mistaken(plan.id(), publish.id(), known, id));
                }
                return; // a repetition, as far as a client can know [MQTT-4.3.3-10]
            }
        } else if (publish.qos() == 1) {
            acks.add(new Ack(WirePacket.PUBACK, publish.id()));
        }
        if (!removal) {
            history.add(new Event.Received(
                    plan.id(), connection, id, publish.topic(), publish.qos(), publish.retain(), publish.duplicate()));
        }
    }

    private void acknowledged(WirePacket packet) {
        Outgoing open = outgoing.get(packet.id());
        if (open == null) {
            history.add(new Event.Wrong(plan.id(), "acknowledged what was not sent: " + packet));
            return;
        }
        if (packet.code() >= 0x80) {
            history.add(new Event.Wrong(plan.id(), open.message + " was refused: " + packet));
            outgoing.remove(packet.id());
            return;
        }
        history.add(new Event.Acknowledged(open.message.id()));
        if (packet.type() == WirePacket.PUBACK) {
            outgoing.remove(packet.id());
        } else {
            open.received = true;
            acks.add(new Ack(WirePacket.PUBREL, packet.id()));
        }
    }

    private void decided(MqttLink from, WirePacket packet) {
        Change asked = change;
        if (asked == null || asked.packetId() != packet.id()) {
            history.add(new Event.Wrong(plan.id(), "answers what was not asked: " + packet));
            return;
        }
        change = null;
        boolean codes = packet.type() == WirePacket.SUBACK || from.isMqtt5();
        int code = codes ? Integer.parseInt(packet.codes(from.isMqtt5()), 16) : 0;
        if (code >= 0x80) {
            history.add(new Event.Wrong(plan.id(), asked + " was refused: " + packet));
            return;
        }
        history.add(new Event.Granted(plan.id(), asked.filter(), asked.qos()));
        granted.put(asked.filter(), asked.qos());
    }

    // ---- what it does next

    private boolean goOn(MqttLink to) throws IOException {
        if (quiet || random.nextInt(3) > 0) {
            sendAcks(to);
        }
        changeFilters(to);
        while (!quiet && outgoing.size() < plan.window()) {
            publish(to, topics.any(random), random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(2));
        }
        packetsLeft--;
        if (quiet || !plan.restless() || packetsLeft > 0) {
            return true;
        }
        if (random.nextBoolean()) {
            sendAcks(to);
            to.disconnect();
        }
        return false;
    }

    private void sendAcks(MqttLink to) throws IOException {
        for (Ack ack = acks.poll(); ack != null; ack = acks.poll()) {
            to.acknowledge(ack.type(), ack.packetId());
        }
    }

    private void changeFilters(MqttLink to) throws IOException {
        if (change != null) {
            return;
        }
        for (Map.Entry<String, Integer> wanted : plan.filters().entrySet()) {
            if (!granted.containsKey(wanted.getKey())) {
                ask(to, new Change(nextId(), wanted.getKey(), wanted.getValue()));
                return;
            }
        }
        if (!quiet && !plan.changing().isEmpty() && random.nextInt(12) == 0) {
            String filter = plan.changing().get(random.nextInt(plan.changing().size()));
            ask(to, new Change(nextId(), filter, random.nextInt(4) - 1));
        }
    }

    private void ask(MqttLink to, Change wanted) throws IOException {
        change = wanted;
        history.add(new Event.Asked(plan.id(), wanted.filter(), wanted.qos()));
        to.subscribe(wanted.packetId(), wanted.filter(), wanted.qos());
    }

    private void publish(MqttLink to, String topic, int qos) throws IOException {
        boolean retain = qos > 0 && topics.isRetained(topic);
        Message message = new Message(
                new MessageId(plan.id(), number++), topic, qos, retain, retain && !quiet && random.nextInt(6) == 0);
        int packetId = qos == 0 ? 0 : nextId();
        if (qos > 0) {
            outgoing.put(packetId, new Outgoing(message));
        }
        history.add(new Event.Sent(message));
        to.publish(message, packetId, false);
    }

    private int nextId() {
        do {
            lastId = lastId % 65_535 + 1;
        } while (outgoing.containsKey(lastId) || (change != null && change.packetId() == lastId));
        return lastId;
    }

    // ---- coming to rest

    /** Stays connected from here on and publishes nothing by itself; or goes on as planned. */
    void quiet(boolean now) {
        lock.lock();
        try {
            quiet = now;
        } finally {
            lock.unlock();
        }
    }

    /** True when it is connected and nothing that it sent waits for an answer. */
    boolean isAnswered() {
        lock.lock();
        try {
            return opened
                    && outgoing.isEmpty()
                    && change == null
                    && granted.keySet().containsAll(plan.filters().keySet());
        } finally {
            lock.unlock();
        }
    }

    /** Publishes to every topic once, with either QoS: whoever has lost a subscription will miss it. */
    void publishToAll() throws IOException {
        lock.lock();
        try {
            MqttLink to = Objects.requireNonNull(link, "connected");
            for (String topic : topics.all()) {
                publish(to, topic, 1 + random.nextInt(2));
            }
        } finally {
            lock.unlock();
        }
    }

    int ping() throws IOException {
        lock.lock();
        try {
            Objects.requireNonNull(link, "connected").ping();
            return pongs + 1;
        } finally {
            lock.unlock();
        }
    }

    boolean hasPongs(int expected) {
        lock.lock();
        try {
            return pongs >= expected;
        } finally {
            lock.unlock();
        }
    }

    /** What it received with QoS 2 and the server has not released. */
    List<Integer> unreleased() {
        lock.lock();
        try {
            return new ArrayList<>(incoming.keySet());
        } finally {
            lock.unlock();
        }
    }
}
