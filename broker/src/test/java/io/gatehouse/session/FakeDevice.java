package io.gatehouse.session;

import io.gatehouse.RunningBroker;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Suback;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.Subscribe.RetainHandling;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.Unsuback;
import io.gatehouse.mqtt.Unsubscribe;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.session.DeliveryModel.Sent;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps to MQTT and takes its time: it reads what came when the test says so, and acknowledges in any
 * order. It compares what it gets with a {@link DeliveryModel}. Used by the test's thread; its link by a loop.
 */
final class FakeDevice {
    private static final X509Certificate LEAF =
            RunningBroker.stranger("anybody").issued().leaf();

    /** What all devices of a test see together. */
    static final class World {
        final SessionGround ground;
        final Random random;
        final Map<String, FakeDevice> devices = new LinkedHashMap<>();
        final Queue<String> history = new ConcurrentLinkedQueue<>();
        final Queue<String> violations = new ConcurrentLinkedQueue<>();
        /** Published, and perhaps not yet told to everybody. */
        final Set<Sent> onTheirWay = new HashSet<>();

        World(SessionGround ground, Random random) {
            this.ground = ground;
            this.random = random;
        }
    }

    /** What a message says of itself. */
    private static Sent sent(Message message) {
        String[] text = new String(message.payload().toByteArray(), StandardCharsets.UTF_8).split(" ", -1);
        return new Sent(text[0], Integer.parseInt(text[1]), message.topic(), Qos.of(Integer.parseInt(text[2])));
    }

    private final World world;
    private final String clientId;
    final DeliveryModel model = new DeliveryModel();

    // What the client remembers as long as its session is there.
    private final Map<Integer, Sent> unacknowledged = new LinkedHashMap<>();
    private final Set<Integer> unreleased = new HashSet<>(); // its PUBRELs that were not answered
    private final Set<Integer> received = new HashSet<>(); // QoS 2 messages it took and that were not released
    private boolean mustBePresent;

    // Of the current connection.
    private @Nullable FakeLink link;
    private boolean connected; // CONNACK came
    private boolean endsWithConnection;
    private boolean mqtt5;
    private final List<Packet> answers = new ArrayList<>();
    private final List<Packet> answered = new ArrayList<>();
    private final Map<Integer, Subscribe.Subscription> subscribing = new HashMap<>();
    private final Map<Integer, String> unsubscribing = new HashMap<>();
    private int lastId;
    private int lastRequest = 1000;
    private int lastNumber;

    FakeDevice(World world, String clientId) {
        this.world = world;
        this.clientId = clientId;
    }

    /** CONNACK, as far as the device looks at it. */
    private record Welcome(boolean present) {}

    /** A packet, a {@link Welcome}, or a delivery. */
    private record Delivered(Sent sent, Qos qos, int packetId, boolean duplicate) {}

    // ---- the connection

    boolean isConnected() {
        FakeLink current = link;
        return connected && current != null && !current.closed;
    }

    boolean isThere() {
        FakeLink current = link;
        return current != null && !current.closed;
    }

    /** Opens a connection; one that is there is taken over. CONNACK comes when the disk has done its part. */
    void connect(boolean clean, boolean durable, boolean speaks5, int receiveMaximum) {
        world.history.add(clientId + " connects, clean " + clean + ", durable " + durable + ", " + receiveMaximum);
        forgetConnection();
        mqtt5 = speaks5;
        FakeLink opened = new FakeLink(receiveMaximum);
        if (clean) {
            forgetSession();
        }
        endsWithConnection = !durable;
        link = opened;
        Connect connect = new Connect(
                mqtt5 ? ProtocolVersion.MQTT_5 : ProtocolVersion.MQTT_3_1_1,
                clientId,
                clean,
                0,
                durable ? 1000 : 0,
                receiveMaximum,
                Integer.MAX_VALUE,
                0,
                false,
                true,
                List.of(),
                null,
                null,
                null);
        world.ground.on(clientId, () -> {
            opened.open(connect);
            return true;
        });
    }

