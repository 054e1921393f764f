package io.gatehouse.history;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

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
    private static final Log log = Log.of(ClientHistory.class);
    private static final long MAX_WAITING_BYTES = 16L * 1024 * 1024;
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_COMMITS = 16;

    private final KeyValue store;
    private final Intake intake;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile int clients;
    private volatile long bytes;

    private final ReentrantLock memory = new ReentrantLock(); // guards what follows; never held by an event loop
    private final Remembered remembered;

    private boolean saveFails; // the saving thread's own: said once, not every second

    ClientHistory(KeyValue store, HistoryLimits limits, Intake intake) {
        this.store = store;
        this.intake = intake;
        this.remembered = new Remembered(limits);
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

    void load() {
        memory.lock();
        try {
            remembered.load(store);
            takeIn();
        } finally {
            memory.unlock();
        }
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
            return remembered.events(clientId);
        } finally {
            memory.unlock();
        }
    }

    /**
     * Clients of which something is remembered and whose ids begin so, the last active ones first. Looks at all of
     * them; may wait for a moment.
     */
    public List<String> clientsBeginningWith(String prefix, int max) {
        memory.lock();
        try {
            takeIn();
            return remembered.beginningWith(prefix, max);
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

    private void run() {
        long saved = System.nanoTime();
        while (!stopping) {
            LockSupport.parkNanos(this, saved + ROUND_NANOS - System.nanoTime());
            try {
                refresh();
                if (System.nanoTime() - saved >= ROUND_NANOS) {
                    saved = System.nanoTime();
                    save(MAX_COMMITS);
                }
            } catch (RuntimeException defect) { // whatever came of this round: the next one may do better
                log.at(Event.DEFECT).setCause(defect).log("a round of the history failed; it goes on");
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

    private void takeIn() {
        remembered.takeIn(intake);
        clients = remembered.clients();
        bytes = remembered.bytes();
    }

    /** Writes what changed, in commits one after the other. The thread of this class, or after its end. */
    void save(int maxCommits) {
        for (int commit = 0; commit < maxCommits; commit++) {
            List<Change> changes = new ArrayList<>();
            List<String> clientIds;
            memory.lock();
            try {
                clientIds = remembered.takeChanges(changes);
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

    private void failed(List<String> clientIds, String problem) {
        memory.lock();
        try {
            remembered.notStored(clientIds);
        } finally {
            memory.unlock();
        }
        if (!saveFails) {
            saveFails = true;
            log.at(Event.HISTORY_NOT_STORED)
                    .addKeyValue("problem", problem)
                    .log("the history of clients was not stored; tried on");
        }
    }

    /** Clients whose last events are not on the disk yet. */
    int unsaved() {
        memory.lock();
        try {
            return remembered.unsaved();
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
