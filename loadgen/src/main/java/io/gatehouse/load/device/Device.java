package io.gatehouse.load.device;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.gatehouse.load.fleet.Identity;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One virtual device: an identity, and connections that come and go, one at a time. What its futures complete with says
 * what became of it; they never fail. They complete on the device's event loop. Any thread.
 */
public final class Device {
    /** What became of a connect. */
    public sealed interface Connecting {}

    /**
     * @param resumed whether the handshake was with a ticket
     * @param sessionPresent whether the broker had kept the session
     * @param tlsNanos until the handshake was done, TCP included
     * @param nanos until CONNACK
     */
    public record Connected(boolean resumed, boolean sessionPresent, long tlsNanos, long nanos) implements Connecting {}

    public record NotConnected(Failure failure) implements Connecting {}

    private final int number;
    private final Identity identity;
    private final FleetTls withoutTickets;
    private final FleetTls withTickets;
    private final DeviceListener listener;
    private final Mqtt5AsyncClient client;
    /** Of the connection that is, or is being made. */
    private final AtomicReference<@Nullable Secured> secured = new AtomicReference<>();
    /** From CONNACK until the connection ends, or is to end. */
    private final AtomicBoolean open = new AtomicBoolean();

    Device(
            int number,
            Identity identity,
            FleetTls withoutTickets,
            FleetTls withTickets,
            HivemqClients clients,
            DeviceListener listener) {
        this.number = number;
        this.identity = identity;
        this.withoutTickets = withoutTickets;
        this.withTickets = withTickets;
        this.listener = listener;
        this.client = clients.client(identity.name(), number, this::ended);
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> listener.received(this, publish));
    }

    /** Its place in the fleet, from 0. */
    public int number() {
        return number;
    }

    /** Client identifier. */
    public String name() {
        return identity.name();
    }

    /**
     * TCP, TLS, CONNECT and CONNACK. One at a time, and only when there is no connection.
     *
     * @param ticket whether it offers the ticket of its last connection that did, if it has one
     */
    public CompletableFuture<Connecting> connect(Session session, boolean ticket) {
        return HivemqClients.whenDisconnected(client).thenCompose(now -> attempt(session, ticket));
    }

    private CompletableFuture<Connecting> attempt(Session session, boolean ticket) {
        Secured attempt = new Secured();
        secured.set(attempt);
        HivemqClients.use((ticket ? withTickets : withoutTickets).of(number, attempt::watch), client);
        return client.connect(Mqtt5Connect.builder()
                        .cleanStart(session.clean())
                        .sessionExpiryInterval(session.expirySeconds())
                        .keepAlive(session.keepAliveSeconds())
                        .build())
                .handle((connack, thrown) -> connecting(attempt, connack, thrown));
    }

    private Connecting connecting(Secured attempt, @Nullable Mqtt5ConnAck connack, @Nullable Throwable thrown) {
        if (connack == null || thrown != null) {
            return new NotConnected(attempt.failureOr(thrown));
        }
        open.set(true);
        return new Connected(
                attempt.resumed(), connack.isSessionPresent(), attempt.nanos(), System.nanoTime() - attempt.begun());
    }

    /**
     * QoS 0: when it has been handed to the socket. Otherwise when the broker has acknowledged it.
     *
     * @return {@code null} where that happened
     */
    public CompletableFuture<@Nullable Failure> publish(Mqtt5Publish publish) {
        return client.publish(publish).handle(Device::failureOf);
    }

    private static @Nullable Failure failureOf(@Nullable Mqtt5PublishResult result, @Nullable Throwable thrown) {
        if (thrown != null) {
            return Failures.of(thrown);
        }
        return result == null ? null : result.getError().map(Failures::of).orElse(null);
    }

    /** @return {@code null} where the broker granted it */
    public CompletableFuture<@Nullable Failure> subscribe(String filter, MqttQos qos) {
        return client.subscribeWith()
                .topicFilter(filter)
                .qos(qos)
                .send()
                .handle((suback, thrown) -> thrown == null ? null : Failures.of(thrown));
    }

    /**
     * With DISCONNECT. Completes when the connection is closed.
     *
     * @return whether there was one
     */
    public CompletableFuture<Boolean> disconnect() {
        boolean was = open.getAndSet(false);
        return client.disconnect().handle((nothing, thrown) -> was);
    }

    /**
     * Ends the connection as a power failure does, without DISCONNECT and without an alert.
     *
     * @return whether there was one
     */
    public boolean drop() {
        Secured current = secured.get();
        if (current == null || !open.getAndSet(false)) {
            return false;
        }
        current.drop();
        return true;
    }

    /** Stops reading what the broker sends, or goes on. */
    public void read(boolean on) {
        Secured current = secured.get();
        if (current != null) {
            current.read(on);
        }
    }

    public boolean isConnected() {
        return open.get();
    }

    /** HiveMQ's client tells of every end: of one that was asked for, of a connect that failed, and of all others. */
    private void ended(MqttClientDisconnectedContext context) {
        if (open.getAndSet(false)) {
            Secured current = secured.get();
            listener.ended(
                    this, current == null ? Failures.of(context.getCause()) : current.failureOr(context.getCause()));
        }
    }
}