    /** The network breaks, or the client says goodbye. */
    void leave(CloseReason reason, boolean endSession) {
        world.history.add(clientId + " leaves, " + reason + ", ends " + endSession);
        FakeLink current = link;
        if (current == null) {
            return;
        }
        if (endSession) {
            forgetSession();
        }
        world.ground.on(clientId, () -> {
            if (endSession && !current.closed && current.session != null) {
                current.session.on(new Disconnect(ReasonCode.SUCCESS, mqtt5 ? 0 : Disconnect.UNCHANGED, null));
            }
            current.close(reason);
            return true;
        });
        forgetConnection();
    }

    /** The broker is gone, and with it all that was on its way here. */
    void cut() {
        forgetConnection();
    }

    private void forgetConnection() {
        if (link != null && endsWithConnection) {
            forgetSession();
        }
        link = null;
        connected = false;
        answers.clear();
        answered.clear();
        subscribing.clear();
        unsubscribing.clear();
    }

    /** The client gives its session up; whether the broker does is not known before the next CONNACK. */
    private void forgetSession() {
        mustBePresent = false;
        model.doubt();
        unacknowledged.values().forEach(this::anyOrder);
        unacknowledged.clear();
        unreleased.clear();
        received.clear();
    }

    void writable(boolean now) {
        world.history.add(clientId + " writable " + now);
        FakeLink current = link;
        if (current != null && isConnected()) {
            world.ground.on(clientId, () -> {
                current.writable = now;
                if (now && current.session != null) {
                    current.session.writable();
                }
                return true;
            });
        }
    }

    // ---- what it sends

    private void act(Consumer<Session> action) {
        FakeLink current = link;
        world.ground.on(clientId, () -> {
            if (current != null && !current.closed && current.session != null) {
                action.accept(current.session);
            }
            return true;
        });
    }

    private int freeId() {
        do {
            lastId = lastId % 30 + 1; // few: ids come back soon
        } while (unacknowledged.containsKey(lastId) || unreleased.contains(lastId));
        return lastId;
    }

    void publish(String topic, Qos qos) {
        if (!isConnected() || unacknowledged.size() + unreleased.size() >= 9) {
            return;
        }
        Sent sent = new Sent(clientId, ++lastNumber, Topic.of(topic), qos);
        int packetId = qos == Qos.AT_MOST_ONCE ? 0 : freeId();
        if (packetId != 0) {
            unacknowledged.put(packetId, sent);
        }
        publish(sent, packetId, false);
    }

    private void publish(Sent sent, int packetId, boolean duplicate) {
        world.history.add(clientId + " publishes " + sent + " as " + packetId + " duplicate " + duplicate);
        world.onTheirWay.add(sent);
        world.devices.values().forEach(device -> device.model.published(sent, duplicate));
        act(session -> {
            String text =
                    sent.publisher() + " " + sent.number() + " " + sent.qos().value();
            try (Payload payload = Payload.copyOf(text.getBytes(StandardCharsets.UTF_8))) {
                session.on(new Publish(
                        new Message(sent.topic(), payload, sent.qos(), false, PublishProperties.NONE, clientId, 0),
                        packetId,
                        duplicate,
                        0,
                        SubscriptionIds.NONE));
            }
        });
    }

    void subscribe(String filter, Qos qos) {
        if (!isConnected()) {
            return;
        }
        world.history.add(clientId + " subscribes " + filter + " " + qos);
        Subscribe.Subscription asked =
                new Subscribe.Subscription(filter, qos, false, false, RetainHandling.DO_NOT_SEND);
        subscribing.values().removeIf(other -> other.filter().equals(filter)); // their answers say nothing any more
        unsubscribing.values().remove(filter);
        subscribing.put(++lastRequest, asked);
        if (qos == Qos.AT_MOST_ONCE) {
            model.gives(filter);
        }
        model.asks(filter, qos, world.onTheirWay);
        int packetId = lastRequest;
        act(session -> session.on(new Subscribe(packetId, 0, List.of(asked))));
    }

    void unsubscribe(String filter) {
        if (!isConnected()) {
            return;
        }
        world.history.add(clientId + " unsubscribes " + filter);
        subscribing.values().removeIf(asked -> asked.filter().equals(filter));
        unsubscribing.put(++lastRequest, filter);
        model.gives(filter);
        int packetId = lastRequest;
        act(session -> session.on(new Unsubscribe(packetId, List.of(filter))));
    }

