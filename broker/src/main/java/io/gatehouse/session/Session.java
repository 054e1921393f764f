package io.gatehouse.session;

import io.gatehouse.engine.GroupQueue;
import io.gatehouse.loop.Loop;
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
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.Receiver;
import io.gatehouse.routing.Subscriber;
import io.gatehouse.routing.Subscription;
import java.util.List;
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
 *   <li>{@link #detach} parts it from the connection. With an expiry it waits, and what it is owed lies in the log;
 *       without, it ends.
 * </ul>
 *
 * <p>A session that is opened with an expiry is <em>durable</em>: it, its subscriptions, its place in the log and its
 * open QoS 2 exchanges lie in the {@link SessionStore}, and whatever a client is told of them is stored before. A
 * session without expiry is stored only if it has a will, for the will's sake.
 *
 * <p>It belongs to the certificate that opened it or, of the same thing, came last ({@link Principal#isContinuedBy}).
 * Any other that presents the same client id is refused or starts clean, and inherits nothing.
 */
public final class Session implements Receiver {
    private final SessionContext context;
    private final Sessions.OfLoop sessions;
    private final String clientId;
    private Principal principal;
    private final Subscriber subscriber;
    private final Subscriptions subscriptions;
    private final Inbound inbound;
    private final Outbound outbound;
    private final LastWill will;
    private final SessionRefusals refusals;
    private final boolean durable;
    private final StoredSession stored;

    private Rights.Standing standing = Rights.Standing.refused(Reason.CERTIFICATE_UNKNOWN, null);
    private Rights rights = _ -> Rights.Standing.refused(Reason.CERTIFICATE_UNKNOWN, null);
    private @Nullable Link link;
    private ProtocolVersion version = ProtocolVersion.MQTT_3_1_1;
    private final Expiry expiry;
    private long connections; // of this session and of those before it
    private boolean ended;
    private boolean opened; // CONNACK was sent on the current connection
    private Origin origin = new Origin("", "", 0, false, false);
    private volatile Readiness readiness = Readiness.OFFLINE;

    /**
     * A session that nobody is connected to yet.
     *
     * @param durable whether it outlives its connections and the process
     * @param incarnation tells it from those of the same client id before and after it
     * @param checkpoint how far it had come in an earlier life of the broker; {@code null} for a new one
     */
    Session(
            SessionContext context,
            Sessions.OfLoop sessions,
            String clientId,
            Principal principal,
            boolean durable,
            long incarnation,
            @Nullable Checkpoint checkpoint) {
        this.context = context;
        this.durable = durable;
        this.expiry = new Expiry(context.loop(), this::expire);
        this.stored = new StoredSession(this, incarnation);
        this.sessions = sessions;
        this.clientId = clientId;
        this.principal = principal;
        this.subscriber = new Subscriber(clientId, context.loop(), this);
        this.subscriptions = new Subscriptions(this, subscriber);
        this.inbound = new Inbound(this);
        this.outbound = new Outbound(this, checkpoint);
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

    void belongsTo(Principal newcomer) {
        principal = newcomer;
    }

    /**
     * How many connections of the client id there were before the current or last one, see {@link VersionNumbers}.
     * AWS's number of lifecycle events: their order may change on the way, and the higher number is the later one.
     */
    public long versionNumber() {
        return connections - 1;
    }

    /** Of the sessions before this one nothing is inherited but how many connections they had. */
    void countsOnFrom(long earlier) {
        connections = earlier;
    }

    /** The loop it lives on. */
    public Loop home() {
        return context.loop();
    }

    public boolean isConnected() {
        return link != null;
    }

    public long expirySeconds() {
        return expiry.seconds();
    }

    SessionContext context() {
        return context;
    }

    Permissions permissions() {
        return standing.permissions();
    }

    /** The connection, once its CONNACK was sent. */
    @Nullable
    Link link() {
        return opened ? link : null;
    }

    /** True when it outlives its connection and the process, so that messages are kept for it. */
    boolean isDurable() {
        return durable;
    }

    long connections() {
        return connections;
    }

    ProtocolVersion version() {
        return version;
    }

    Origin origin() {
        return origin;
    }

    Expiry expiry() {
        return expiry;
    }

    /** What the store has of it. */
    public StoredSession stored() {
        return stored;
    }

    boolean isEnded() {
        return ended;
    }

    // ---- its place in the store

    /** Takes in what was stored of it, in a process before this one; nobody is connected. */
    void restore(SessionStore.Saved saved, SessionRecord record, Rights standing) {
        context.loop().check();
        stored.found();
        version = record.version();
        connections = record.connections();
        origin = record.origin();
        rights = standing;
        if (record.will() != null) {
            standing(standing.now()); // the others are asked when a client is there
        }
        saved.subscriptions().forEach(subscriptions::restore);
        saved.unreleased().forEach(inbound::restore);
        outbound.restored();
        will.arm(record.will());
        expiry.restore(
                record.expirySeconds(),
                record.endedAtMillis() == SessionRecord.CONNECTED ? context.nowMillis() : record.endedAtMillis());
    }

    /**
     * All that were stored are here again. Who was connected when the broker died has lost its connection now: its will
     * is due, and its expiry begins. [MQTT-3.1.2-8]
     */
    void wake() {
        if (expiry.seconds() == 0) {
            end();
            return;
        }
        will.connectionLost(context.nowMillis() - expiry.endedAtMillis());
        expiry.begin(context.nowMillis());
    }

    /** A record of it is in the store from now on. */
    void entersStore() {
        sessions.stored();
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    LastWill will() {
        return will;
    }

    // ---- its connection

    /**
     * Joins the session to a connection whose CONNECT was admitted. The caller sends CONNACK next and then calls
     * {@link #resume}.
     *
     * @param grantedExpirySeconds what CONNACK says
     */
    void attach(
            Link newLink,
            Connect connect,
            Origin origin,
            Rights.Standing granted,
            Rights rights,
            long grantedExpirySeconds) {
        expiry.cancel();
        this.link = newLink;
        this.opened = false;
        this.origin = origin;
        this.version = connect.version();
        standing(granted);
        this.rights = rights;
        this.connections++;
        will.arm(connect.will());
        expiry.grant(grantedExpirySeconds);
        inbound.connectionBegins();
        outbound.connectionBegins(connect.receiveMaximum());
    }

    /** CONNACK is written: send again what was open, then what waited. [MQTT-4.4.0-1] */
    public void resume() {
        context.loop().check();
        Link current = link;
        if (current != null) {
            opened = true;
            readiness = Readiness.READY;
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
        expiry.connectionEnded(context.nowMillis());
        outbound.connectionEnded();
        sessions.disconnected(this, ending);
        if (opened) {
            context.lifecycle().disconnected(this, oldLink.info(), ending);
        }
        if (ending.reason() == Reason.SERVER_SHUTTING_DOWN) {
            return; // what is stored says that it was here: its will and its expiry begin with the next start
        }
        if (ending.publishesWill()) {
            will.connectionLost(0);
        } else {
            will.disarm();
        }
        if (expiry.seconds() == 0) {
            end();
        } else if (!ended) {
            if (durable) {
                stored.connectionEnded();
                outbound.save();
            }
            expiry.begin(context.nowMillis());
        }
    }

    private void expire() {
        end();
        context.lifecycle().expired(this);
    }

    /** Ends the session for good: its filters, its messages and, if one waits, its will. */
    public void end() {
        context.loop().check();
        if (ended) {
            return;
        }
        ended = true;
        expiry.cancel();
        will.fire();
        stored.remove(subscriptions.filters(), inbound.stored());
        release();
    }

    private void release() {
        subscriptions.clear();
        outbound.clear();
        sessions.remove(this);
    }

    /** Frees its memory: the broker stops. How far it has come is brought to the store, and what is there stays. */
    void discard() {
        if (durable) {
            var _ = stored.save(outbound.checkpoint(), outbound.toBeTaken());
        }
        ended = true;
        expiry.cancel();
        will.disarm();
        release();
    }

    /**
     * Asks the gate again, because a policy, an attachment or a certificate changed, or the certificate has ended. Who
     * would not be let in now is put out. A certificate that is gone for good takes its session along: nothing it left
     * behind acts any more, its will included, which finds no permission.
     */
    public void rightsChanged() {
        context.loop().check();
        if (ended) {
            return;
        }
        standing(rights.now());
        Reason refusal = standing.refusal();
        if (refusal != null) {
            close(new CloseReason.RightsWithdrawn(refusal, standing.denial()));
        }
        if (refusal == Reason.CERTIFICATE_REVOKED || refusal == Reason.CERTIFICATE_UNKNOWN) {
            end();
        }
    }

    private void standing(Rights.Standing standing) {
        this.standing = standing;
        sessions.validUntil(standing.validUntilMillis());
    }

    /** What it may do, and until when if nothing but time passes. */
    Rights.Standing standing() {
        return standing;
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
        if (expiry.seconds() == 0 && asked != 0) {
            throw new ProtocolException(
                    ReasonCode.PROTOCOL_ERROR,
                    "MQTT-3.14.2.2.2",
                    "session expiry: " + asked + " (expected: 0, as CONNECT said)");
        }
        expiry.grant(Math.min(asked, context.rules().maxExpirySeconds()));
    }

    // ---- what it receives

    @Override
    public void deliver(
            Message message, long position, Qos granted, boolean retainAsPublished, SubscriptionIds subscriptionIds) {
        outbound.deliver(message, position, granted, retainAsPublished, subscriptionIds);
    }

    @Override
    public void sharesQueue(Subscription member, GroupQueue queue) {
        outbound.sharesQueue(member, queue);
    }

    @Override
    public Readiness readiness() {
        return readiness;
    }

    /** Tells shared subscriptions whether this is a good member to choose. */
    void busy(boolean busy) {
        readiness = link == null ? Readiness.OFFLINE : busy ? Readiness.BUSY : Readiness.READY;
    }

    Outbound outbound() {
        return outbound;
    }

    SessionRefusals refusals() {
        return refusals;
    }

    boolean mayReceive(Topic topic) {
        return context.counted(LoopCounters.ACTION_RECEIVE, permissions().decide(Action.RECEIVE, topic));
    }

    /** What {@code gatehouse conn describe} shows. */
    public SessionView view() {
        context.loop().check();
        return SessionView.of(this, inbound, outbound);
    }

    /** What it may be judged by elsewhere, if other policies were in force. */
    Usage usage() {
        context.loop().check();
        List<Permissions.Remembered> lately = permissions().remembered();
        return new Usage(clientId, principal, subscriptions.some(Usage.MOST_FILTERS), lately, rights);
    }

    @Override
    public String toString() {
        return "Session[" + clientId + "]";
    }
}
