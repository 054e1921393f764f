package io.gatehouse.session;

import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.MessageLog;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;
import io.gatehouse.telemetry.Spans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * All sessions of the broker, each on the loop its client id belongs to. This class is immutable and may be asked by
 * any thread; what it hands out belongs to a loop.
 */
public final class Sessions {
    /** Client ids without a session whose version number is remembered: 20 MB in the worst case. */
    private static final int MOST_NUMBERS = 131_072;

    private final List<OfLoop> byLoop;
    private final Loops loops;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger stored = new AtomicInteger();
    private final SessionStore store;
    private final int shards;
    private final MessageLog messageLog;
    private final TopicTrie subscriptions;
    private final SharedCertificates shared = new SharedCertificates();

    public Sessions(
            Loops loops,
            SessionRules rules,
            TopicTrie subscriptions,
            Router router,
            RetainedMessages retained,
            DurableLog log,
            KeyValue keyValue,
            DiskReaders readers,
            Lifecycle lifecycle,
            Attachments attachments,
            Metrics metrics,
            Refusals refusals,
            MemoryGuard memory,
            TopicServices services,
            @Nullable Spans spans) {
        this.loops = loops;
        this.store = new SessionStore(keyValue);
        this.shards = log.shards();
        this.messageLog = router.log();
        this.subscriptions = subscriptions;
        List<OfLoop> all = new ArrayList<>(loops.count());
        for (Loop loop : loops.all()) {
            all.add(new OfLoop(new SessionContext(
                    loop,
                    rules,
                    subscriptions,
                    router,
                    retained,
                    log,
                    store,
                    new Removals(loop, store),
                    readers,
                    lifecycle,
                    attachments,
                    metrics.loop(loop.index()),
                    refusals,
                    memory,
                    services,
                    spans)));
        }
        this.byLoop = List.copyOf(all);
        messageLog.onMissed((loop, shard, before) -> of(loop).missed(shard, before));
    }

    /**
     * Takes in all sessions that were stored, with their subscriptions and wills, before the first connection is
     * accepted. Memory follows from the sessions and not from what waits for them. Blocks on the disk.
     *
     * @param rights of sessions that nobody is connected to
     * @return completes when all are there
     * @throws IllegalArgumentException something stored cannot be read: the broker must not start
     */
    public CompletableFuture<Void> restore(StandingRights rights) {
        Map<Loop, Map<String, SessionStore.Saved>> byHome = new HashMap<>();
        store.load().forEach((clientId, saved) -> {
            byHome.computeIfAbsent(loops.homeOf(clientId), home -> new HashMap<>())
                    .put(clientId, saved);
            saved.forEachShared(subscriptions::groupBeganAt);
        });
        return onEveryLoop(sessions -> sessions.restore(byHome.getOrDefault(sessions.context.loop(), Map.of()), rights))
                .thenCompose(restored -> onEveryLoop(OfLoop::wake));
    }

    /**
     * For each shard the lowest position of the log that a session, or the queue of a shared subscription, may still
     * read. Those that keep up move on to what has been told. Any thread.
     */
    public CompletableFuture<long[]> lowestNeeded() {
        AtomicLongArray lowest = new AtomicLongArray(shards);
        for (int shard = 0; shard < shards; shard++) {
            lowest.set(shard, Long.MAX_VALUE);
        }
        long[] told = LongStream.range(0, shards)
                .map(shard -> messageLog.told((int) shard))
                .toArray(); // before the loops are asked
        long[] all = subscriptions.lowestOfQueues(told); // before the sessions: messages go from queues to them
        return onEveryLoop(sessions -> {
                    long[] ofLoop = sessions.lowest(told);
                    for (int shard = 0; shard < shards; shard++) {
                        lowest.accumulateAndGet(shard, ofLoop[shard], Math::min);
                    }
                })
                .thenApply(done -> {
                    Arrays.setAll(all, shard -> Math.min(all[shard], lowest.get(shard)));
                    return all;
                });
    }