    /** Sends one of the acknowledgements that are due; now and then one that was sent before. */
    void acknowledge() {
        if (!isConnected()) {
            return;
        }
        if (!answers.isEmpty()) {
            Packet answer = answers.remove(world.random.nextInt(answers.size()));
            answered.add(answer);
            send(answer);
        } else if (!answered.isEmpty() && world.random.nextInt(4) == 0) {
            send(answered.get(world.random.nextInt(answered.size())));
        }
    }

    boolean owesAnswers() {
        return isConnected() && !answers.isEmpty();
    }

    private void send(Packet packet) {
        world.history.add(clientId + " sends " + packet);
        FakeLink current = Objects.requireNonNull(link);
        act(session -> {
            switch (packet) {
                case Puback puback -> {
                    current.finished(puback.packetId());
                    session.on(puback);
                }
                case Pubrec pubrec -> session.on(pubrec);
                case Pubcomp pubcomp -> {
                    current.finished(pubcomp.packetId());
                    session.on(pubcomp);
                }
                case Pubrel pubrel -> session.on(pubrel);
                default -> throw new AssertionError(packet);
            }
        });
    }

    // ---- what it gets

    /** Reads one packet; false when there is none. */
    boolean read() {
        FakeLink current = link;
        Object next = current == null ? null : current.inbox.poll();
        if (next == null) {
            if (current != null && current.closed) {
                forgetConnection();
            }
            return false;
        }
        world.history.add(clientId + " reads " + next);
        switch (next) {
            case Welcome welcome -> welcome(welcome);
            case Delivered delivered -> delivered(delivered);
            case Suback suback -> subscribed(suback);
            case Unsuback unsuback -> {
                String filter = unsubscribing.remove(unsuback.packetId());
                if (filter != null) {
                    model.gone(filter);
                }
            }
            case Puback puback -> published(unacknowledged.remove(puback.packetId()), puback.reasonCode());
            case Pubrec pubrec -> {
                Sent sent = unacknowledged.remove(pubrec.packetId());
                published(sent, pubrec.reasonCode());
                if (!pubrec.reasonCode().isError()) {
                    unreleased.add(pubrec.packetId());
                    answers.add(new Pubrel(pubrec.packetId(), ReasonCode.SUCCESS));
                }
            }
            case Pubcomp pubcomp -> unreleased.remove(pubcomp.packetId());
            case Pubrel pubrel -> {
                received.remove(pubrel.packetId());
                answers.add(new Pubcomp(pubrel.packetId(), ReasonCode.SUCCESS));
            }
            default -> throw new AssertionError(next);
        }
        return true;
    }

    private void welcome(Welcome welcome) {
        connected = true;
        if (!welcome.present()) {
            if (mustBePresent) {
                world.violations.add(clientId + ": its session is gone");
            }
            forgetSession();
            model.ended();
        }
        mustBePresent = !endsWithConnection;
        List.copyOf(unacknowledged.entrySet()).forEach(each -> publish(each.getValue(), each.getKey(), true));
        unreleased.forEach(packetId -> answers.add(new Pubrel(packetId, ReasonCode.SUCCESS)));
    }

    private void anyOrder(Sent sent) {
        world.devices.values().forEach(device -> device.model.anyOrder(sent));
    }

    private void published(@Nullable Sent sent, ReasonCode code) {
        if (sent != null && !code.isError()) {
            world.devices.values().forEach(device -> device.model.acknowledged(sent));
        } else if (sent != null) {
            anyOrder(sent);
        }
    }

    private void subscribed(Suback suback) {
        Subscribe.Subscription asked = subscribing.remove(suback.packetId());
        ReasonCode code = suback.reasonCodes().getFirst();
        if (asked != null && !code.isError()) {
            model.granted(asked.filter(), asked.qos());
        }
    }

