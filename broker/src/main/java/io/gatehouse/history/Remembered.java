package io.gatehouse.history;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is remembered of all clients, and what of it the disk does not know yet. One thread at a time. */
final class Remembered {
    private static final Log log = Log.of(Remembered.class);
    private static final String TABLE = "history";
    private static final int MAX_TAKEN_AT_ONCE = 65_536;
    private static final int MAX_COMMIT_BYTES = 1024 * 1024;

    private final HistoryLimits limits;
    private final Shelf known;
    private final Shelf strangers;
    private final Unsaved unsaved = new Unsaved();

    Remembered(HistoryLimits limits) {
        this.limits = limits;
        this.known = new Shelf(limits.ofKnown());
        this.strangers = new Shelf(limits.ofStrangers());
    }

    int clients() {
        return known.clients() + strangers.clients();
    }

    long bytes() {
        return known.bytes() + strangers.bytes();
    }

    // ---- memory

    void takeIn(Intake intake) {
        Map<String, List<ClientEvent>> taken = new LinkedHashMap<>(16, 0.75f, true); // the last active one last
        for (int i = 0; i < MAX_TAKEN_AT_ONCE; i++) {
            Intake.Waiting next = intake.poll();
            if (next == null) {
                break;
            }
            taken.computeIfAbsent(next.clientId(), id -> new ArrayList<>(2)).add(next.event());
        }
        taken.forEach(this::append);
        trim();
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

    private void trim() {
        known.trim(unsaved::forgotten);
        strangers.trim(unsaved::forgotten);
    }

    /** In the order of time. */
    List<ClientEvent> events(String clientId) {
        return events(clientId, stored(clientId));
    }

    /** Those whose names begin so: who was let in first, then the strangers, and of each the last active first. */
    List<String> beginningWith(String prefix, int max) {
        List<String> found = new ArrayList<>(known.beginningWith(prefix, max));
        found.addAll(strangers.beginningWith(prefix, max - found.size()));
        return found;
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
            log.at(Event.HISTORY_UNREADABLE)
                    .addKeyValue("clientId", clientId)
                    .setCause(damaged)
                    .log("the history of this client cannot be read; it begins anew");
            return List.of();
        }
    }

    // ---- disk

    /**
     * Reads what was kept. Within the budget at every moment, even where an earlier start had a larger one.
     *
     * @throws java.io.UncheckedIOException the store cannot be read
     */
    void load(KeyValue store) {
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
            log.at(Event.HISTORY_UNREADABLE)
                    .addKeyValue("clients", unreadable[0])
                    .log("histories of another version are dropped");
        }
        for (Entry next = newest.poll(); next != null; next = newest.poll()) {
            Shelf shelf = StoredEvents.letIn(next.value()) ? known : strangers;
            shelf.put(next.key().name(), next.value());
        }
        trim();
    }

    private static int weight(Entry entry) {
        return Shelf.weight(entry.key().name(), entry.value());
    }

    /**
     * Adds the next changes for the disk to {@code changes}, as many as one commit takes.
     *
     * @return whose they are; they count as stored from now on
     */
    List<String> takeChanges(List<Change> changes) {
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

    /** These were not stored after all. */
    void notStored(List<String> clientIds) {
        unsaved.again(clientIds);
    }

    /** Clients whose last events are not on the disk yet. */
    int unsaved() {
        return unsaved.size();
    }
}