    /** The sessions of one loop; to be used on that loop. */
    public OfLoop of(Loop loop) {
        return byLoop.get(loop.index());
    }

    /** How many there are, connected or not. Any thread. */
    public int count() {
        return count.get();
    }

    /** Which connected clients share a certificate. Any thread. */
    public SharedCertificates shared() {
        return shared;
    }

    /** Of how many the store has a record: those that outlive the process, and those that have a will. Any thread. */
    public int stored() {
        return stored.get();
    }

    /**
     * Rights of these certificates changed: every session of theirs asks the gate again, each on its loop. Any thread.
     *
     * @return completes when all have
     */
    public CompletableFuture<Void> rightsChanged(Set<String> certificateIds) {
        return walk(
                sessions -> sessions.byCertificate.of(certificateIds, Integer.MAX_VALUE),
                session -> EachSession.guarded(session, Session::rightsChanged));
    }

    /** Shows the connection of every client to {@code action}, with the client id, each on its loop. Any thread. */
    public CompletableFuture<Void> eachLink(BiConsumer<String, Link> action) {
        return walk(OfLoop::all, session -> {
            Link link = session.link();
            if (link != null) {
                action.accept(session.clientId(), link);
            }
        });
    }

    /** Certificates that have a session, or one with a connection. Any thread. */
    public CompletableFuture<Set<String>> certificates(boolean connected) {
        Set<String> found = ConcurrentHashMap.newKeySet();
        return onEveryLoop(sessions -> sessions.byCertificate.addTo(found, connected))
                .thenApply(done -> found);
    }