    private void delivered(Delivered delivered) {
        if (delivered.qos() == Qos.EXACTLY_ONCE) {
            answers.add(new Pubrec(delivered.packetId(), ReasonCode.SUCCESS));
            if (!received.add(delivered.packetId())) {
                return; // known [MQTT-4.3.3-10]
            }
        } else if (delivered.qos() == Qos.AT_LEAST_ONCE) {
            answers.add(new Puback(delivered.packetId(), ReasonCode.SUCCESS));
        }
        String wrong = model.received(delivered.sent(), delivered.qos());
        if (wrong != null) {
            world.violations.add(clientId + ": " + delivered + ": " + wrong);
        }
    }

    @Override
    public String toString() {
        return clientId + (isConnected() ? " connected" : "") + ", to answer " + answers + ", sent " + unacknowledged;
    }

    /** The broker's end of a connection. On the session's loop, but for {@link #inbox}. */
    private final class FakeLink implements Link {
        private final Queue<Object> inbox = new ConcurrentLinkedQueue<>();
        private final int receiveMaximum;
        private final Map<Integer, Sent> open = new HashMap<>();
        private @Nullable Session session;
        private volatile boolean closed;
        private boolean writable = true;

        private FakeLink(int receiveMaximum) {
            this.receiveMaximum = receiveMaximum;
        }

        /** As {@code ConnectExchange} does. */
        private void open(Connect connect) {
            Opening opening = world.ground
                    .sessions()
                    .of(world.ground.homeOf(clientId))
                    .open(
                            this,
                            connect,
                            clientId,
                            new Principal("certificate", null),
                            new Origin("mqtts", "127.0.0.1", 1, false, false),
                            Rights.Standing.granted(SessionGround.EVERYTHING, Long.MAX_VALUE),
                            SessionGround.RIGHTS);
            if (!(opening instanceof Opening.Opened opened)) {
                throw new AssertionError(opening);
            }
            Session joined = opened.session();
            session = joined;
            if (opened.stored() == null) {
                welcome(opened);
                return;
            }
            joined.whenStored(opened.stored(), stored -> {
                if (closed) {
                    return;
                }
                if (stored) {
                    welcome(opened);
                    return;
                }
                close(new CloseReason.ConnectRefused(Reason.STORE_UNAVAILABLE, "not stored", null, null));
                if (!opened.present()) {
                    joined.end();
                }
            });
        }

        private void welcome(Opening.Opened opened) {
            inbox.add(new Welcome(opened.present()));
            opened.session().resume();
        }

        private void finished(int packetId) {
            open.remove(packetId);
        }

        @Override
        public void send(Packet packet) {
            if (!closed) {
                inbox.add(packet);
            }
        }

        @Override
        public boolean publish(
                Message message, Qos qos, boolean retain, SubscriptionIds ids, int packetId, boolean duplicate) {
            world.ground.payloads.add(message.payload().bytes());
            if (closed) {
                return true;
            }
            Sent sent = FakeDevice.sent(message);
            if (qos != Qos.AT_MOST_ONCE) {
                Sent other = open.put(packetId, sent);
                if (other != null) {
                    world.violations.add(clientId + ": id " + packetId + " of " + other + " taken for " + sent);
                }
                if (open.size() > receiveMaximum) {
                    world.violations.add(clientId + ": " + open.size() + " open (expected: " + receiveMaximum + ")");
                }
            }
            world.history.add(
                    clientId + " is sent " + sent + " " + qos + " as " + packetId + " duplicate " + duplicate);
            inbox.add(new Delivered(sent, qos, packetId, duplicate));
            return true;
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public void holdReading(boolean hold) {}

        @Override
        public void pauseReading() {}

        @Override
        public void close(CloseReason reason) {
            if (!closed) {
                closed = true;
                if (session != null) {
                    session.detach(this, Ending.of(reason));
                }
            }
        }

        @Override
        public ClientCertificate certificate() {
            return new ClientCertificate(LEAF, null);
        }

        @Override
        public ConnectionInfo info() {
            return new ConnectionInfo(
                    "id",
                    "mqtts",
                    "peer",
                    "address",
                    "mqtt5",
                    "TLSv1.3",
                    "suite",
                    null,
                    null,
                    false,
                    0,
                    true,
                    Instant.EPOCH);
        }
    }
}
