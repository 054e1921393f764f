package io.gatehouse.history;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last events of every client. {@link #add} on any thread, event loops above all, without waiting; {@link #of} on
 * threads that may wait.
 *
 * <h2>Model</h2>
 *
 * What happened waits in {@link Intake} until the one thread of this class, or somebody who asks, takes it in: to the
 * events of the client, which are one array of bytes ({@link StoredEvents}) on a {@link Shelf}. Once a second the
 * thread writes what changed, a value for each client.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>Nothing here is waited for by an event loop. What finds no room is dropped and counted ({@link #dropped}).
 *   <li>Memory is bounded three times: events of a client, clients, bytes. Who was active least recently is forgotten
 *       first, in memory and then on the disk, so that the disk keeps to the same bounds.
 *   <li>Strangers cannot erase: clients that were never let in have an eighth of the room and push out each other only,
 *       and refusals have at most half of a client's events ({@link LastEvents}).
 *   <li>A crash loses the last second; when more than {@value #MAX_COMMITS} commits of changes came in a second, what
 *       was not yet written. An orderly stop loses nothing.
 * </ul>
 *
 * <p>Cost: a client that connected, subscribed and stays takes some 330 bytes of the heap, one with 50 events of
 * connections that come and go 3.2 KiB ({@code HistoryMemoryTest}). The default budget keeps 177,000 of the former or
 * 18,000 of the latter.
 *
 * <p>Rejected: a log of all events with one value a second, written once and trimmed at its end; one device that
 * reconnects without pause would push everybody's history out of it. And a ring in each session: it ends with the
 * session, which is when somebody asks.
 */
public final class ClientHistory implements AutoCloseable {
    static final String TABLE = "history";

    private static final Logger log = LoggerFactory.getLogger(ClientHistory.class);
    private static final long MAX_WAITING_BYTES = 16L * 1024 * 1024;
    private static final int MAX_TAKEN_AT_ONCE = 65_536;
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_COMMITS = 16;
    private static final int MAX_COMMIT_BYTES = 1024 * 1024;

    private final KeyValue store;
    private final HistoryLimits limits;
    private final Intake intake;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile int clients;
    private volatile long bytes;

    private final ReentrantLock memory = new ReentrantLock(); // guards what follows; never held by an event loop
    private final Shelf known;
    private final Shelf strangers;
    private final Unsaved unsaved = new Unsaved();

    private boolean saveFails; // the saving thread's own: said once, not every second

    ClientHistory(KeyValue store, HistoryLimits limits, Intake intake) {
        this.store = store;
        this.limits = limits;
        this.intake = intake;
        this.known = new Shelf(limits.ofKnown());
        this.strangers = new Shelf(limits.ofStrangers());
        this.thread = Thread.ofPlatform().name("gatehouse-history").unstarted(this::run);
    }

    /**
     * Reads what was kept, on the caller's thread, and begins.
     *
     * @throws java.io.UncheckedIOException the store cannot be read
     */
    public static ClientHistory open(KeyValue store, HistoryLimits limits) {
        ClientHistory history = new ClientHistory(store, limits, new Intake(MAX_WAITING_BYTES));
        history.load();
        history.start();
        return history;
    }

    void start() {
        intake.wakes(thread);
        thread.start();
    }

    /** Any thread; does not wait. */
    public void add(String clientId, ClientEvent event) {
        var _ = intake.add(clientId, event);
    }

    /** In the order of time; empty for a client nothing is known of. May wait for a moment. */
    public List<ClientEvent> of(String clientId) {
        memory.lock();
        try {
            takeIn(); // what happened a moment ago is part of the answer
            return events(clientId, stored(clientId));
        } finally {
            memory.unlock();
        }
    }

    /** Clients of which something is remembered. Any thread. */
    public int clients() {
        return clients;
    }

    /** What is remembered, in bytes; the disk has as much. Any thread. */
    public long bytes() {
        return bytes;
    }

    /** Events that found no room, since the start. Any thread. */
    public long dropped() {
        return intake.dropped();
    }

    // ---- memory

    private void takeIn() {
        Map<String, List<ClientEvent>> taken = new LinkedHashMap<>(16, 0.75f, true); // the last active one last
        for (int i = 0; i < MAX_TAKEN_AT_ONCE; i++) {
            Intake.Waiting next = intake.poll();
            if (next == null) {
                break;
            }
            taken.computeIfAbsent(next.clientId(), id -> new ArrayList<>(2)).add(next.event());
        }
        taken.forEach(this::append);
        known.trim(unsaved::forgotten);
        strangers.trim(unsaved::forgotten);
        clients = known.clients() + strangers.clients();
        bytes = known.bytes() + strangers.bytes();
    }

    /** All new ones of a client at once: its bytes are read and written once, however many there are. */
    private void append(String clientId, List<ClientEvent> news) {
        byte[] before = stored(clientId);
        LastEvents events = new LastEvents(events(clientId, before), limits.maxEvents());
        news.forEach(events::add);
        (events.letIn() ? strangers : known).remove(clientId);
        (events.letIn() ? known : strangers).put(clientId, StoredEvents.of(events));
        unsaved.changed(clientId, before == null);
    }

    private byte @Nullable [] stored(String clientId) {
        byte[] events = known.get(clientId);
        return events == null ? strangers.get(clientId) : events;
    }

    private static List<ClientEvent> events(String clientId, byte @Nullable [] stored) {
        if (stored == null) {
            return List.of();
        }
        try {
            return StoredEvents.read(stored);
        } catch (IOException damaged) {
            log.atWarn()
                    .addKeyValue("clientId", clientId)
                    .setCause(damaged)
                    .log("the history of this client cannot be read; it begins anew");
            return List.of();
        }
    }

    // ---- disk

    /** Within the budget at every moment, even where an earlier start had a larger one. */
    void load() {
        PriorityQueue<Entry> newest =
                new PriorityQueue<>(Comparator.comparingLong(entry -> StoredEvents.lastActivity(entry.value())));
        long[] sum = {0};
        int[] unreadable = {0};
        store.scan(Key.of(TABLE), entry -> {
            if (!StoredEvents.isReadable(entry.value())) {
                unreadable[0]++;
                unsaved.forgotten(entry.key().name());
                return;
            }
            newest.add(entry);
            sum[0] += weight(entry);
            while (sum[0] > limits.maxBytes() || newest.size() > limits.maxClients()) {
                Entry oldest = newest.remove();
                sum[0] -= weight(oldest);
                unsaved.forgotten(oldest.key().name());
            }
        });
        if (unreadable[0] > 0) {
            log.atWarn().addKeyValue("clients", unreadable[0]).log("histories of another version are dropped");
        }
        memory.lock();
        try {
            for (Entry next = newest.poll(); next != null; next = newest.poll()) {
                Shelf shelf = StoredEvents.letIn(next.value()) ? known : strangers;
                shelf.put(next.key().name(), next.value());
            }
            takeIn();
        } finally {
            memory.unlock();
        }
    }

    private static int weight(Entry entry) {
        return Shelf.weight(entry.key().name(), entry.value());
    }

    private void run() {
        long saved = System.nanoTime();
        while (!stopping) {
            LockSupport.parkNanos(this, ROUND_NANOS);
            try {
                refresh();
                if (System.nanoTime() - saved >= ROUND_NANOS) {
                    saved = System.nanoTime();
                    save(MAX_COMMITS);
                }
            } catch (RuntimeException defect) { // whatever came of this round: the next one may do better
                log.atError().setCause(defect).log("a round of the history failed; it goes on");
            }
        }
    }

    /** Takes in what waits. */
    void refresh() {
        memory.lock();
        try {
            takeIn();
        } finally {
            memory.unlock();
        }
    }

    /** Writes what changed, in commits one after the other. The thread of this class, or after its end. */
    void save(int maxCommits) {
        for (int commit = 0; commit < maxCommits; commit++) {
            List<Change> changes = new ArrayList<>();
            List<String> clientIds;
            memory.lock();
            try {
                clientIds = nextChanges(changes);
            } finally {
                memory.unlock();
            }
            if (changes.isEmpty()) {
                return;
            }
            switch (store.commit(changes).join()) {
                case CommitResult.Stored _ -> saveFails = false;
                case CommitResult.Failed(var problem) -> {
                    failed(clientIds, problem);
                    return;
                }
                case CommitResult.Conflict(var key, var _) ->
                    throw new IllegalStateException("history of " + key.name() + ": a conflict (expected: none)");
            }
        }
    }

    private List<String> nextChanges(List<Change> changes) {
        int[] size = {0};
        return unsaved.take(clientId -> {
            byte[] events = stored(clientId);
            int weight = events == null ? 0 : events.length;
            if (changes.size() == KeyValue.MAX_CHANGES || (!changes.isEmpty() && size[0] + weight > MAX_COMMIT_BYTES)) {
                return false;
            }
            size[0] += weight;
            Key key = Key.of(TABLE, clientId);
            changes.add(events == null ? new Change.Delete(key) : new Change.Put(key, events));
            return true;
        });
    }

    private void failed(List<String> clientIds, String problem) {
        memory.lock();
        try {
            unsaved.again(clientIds);
        } finally {
            memory.unlock();
        }
        if (!saveFails) {
            saveFails = true;
            log.atWarn().addKeyValue("problem", problem).log("the history of clients was not stored; tried on");
        }
    }

    /** Clients whose last events are not on the disk yet. */
    int unsaved() {
        memory.lock();
        try {
            return unsaved.size();
        } finally {
            memory.unlock();
        }
    }

    /** Takes in and writes what is left. Nothing is added any more. A second close finds nothing to do. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) { // two that save at once would undo each other's order
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        refresh();
        save(Integer.MAX_VALUE);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