    /** Walks through sessions, on every loop at once and a few in each turn. */
    private CompletableFuture<Void> walk(Function<OfLoop, List<Session>> chosen, Consumer<Session> action) {
        List<CompletableFuture<?>> parts = new ArrayList<>(byLoop.size());
        for (OfLoop sessions : byLoop) {
            CompletableFuture<@Nullable Void> part = new CompletableFuture<>();
            Loop loop = sessions.context.loop();
            loop.run(() -> new SessionWalk(loop, chosen.apply(sessions), action, part).run());
            parts.add(part);
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    }

    /**
     * Begins to look, every second on every loop, whose certificate has ended meanwhile: such a session asks the gate
     * again. A look costs one comparison, and a walk through the loop's sessions only when one of them is due; a timer
     * for each would be memory in every idle connection. By the wall clock, which may jump. Version numbers whose time
     * is over are forgotten by the way. Any thread; called once.
     */
    public void watchCertificates() {
        for (OfLoop sessions : byLoop) {
            sessions.context.loop().run(sessions::watchCertificates);
        }
    }

    /** Does something with the sessions of every loop, each on its loop. Any thread. */
    public CompletableFuture<Void> onEveryLoop(Consumer<OfLoop> action) {
        List<CompletableFuture<?>> parts = new ArrayList<>(byLoop.size());
        for (OfLoop sessions : byLoop) {
            CompletableFuture<@Nullable Void> part = new CompletableFuture<>();
            sessions.context
                    .loop()
                    .run(() -> complete(part, () -> {
                        action.accept(sessions);
                        return null;
                    }));
            parts.add(part);
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    }

    /** What waits in all sessions: a walk, a few sessions in each turn of a loop. Any thread. */
    public CompletableFuture<Waiting> waiting() {
        Waiting.Sum sum = new Waiting.Sum();
        return walk(OfLoop::all, sum::add).thenApply(done -> sum.total());
    }

    /** What {@code look} makes of one session, or of {@code null}; computed on its loop. Any thread. */
    public <T> CompletableFuture<T> ask(String clientId, Function<@Nullable Session, T> look) {
        OfLoop home = of(loops.homeOf(clientId));
        CompletableFuture<T> answer = new CompletableFuture<>();
        home.context.loop().run(() -> complete(answer, () -> look.apply(home.find(clientId))));
        return answer;
    }

    /** Views of all connected sessions whose client id begins with {@code prefix}, unordered. Any thread. */
    public CompletableFuture<List<SessionView>> views(String prefix) {
        return collect(OfLoop::all, session -> session.clientId().startsWith(prefix) ? session.view() : null);
    }

    /** What the connected sessions of these certificates use of their rights, of {@code most} on each loop. */
    public CompletableFuture<List<Usage>> usages(Set<String> certificateIds, int most) {
        return collect(sessions -> sessions.byCertificate.of(certificateIds, most), Session::usage);
    }

    /** What {@code look} makes of those that are connected, where it makes anything. */
    private <T> CompletableFuture<List<T>> collect(
            Function<OfLoop, List<Session>> chosen, Function<Session, @Nullable T> look) {
        Queue<T> found = new ConcurrentLinkedQueue<>();
        return walk(chosen, session -> {
                    T seen = session.isConnected() ? look.apply(session) : null;
                    if (seen != null) {
                        found.add(seen);
                    }
                })
                .thenApply(done -> List.copyOf(found));
    }

    private static <T> void complete(CompletableFuture<T> answer, Supplier<T> work) {
        try {
            answer.complete(work.get());
        } catch (RuntimeException defect) {
            answer.completeExceptionally(defect);
        }
    }

    /** The sessions homed on one loop. Confined to it. */
    public final class OfLoop {
        private final SessionContext context;
        private final Sharers sharers;
        private final Map<String, Session> byClientId = new HashMap<>();
        private final SessionsOfCertificates byCertificate = new SessionsOfCertificates();
        private final VersionNumbers numbers = new VersionNumbers(MOST_NUMBERS / loops.count());
        private long firstEndMillis = Long.MAX_VALUE; // when the certificate of one of them ends, or earlier

        private OfLoop(SessionContext context) {
            this.context = context;
            this.sharers = new Sharers(context, shared);
        }

        public @Nullable Session find(String clientId) {
            context.loop().check();
            return byClientId.get(clientId);
        }

        /**
         * Resumes the session of {@code clientId} or makes one, takes it over from a connection that still has it, and
         * attaches it to {@code link}.
         *
         * @param clientId as sent, or as assigned by the server
         */
        public Opening open(
                Link link,
                Connect connect,
                String clientId,
                Principal principal,
                Origin origin,
                Rights.Standing granted,
                Rights rights) {
            context.loop().check();
            Session existing = byClientId.get(clientId);
            Principal owner = existing == null ? principal : existing.principal();
            boolean goesOn = owner.isContinuedBy(principal, context.attachments());
            if (!goesOn && context.rules().refuseForeignCertificate() && !owner.isOfSameThingAs(principal)) {
                return new Opening.Refused(
                        Reason.CLIENT_ID_OWNED, "client id " + clientId + " has a session of another certificate");
            }
            Opening.Refused sharing = sharers.enter(principal, clientId, link);
            if (sharing != null) {
                return sharing;
            }
            boolean attached = false;
            try {
                if (existing != null) {
                    takeOver(existing, link, principal); // [MQTT-3.1.4-3]; a session without expiry ends with it
                    if (connect.cleanStart() || !goesOn) {
                        existing.end(); // [MQTT-3.1.2-4]
                    }
                }
                Session present = byClientId.get(clientId);
                if (present == null && count.get() >= context.rules().maxSessions()) {
                    return new Opening.Refused(
                            Reason.SESSION_LIMIT,
                            "sessions: " + count.get() + " (expected: below "
                                    + context.rules().maxSessions() + ")");
                }
                long expirySeconds =
                        Math.min(connect.sessionExpirySeconds(), context.rules().maxExpirySeconds());
                Session session = present != null
                        ? present
                        : add(new Session(
                                context,
                                this,
                                clientId,
                                principal,
                                expirySeconds > 0,
                                ThreadLocalRandom.current().nextLong(),
                                null));
                if (present == null) {
                    session.countsOnFrom(numbers.take(clientId, context.nowMillis()));
                }
                byCertificate.hand(session, principal);
                session.attach(link, connect, origin, granted, rights, expirySeconds);
                attached = true;
                return new Opening.Opened(
                        session,
                        present != null,
                        expirySeconds,
                        session.stored().connectionBegins());
            } finally {
                if (!attached) {
                    sharers.leave(principal, clientId);
                }
            }
        }

        private void restore(Map<String, SessionStore.Saved> stored, StandingRights standing) {
            stored.forEach((clientId, saved) -> {
                SessionRecord record = saved.record();
                Session session = new Session(
                        context,
                        this,
                        clientId,
                        record.principal(),
                        record.durable(),
                        record.incarnation(),
                        saved.start(context.rules().maxInflight()));
                add(session).restore(saved, record, standing.of(clientId, record.principal(), record.origin()));
            });
        }

        private void wake() {
            EachSession.of(byClientId.values(), Session::wake);
        }

        private void missed(int shard, long before) {
            EachSession.of(byClientId.values(), session -> session.outbound().missed(shard, before));
        }

        private long[] lowest(long[] told) {
            long[] lowest = new long[shards];
            Arrays.fill(lowest, Long.MAX_VALUE);
            for (Session session : byClientId.values()) {
                for (int shard = 0; session.isDurable() && shard < shards; shard++) {
                    session.outbound().logMoved(shard, context.log().begin(shard), told[shard]);
                    lowest[shard] = Math.min(lowest[shard], session.outbound().lowest(shard));
                }
            }
            return lowest;
        }

        private void takeOver(Session existing, Link newcomer, Principal principal) {
            if (existing.isConnected()) {
                context.counters().sessionTakenOver();
                String peer = "newcomer: " + newcomer.info().peer();
                boolean same = existing.principal().id().equals(principal.id());
                existing.close(new CloseReason.TakenOver(same ? peer : peer + " of " + principal.id()));
                if (!same) {
                    sharers.leave(existing.principal(), existing.clientId());
                }
            }
        }

        private Session add(Session session) {
            count.incrementAndGet();
            byClientId.put(session.clientId(), session);
            byCertificate.add(session);
            return session;
        }

        void disconnected(Session session, Ending ending) {
            sharers.disconnected(session, ending);
        }

        /** A record of one of them is in the store from now on. */
        void stored() {
            stored.incrementAndGet();
        }

        void remove(Session session) {
            if (!byClientId.remove(session.clientId(), session)) {
                return;
            }
            count.decrementAndGet();
            if (session.stored().isPresent()) {
                stored.decrementAndGet();
            }
            numbers.left(
                    session.clientId(), session.connections(), session.expiry().endedAtMillis(), context.nowMillis());
            byCertificate.remove(session);
        }

        /** One of the sessions has its rights up to then. */
        void validUntil(long endMillis) {
            firstEndMillis = Math.min(firstEndMillis, endMillis);
        }

        private void watchCertificates() {
            var _ = context.loop()
                    .schedule(1, TimeUnit.SECONDS, this::watchCertificates); // whatever comes of this look
            endExpired();
            numbers.sweep(context.nowMillis());
        }

        private void endExpired() {
            long now = context.nowMillis();
            if (now <= firstEndMillis) {
                return;
            }
            firstEndMillis = Long.MAX_VALUE;
            EachSession.of(byClientId.values(), session -> {
                if (now > session.standing().validUntilMillis()) {
                    session.rightsChanged();
                } else {
                    validUntil(session.standing().validUntilMillis());
                }
            });
        }

        /** What ends the connections of this loop, one each, for {@link CloseReason.ShuttingDown}. */
        public List<Runnable> partings() {
            context.loop().check();
            return byClientId.values().stream()
                    .filter(Session::isConnected)
                    .<Runnable>map(session ->
                            () -> EachSession.guarded(session, each -> each.close(new CloseReason.ShuttingDown())))
                    .toList();
        }

        Loop loop() {
            return context.loop();
        }

        /** Frees what sessions hold, and stores how far they have come: the last thing a stopping broker does here. */
        public void clear() {
            context.loop().check();
            EachSession.of(byClientId.values(), Session::discard);
        }

        private List<Session> all() {
            return List.copyOf(byClientId.values());
        }
    }
}
