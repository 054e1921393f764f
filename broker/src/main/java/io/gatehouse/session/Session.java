package io.gatehouse.session;

import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loop.Timer;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.Unsubscribe;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.Receiver;
import io.gatehouse.routing.Subscriber;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The MQTT state of one client id. Confined to its home loop, which every public entry checks; only
 * {@link #readiness()} is read from elsewhere.
 *
 * <p>The model, in the order of a life:
 *
 * <ul>
 *   <li>{@link Sessions.OfLoop#open} makes it or finds it, and {@link #attach} joins it to a connection ({@link Link});
 *   <li>what the client sends goes through {@link Inbound}, what it receives through {@link Outbound}, its filters
 *       through {@link Subscriptions};
 *   <li>{@link #detach} parts it from the connection. With an expiry it waits, and collects QoS 1 and 2 messages within
 *       the bounds of {@link Backlog}; without, it ends.
 * </ul>
 *
 * <p>It belongs to the certificate that opened it. Another certificate that presents the same client id is refused or
 * starts clean, and inherits nothing.
 */
public final class Session implements Receiver {
    private final SessionContext context;
    private final Sessions.OfLoop sessions;
    private final String clientId;
    private final Principal principal;
    private final Subscriber subscriber;
    private final Subscriptions subscriptions;
    private final Inbound inbound;
    private final Outbound outbound;
    private final LastWill will;
    private final SessionRefusals refusals;

    private Permissions permissions = Permissions.NONE;
    private long validUntilMillis = Long.MAX_VALUE;
    private Rights rights = _ -> Rights.Standing.refused(Reason.CERTIFICATE_UNKNOWN, null);
    private @Nullable Link link;
    private ProtocolVersion version = ProtocolVersion.MQTT_3_1_1;
    private long expirySeconds;
    private @Nullable Timer expiry;
    private long connections; // of this session and of those it replaced
    private boolean ended;

    private volatile Readiness readiness = Readiness.OFFLINE;

    Session(SessionContext context, Sessions.OfLoop sessions, String clientId, Principal principal) {
        this.context = context;
        this.sessions = sessions;
        this.clientId = clientId;
        this.principal = principal;
        this.subscriber = new Subscriber(clientId, context.loop(), this);
        this.subscriptions = new Subscriptions(this, subscriber);
        this.inbound = new Inbound(this);
        this.outbound = new Outbound(this);
        this.will = new LastWill(this);
        this.refusals = new SessionRefusals(this);
    }

    // ---- what it is

    public String clientId() {
        return clientId;
    }

    public Principal principal() {
        return principal;
    }

    /**
     * How many connections there were before the current or last one. AWS's number of lifecycle events: their order may
     * change on the way, so that of two ends of a take-over the higher number is the later one.
     */
    public long versionNumber() {
        return connections - 1;
    }

    /** This session replaces {@code earlier}, of the same client id: nothing of it is inherited but the count. */
    void countsOnFrom(Session earlier) {
        connections = earlier.connections;
    }

    /** The loop it lives on. */
    public Loop home() {
        return context.loop();
    }

    public boolean isConnected() {
        return link != null;
    }

    public long expirySeconds() {
        return expirySeconds;
    }

    SessionContext context() {
        return context;
    }

    Permissions permissions() {
        return permissions;
    }

    @Nullable
    Link link() {
        return link;
    }

    /** True when it outlives its connection, so that messages are kept for it. */
    boolean isPersistent() {
        return expirySeconds > 0;
    }

    // ---- its connection

    /**
     * Joins the session to a connection whose CONNECT was admitted. The caller sends CONNACK next and then calls
     * {@link #resume}.
     *
     * @param grantedExpirySeconds what CONNACK says
     */
    void attach(Link newLink, Connect connect, Rights.Standing granted, Rights rights, long grantedExpirySeconds) {
        cancelExpiry();
        this.link = newLink;
        this.version = connect.version();
        standing(granted);
        this.rights = rights;
        this.connections++;
        will.arm(connect.will());
        expires(grantedExpirySeconds);
        inbound.connectionBegins();
        outbound.connectionBegins(connect.receiveMaximum());
        readiness = Readiness.READY;
    }

    /** CONNACK is written: send again what was open, then what waited. [MQTT-4.4.0-1] */
    public void resume() {
        context.loop().check();
        Link current = link;
        if (current != null) {
            context.lifecycle().connected(this, current.info());
            outbound.pump();
        }
    }

    /** The connection ended. No effect when {@code oldLink} is not the current one any more. */
    @SuppressWarnings("ReferenceEquality") // this very connection
    public void detach(Link oldLink, Ending ending) {
        context.loop().check();
        if (link != oldLink) {
            return;
        }
        link = null;
        readiness = Readiness.OFFLINE;
        context.lifecycle().disconnected(this, oldLink.info(), ending);
        if (ending.publishesWill()) {
            will.connectionLost();
        } else {
            will.disarm();
        }
        if (expirySeconds == 0) {
            end();
        } else if (expirySeconds != Connect.NEVER_EXPIRES) {
            expiry = context.loop().schedule(expirySeconds, TimeUnit.SECONDS, this::expire); // section 4.1
        }
    }

    private void expire() {
        end();
        context.lifecycle().expired(this);
    }

    /** Ends the session for good: its filters, its messages and, if one waits, its will. */
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        cancelExpiry();
        will.fire();
        subscriptions.clear();
        outbound.clear();
        sessions.remove(this);
    }

    /** Frees the session without a trace: the broker stops, and nobody is left to hear of a will. */
    void discard() {
        will.disarm();
        end();
    }

    /**
     * Asks the gate again, because a policy, an attachment or a certificate changed, or the certificate has ended. Who
     * would not be let in now is put out. A certificate that is gone for good takes its session along: nothing it left
     * behind acts any more, its will included, which finds no permission.
     */
    public void rightsChanged() {
        context.loop().check();
        Rights.Standing standing = rights.now();
        standing(standing);
        Reason refusal = standing.refusal();
        if (refusal != null) {
            close(new CloseReason.RightsWithdrawn(refusal, standing.denial()));
        }
        if (refusal == Reason.CERTIFICATE_REVOKED || refusal == Reason.CERTIFICATE_UNKNOWN) {
            end();
        }
    }

    private void standing(Rights.Standing standing) {
        permissions = standing.permissions();
        validUntilMillis = standing.validUntilMillis();
        sessions.validUntil(validUntilMillis);
    }

    /** Last moment, by the wall clock, at which its rights hold if nothing but time passes. */
    long validUntilMillis() {
        return validUntilMillis;
    }

    /** The peer takes bytes again. */
    public void writable() {
        context.loop().check();
        outbound.pump();
    }

    /** Ends the current connection, if there is one. */
    public void close(CloseReason reason) {
        Link current = link;
        if (current != null) {
            current.close(reason);
        }
    }

    // ---- what the client sends

    /** PUBLISH. Borrows the message. */
    public void on(Publish publish) {
        context.loop().check();
        inbound.on(publish);
    }

    public void on(Pubrel pubrel) {
        context.loop().check();
        inbound.on(pubrel);
    }

    public void on(Puback puback) {
        context.loop().check();
        outbound.on(puback);
    }

    public void on(Pubrec pubrec) {
        context.loop().check();
        outbound.on(pubrec);
    }

    public void on(Pubcomp pubcomp) {
        context.loop().check();
        outbound.on(pubcomp);
    }

    public void on(Subscribe subscribe) {
        context.loop().check();
        subscriptions.on(subscribe);
    }

    public void on(Unsubscribe unsubscribe) {
        context.loop().check();
        subscriptions.on(unsubscribe);
    }

    /** DISCONNECT may change the expiry; the caller closes the connection next. */
    public void on(Disconnect disconnect) {
        context.loop().check();
        long asked = disconnect.sessionExpirySeconds();
        if (asked == Disconnect.UNCHANGED) {
            return;
        }
        if (expirySeconds == 0 && asked != 0) {
            throw new ProtocolException(
                    ReasonCode.PROTOCOL_ERROR,
                    "MQTT-3.14.2.2.2",
                    "session expiry: " + asked + " (expected: 0, as CONNECT said)");
        }
        expires(Math.min(asked, context.rules().maxExpirySeconds()));
    }

    // ---- what it receives

    @Override
    public void deliver(Message message, Qos granted, boolean retainAsPublished, SubscriptionIds subscriptionIds) {
        outbound.deliver(message, granted, retainAsPublished, subscriptionIds);
    }

    @Override
    public Readiness readiness() {
        return readiness;
    }

    /** Tells shared subscriptions whether this is a good member to choose. */
    void busy(boolean busy) {
        Readiness now = link == null ? Readiness.OFFLINE : busy ? Readiness.BUSY : Readiness.READY;
        if (now != readiness) {
            readiness = now;
        }
    }

    Outbound outbound() {
        return outbound;
    }

    // ---- shared by the parts

    SessionRefusals refusals() {
        return refusals;
    }

    boolean mayReceive(Topic topic) {
        boolean may = permissions.mayReceive(topic);
        context.counters().authorization(LoopCounters.ACTION_RECEIVE, may);
        return may;
    }

    boolean isMqtt5() {
        return version.isMqtt5();
    }

    /** What {@code gatehouse conn describe} shows. */
    public SessionView view() {
        context.loop().check();
        Link current = link;
        return new SessionView(
                clientId,
                principal,
                version,
                current == null ? null : current.info(),
                expirySeconds,
                subscriptions.filters(),
                outbound.inflight(),
                outbound.queued(),
                inbound.accepted(),
                outbound.delivered());
    }

    /** What it may be judged by elsewhere, if other policies were in force. */
    Usage usage() {
        context.loop().check();
        return new Usage(clientId, principal, subscriptions.some(Usage.MOST_FILTERS), permissions.remembered(), rights);
    }

    private void expires(long seconds) {
        boolean changed = expirySeconds > 0 != seconds > 0;
        expirySeconds = seconds;
        if (changed) {
            subscriptions.persistenceChanged();
        }
    }

    private void cancelExpiry() {
        if (expiry != null) {
            expiry.cancel();
            expiry = null;
        }
    }

    @Override
    public String toString() {
        return "Session[" + clientId + "]";
    }
}
