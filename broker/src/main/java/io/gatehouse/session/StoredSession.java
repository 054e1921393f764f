package io.gatehouse.session;

import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Key;
import io.gatehouse.log.Log;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the store has of one session, beside its subscriptions and its cursor. Confined to the session's loop. */
public final class StoredSession {
    private static final Log log = Log.of(StoredSession.class);

    private final Session session;
    private final SessionContext context;
    private final long incarnation;
    private boolean present; // a record of it lies in the store

    /** @param incarnation tells the session from those of the same client id before and after it */
    StoredSession(Session session, long incarnation) {
        this.session = session;
        this.context = session.context();
        this.incarnation = incarnation;
    }

    /** True when the store has a record of it. */
    boolean isPresent() {
        return present;
    }

    /** It was read from the store, or is on its way there. */
    void found() {
        if (!present) {
            present = true;
            session.entersStore();
        }
    }

    /** As it is to be stored now. */
    private SessionRecord record(boolean connected) {
        return new SessionRecord(
                session.clientId(),
                incarnation,
                session.principal(),
                session.origin(),
                session.version(),
                session.isDurable(),
                session.expirySeconds(),
                session.connections(),
                connected ? SessionRecord.CONNECTED : session.expiry().endedAtMillis(),
                session.will().waiting());
    }

    /**
     * Stores what a restart must find of the connection that begins: its will, the session's expiry and whose it is.
     * CONNACK waits for it, or for what a restart must not find: the session that ended before this one.
     *
     * @return null when there is nothing to wait for
     */
    @Nullable
    CompletableFuture<CommitResult> connectionBegins() {
        if (!session.isDurable() && session.will().waiting() == null) {
            return context.removals().pending(session.clientId());
        }
        found();
        context.removals().replaced(session.clientId());
        return context.store().save(record(true));
    }

    void connectionEnded() {
        var _ = context.store().save(record(false));
    }

    /** The will was published or discarded: a restart must not find it. */
    void willGone() {
        if (present && !session.isEnded()) {
            var _ = context.store().save(record(session.isConnected()));
        }
    }

    /** The session has ended: nothing of it stays. */
    void remove(List<String> filters, List<Integer> unreleased) {
        if (present) {
            context.removals()
                    .begin(
                            session.clientId(),
                            context.store().remove(session.clientId(), incarnation, filters, unreleased));
        }
    }

    CompletableFuture<CommitResult> save(Map<String, SavedSubscription> subscriptions) {
        return context.store().save(session.clientId(), incarnation, subscriptions);
    }

    CompletableFuture<CommitResult> removeFilters(List<String> filters) {
        return context.store().removeFilters(session.clientId(), incarnation, filters);
    }

    /** @param taken from the queues of shared subscriptions, in the same step */
    CompletableFuture<CommitResult> save(Checkpoint checkpoint, List<Lent> taken) {
        return context.store().save(session.clientId(), incarnation, checkpoint, taken);
    }

    /** Stored with a QoS 2 message that the client has published, so that its repetition is known after a crash. */
    Key once(int packetId) {
        return SessionStore.once(session.clientId(), incarnation, packetId);
    }

    /** PUBREL came for such a message. */
    CompletableFuture<CommitResult> release(int packetId) {
        return context.store().release(session.clientId(), incarnation, packetId);
    }

    /**
     * Runs {@code then} on the loop, told whether {@code write} was stored. Not when the session has ended meanwhile.
     */
    public void whenStored(CompletableFuture<CommitResult> write, Consumer<Boolean> then) {
        var _ = write.whenComplete((result, never) -> {
            try {
                context.loop().post(() -> {
                    if (!session.isEnded()) {
                        then.accept(result instanceof CommitResult.Stored);
                    }
                });
            } catch (RejectedExecutionException stopping) {
                log.atDebug().addKeyValue("clientId", session.clientId()).log("stored as the loop ended");
            }
        });
    }
}
