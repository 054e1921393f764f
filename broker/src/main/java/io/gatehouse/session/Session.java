package io.gatehouse.session;

import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.TopicSelection;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * <p>It belongs to the certificate that opened it. Another certificate that presents the same client id is refused or
 * starts clean, and inherits nothing.
 */
public final class Session implements Receiver {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

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
    private final boolean durable;
    private final long incarnation;

    private Permissions permissions = Permissions.NONE;
    private long validUntilMillis = Long.MAX_VALUE;
    private Rights rights = _ -> Rights.Standing.refused(Reason.CERTIFICATE_UNKNOWN, null);
    private @Nullable Link link;
    private ProtocolVersion version = ProtocolVersion.MQTT_3_1_1;
    private long expirySeconds;
    private @Nullable Timer expiry;
    private long connections; // of this session and of those it replaced
    private boolean ended;
    private boolean stored; // a record of it lies in the store
    private boolean opened; // CONNACK was sent on the current connection
    private long endedAtMillis; // of the last connection
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
        this.incarnation = incarnation;
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

    /** The connection, once its CONNACK was sent. */
    @Nullable
    Link link() {
        return opened ? link : null;
    }

    /** True when it outlives its connection and the process, so that messages are kept for it. */
    boolean isDurable() {
        return durable;
    }

    long incarnation() {
        return incarnation;
    }

    boolean isEnded() {
        return ended;
    }

    // ---- its place in the store

    /** Takes in what was stored of it, in a process before this one; nobody is connected. */
    void restore(SessionStore.Saved saved, SessionRecord record, Rights standing) {
        context.loop().check();
        inStore();
        version = record.version();
        expirySeconds = record.expirySeconds();
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
        endedAtMillis =
                record.endedAtMillis() == SessionRecord.CONNECTED ? context.nowMillis() : record.endedAtMillis();
    }

    /**
     * All that were stored are here again. Who was connected when the broker died has lost its connection now: its will
     * is due, and its expiry begins. [MQTT-3.1.2-8]
     */
    void wake() {
        if (expirySeconds == 0) {
            end();
            return;
        }
        will.connectionLost(context.nowMillis() - endedAtMillis);
        waitForReturn();
    }

    /** The lowest position of a shard that this session may still read. Of a durable one only. */
    long lowest(int shard) {
        return outbound.lowest(shard);
    }

    /** Publishers of what it subscribes to are refused from now on, or not any more. */
    void full(boolean now) {
        subscriptions.full(now);
    }

    /** See {@link Outbound#logMoved}. */
    void logMoved(int shard, long begin, long told) {
        outbound.logMoved(shard, begin, told);
    }

    /** As it is to be stored now. */
    private SessionRecord record(boolean connected) {
        return new SessionRecord(
                clientId,
                incarnation,
                principal,
                origin,
                version,
                durable,
                expirySeconds,
                connections,
                connected ? SessionRecord.CONNECTED : endedAtMillis,
                will.waiting());
    }

    /**
     * Stores what a restart must find of the connection that begins: its will, the session's expiry and whose it is.
     * CONNACK waits for it.
     *
     * @return null when there is nothing to store
     */
    @Nullable
    CompletableFuture<CommitResult> storeOpening() {
        if (!durable && will.waiting() == null) {
            return null;
        }
        inStore();
        sessions.replacing(clientId);
        return context.store().save(record(true));
    }

    private void inStore() {
        if (!stored) {
            stored = true;
            sessions.stored();
        }
    }

    /** True when the store has a record of it. */
    boolean isStored() {
        return stored;
    }

    /** Runs {@code then} on the loop, told whether {@code write} was stored. Not when the session has ended meanwhile. */
    public void whenStored(CompletableFuture<CommitResult> write, Consumer<Boolean> then) {
        var _ = write.whenComplete((result, never) -> {
            try {
                context.loop().post(() -> {
                    if (!ended) {
                        then.accept(result instanceof CommitResult.Stored);
                    }
                });
            } catch (RejectedExecutionException stopping) {
                log.atDebug().addKeyValue("clientId", clientId).log("stored as the loop ended");
            }
        });
    }

    /** The will was published or discarded: a restart must not find it. */
    void willGone() {
        if (stored && !ended) {
            var _ = context.store().save(record(link != null));
        }
    }

    TopicSelection selection() {
        return subscriptions.selection();
    }

    Outbound.@Nullable Joined joined(Message message, int shard, long position) {
        return subscriptions.joined(message, shard, position);
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
        cancelExpiry();
        this.link = newLink;
        this.opened = false;
        this.origin = origin;
        this.version = connect.version();
        standing(granted);
        this.rights = rights;
        this.connections++;
        will.arm(connect.will());
        expirySeconds = grantedExpirySeconds;
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
        endedAtMillis = context.nowMillis();
        outbound.connectionEnded();
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
        if (expirySeconds == 0) {
            end();
        } else if (!ended) {
            if (durable) {
                var _ = context.store().save(record(false));
                outbound.save();
            }
            waitForReturn();
        }
    }

    /** Nobody is connected: the session ends when its expiry has passed since the last connection. */
    private void waitForReturn() {
        if (expirySeconds == Connect.NEVER_EXPIRES) {
            return;
        }
        long passed = Math.max(0, context.nowMillis() - endedAtMillis);
        long left = Math.max(0, TimeUnit.SECONDS.toMillis(expirySeconds) - passed);
        expiry = context.loop().schedule(left, TimeUnit.MILLISECONDS, this::expire); // section 4.1
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
        cancelExpiry();
        will.fire();
        if (stored) {
            sessions.removing(
                    clientId, context.store().remove(clientId, incarnation, subscriptions.filters(), inbound.stored()));
        }
        release();
    }

    private void release() {
        subscriptions.clear();
        outbound.clear();
        sessions.remove(this);
    }

    /**
     * Frees the session's memory: the broker stops. What the store has of it stays, and how far it has come is brought
     * there.
     *
     * @return completes when that is stored; null when there is nothing to store
     */
    @Nullable
    CompletableFuture<CommitResult> discard() {
        CompletableFuture<CommitResult> written =
                durable ? context.store().save(clientId, incarnation, outbound.checkpoint()) : null;
        ended = true;
        cancelExpiry();
        will.disarm();
        release();
        return written;
    }

    /** Messages were stored that this loop was too busy to be told of. */
    void missed(int shard, long before) {
        outbound.missed(shard, before);
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
        expirySeconds = Math.min(asked, context.rules().maxExpirySeconds());
    }

    // ---- what it receives

    @Override
    public void deliver(
            Message message, long position, Qos granted, boolean retainAsPublished, SubscriptionIds subscriptionIds) {
        outbound.deliver(message, position, granted, retainAsPublished, subscriptionIds);
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
