package io.gatehouse.session;

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
import io.gatehouse.session.DeliveryModel.Sent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps to MQTT and takes its time: it reads what came when the test says so, and acknowledges in any
 * order. It compares what it gets with a {@link DeliveryModel}. Used by the test's thread; its link by a loop.
 */
final class FakeDevice {
    private final FakeWorld world;
    private final String clientId;
    final DeliveryModel model = new DeliveryModel();

    // What it comes with next time.
    Principal principal = new Principal("certificate", null);
    Rights rights = SessionGround.RIGHTS;

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

    FakeDevice(FakeWorld world, String clientId) {
        this.world = world;
        this.clientId = clientId;
    }

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
        FakeLink opened = new FakeLink(world, clientId, principal, rights, receiveMaximum);
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
        subscribing.values().forEach(asked -> model.inDoubt(asked.filter()));
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
            model.lowers(filter);
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
            case FakeLink.Welcome welcome -> welcome(welcome);
            case FakeLink.Delivered delivered -> delivered(delivered);
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

    private void welcome(FakeLink.Welcome welcome) {
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
        } else if (asked != null) {
            model.inDoubt(asked.filter());
        }
    }

    private void delivered(FakeLink.Delivered delivered) {
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
}
