package io.gatehouse.session;

import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.session.DeliveryModel.Sent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The broker's end of a connection. On the session's loop, but for {@link #inbox}. */
final class FakeLink implements Link {
    static final ConnectionInfo INFO = new ConnectionInfo(
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
            Instant.EPOCH,
            null,
            new ConnectionInfo.Route(false, "127.0.0.1", 8883));

    /** CONNACK, as far as the device looks at it. */
    record Welcome(boolean present) {}

    /** A packet, a {@link Welcome}, or a delivery. */
    record Delivered(Sent sent, Qos qos, int packetId, boolean duplicate) {}

    private final FakeWorld world;
    private final String clientId;
    final Queue<Object> inbox = new ConcurrentLinkedQueue<>();
    private final Principal principal;
    private final Rights rights;
    private final int receiveMaximum;
    private final Map<Integer, Sent> open = new HashMap<>();

    @Nullable
    Session session;

    volatile boolean closed;
    boolean writable = true;

    FakeLink(FakeWorld world, String clientId, Principal principal, Rights rights, int receiveMaximum) {
        this.world = world;
        this.clientId = clientId;
        this.principal = principal;
        this.rights = rights;
        this.receiveMaximum = receiveMaximum;
    }

    /** As {@code ConnectExchange} does. */
    void open(Connect connect) {
        Opening opening = world.ground
                .sessions()
                .of(world.ground.homeOf(clientId))
                .open(
                        this,
                        connect,
                        clientId,
                        principal,
                        new Origin("mqtts", "127.0.0.1", 1, false, false),
                        rights.now(),
                        rights);
        if (!(opening instanceof Opening.Opened opened)) {
            throw new AssertionError(opening);
        }
        Session joined = opened.session();
        session = joined;
        if (opened.stored() == null) {
            welcome(opened);
            return;
        }
        joined.stored().whenStored(opened.stored(), stored -> {
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

    void finished(int packetId) {
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
        Sent sent = FakeWorld.sent(message);
        if (qos != Qos.AT_MOST_ONCE) {
            Sent other = open.put(packetId, sent);
            if (other != null) {
                world.violations.add(clientId + ": id " + packetId + " of " + other + " taken for " + sent);
            }
            if (open.size() > receiveMaximum) {
                world.violations.add(clientId + ": " + open.size() + " open (expected: " + receiveMaximum + ")");
            }
        }
        world.history.add(clientId + " is sent " + sent + " " + qos + " as " + packetId + " duplicate " + duplicate);
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
        return FakeWorld.CERTIFICATE;
    }

    @Override
    public ConnectionInfo info() {
        return INFO;
    }
}
