package io.gatehouse.engine.rocks;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.DurableLog;
import io.gatehouse.engine.GroupQueue;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.LogReader;
import io.gatehouse.engine.StoredRecord;
import io.gatehouse.engine.TopicSelection;
import io.gatehouse.mqtt.TopicFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A {@link GroupQueue} over a log and named values.
 *
 * <h2>Model</h2>
 *
 * For each shard {@code next}, before which everything selected has been lent once, and {@code heard}, up to which the
 * tail has told. Beside them what is lent, and what was given back. {@link #pull} moves them under a lock; the others
 * leave what happened in a mailbox, which whoever has the lock empties, so that no event loop ever waits for a read.
 *
 * <h2>Invariants</h2>
 *
 * <ol>
 *   <li>Every record from the queue's begin on is before {@code next} and lent or done with, or not before it. What was
 *       told and refused lies before the begin, which is set in one step with the last refusal; so a record takes one
 *       of the two ways.
 *   <li>Places are stored in the order in which they were true, since they are committed under the lock. What a place
 *       does not name as lent any more was finished, or taken in a step that was stored before.
 *   <li>Bounds: {@value #MOST_LENT} items are lent at most; beyond, nothing is pulled until some have come back.
 * </ol>
 */
final class LogGroupQueue implements GroupQueue {
    static final int MOST_LENT = 50_000;

    /** So many items come back before the place is stored: what a crash may lend again. */
    private static final int SAVED_EVERY = 256;

    private static final byte[] NOTHING = {};

    private enum End {
        FINISHED,
        TAKEN,
        GIVEN_BACK
    }

    private record Ended(End how, Place place) {}

    private final String filter;
    private final DurableLog log;
    private final KeyValue keyValue;
    private final TopicSelection selection;

    // Any thread
    private final AtomicLongArray begin; // below 0 while it has none: everything before -1 - begin was refused
    private final AtomicLongArray heard;
    private final AtomicLongArray next; // written under the lock
    private final AtomicInteger returnedCount = new AtomicInteger(); // given back and not lent again
    private final Queue<Ended> mailbox = new ConcurrentLinkedQueue<>(); // bounded: each lent item ends once
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>(); // bounded: each member once
    private final Queue<List<Place>> notRemoved = new ConcurrentLinkedQueue<>(); // of a commit that failed
    private final AtomicLongArray lowest; // as it was when the lock was free last
    private volatile boolean begun;
    private volatile boolean full;
    private volatile boolean wantsDurable;
    private volatile boolean closed;
    private volatile boolean storing;

    private final ReentrantLock lock = new ReentrantLock(); // guards what follows
    private final @Nullable LogReader[] readers;
    private final TreeSet<Place> lent = new TreeSet<>();
    private final TreeSet<Place> returned = new TreeSet<>();
    private final TreeSet<Place> takenAhead = new TreeSet<>(); // not before next, and not to be lent
    private final TreeSet<Place> takenBefore = new TreeSet<>(); // may be stored as taken, until a place goes without
    private final boolean goesOn; // what an earlier process left
    private boolean durable;
    private boolean stopped;
    private int changes; // since the place was stored last
    private long pulls;
    private long pullsBefore; // when it was asked for its lowest last

    /** @param left by an earlier process */
    LogGroupQueue(
            TopicFilter filter,
            DurableLog log,
            KeyValue keyValue,
            boolean hashMatchesParent,
            LogGroupQueues.@Nullable Left left) {
        this.filter = filter.text();
        this.log = log;
        this.keyValue = keyValue;
        this.selection = new TopicSelection(List.of(filter), hashMatchesParent);
        int shards = log.shards();
        this.readers = new LogReader[shards];
        this.begin = new AtomicLongArray(shards);
        this.heard = new AtomicLongArray(shards);
        this.next = new AtomicLongArray(shards);
        this.lowest = new AtomicLongArray(shards);
        for (int shard = 0; shard < shards; shard++) {
            begin.set(shard, -1);
        }
        GroupPlace start = left == null ? null : left.start();
        this.goesOn = start != null;
        if (left != null && start != null) {
            restore(start, left);
        }
        updateLowest();
    }

    /** Everything lent and not taken is given back; what was taken is not read again. */
    private void restore(GroupPlace start, LogGroupQueues.Left left) {
        long[] stored = start.next();
        for (int shard = 0; shard < Math.min(stored.length, next.length()); shard++) {
            next.set(shard, stored[shard]);
        }
        for (Place place : start.lent()) {
            if (isKnown(place) && !left.taken().contains(place)) {
                returned.add(place);
            }
        }
        returnedCount.set(returned.size());
        for (Place place : left.taken()) {
            if (isKnown(place)) {
                takenBefore.add(place);
                if (place.position() >= next.get(place.shard())) {
                    takenAhead.add(place);
                }
            }
        }
        changes = 1;
    }

    private boolean isKnown(Place place) {
        return place.shard() < next.length();
    }

    @Override
    public void begin() {
        if (begun) {
            return;
        }
        lock.lock();
        try {
            for (int shard = 0; shard < next.length() && !begun; shard++) {
                begin(shard);
            }
            begun = true;
            updateLowest();
        } finally {
            lock.unlock();
        }
    }

    private void begin(int shard) {
        while (true) {
            long before = begin.get(shard);
            long first = Math.max(log.end(shard), -1 - before);
            heard.set(shard, first); // where it goes on, nothing was told in this process yet: it reads until there
            if (!goesOn) {
                next.set(shard, first);
            }
            if (begin.compareAndSet(shard, before, goesOn ? 0 : first)) {
                return;
            }
        }
    }

    // ---- the tail

    @Override
    public boolean told(int shard, long position) {
        for (long from = begin.get(shard); position < from || from < 0; from = begin.get(shard)) {
            if (from >= 0 || begin.compareAndSet(shard, from, Math.min(from, -1 - (position + 1)))) {
                return false;
            }
        }
        heard.accumulateAndGet(shard, position + 1, Math::max);
        wakeOne();
        return true;
    }

    private void wakeOne() {
        Runnable wake = waiting.poll();
        if (wake != null) {
            wake.run();
        }
    }

    private boolean hasMore() {
        if (full) {
            return false;
        }
        for (int shard = 0; shard < next.length(); shard++) {
            if (heard.get(shard) > next.get(shard)) {
                return true;
            }
        }
        return returnedCount.get() > 0;
    }

    @Override
    public void whenMore(Runnable wake) {
        waiting.add(wake);
        pass(); // what was told before it waited woke nobody
    }

    @Override
    public void forget(Runnable wake) {
        waiting.remove(wake);
    }

    @Override
    public void pass() {
        if (hasMore()) {
            wakeOne();
        }
    }

    // ---- members

    @Override
    public Pulled pull(int maxRecords, long maxBytes) {
        List<Item> items = new ArrayList<>();
        int lost;
        boolean done = false;
        lock.lock();
        try {
            pulls++;
            takeIn();
            lost = lendReturned(items, maxRecords, maxBytes);
            for (int shard = 0; shard < readers.length; shard++) {
                lendStored(items, shard, maxRecords, maxBytes);
            }
            full = lent.size() >= MOST_LENT;
            if (full && !mailbox.isEmpty()) {
                full = false; // whoever ended one of them meanwhile saw that it was not
            }
            updateLowest();
            if (changes >= SAVED_EVERY) {
                store();
            }
            done = true;
        } finally {
            if (!done) {
                items.forEach(this::returnNow); // nobody has them
            }
            lock.unlock();
        }
        boolean more = hasMore();
        if (more && !items.isEmpty()) {
            wakeOne(); // a member more; it does so in turn
        }
        return new Pulled(items, more, lost);
    }

    private int lendReturned(List<Item> items, int maxRecords, long maxBytes) {
        int lost = 0;
        while (!returned.isEmpty() && items.size() < maxRecords && bytes(items) < maxBytes) {
            Place place = returned.getFirst();
            StoredRecord record = log.get(place.shard(), place.position()); // may fail: it is still there then
            returned.remove(place);
            returnedCount.decrementAndGet();
            changes++;
            if (record == null) {
                lost++;
            } else {
                lend(items, place, record);
            }
        }
        return lost;
    }

    private void lendStored(List<Item> items, int shard, int maxRecords, long maxBytes) {
        int room = Math.min(maxRecords - items.size(), MOST_LENT - lent.size());
        long bytesLeft = maxBytes - bytes(items);
        if (room <= 0 || (bytesLeft <= 0 && !items.isEmpty()) || heard.get(shard) <= next.get(shard)) {
            return;
        }
        LogReader known = readers[shard];
        LogReader reader = known != null ? known : log.reader(shard, next.get(shard), selection);
        readers[shard] = null; // one that has failed has no place to go on from
        LogReader.Slice slice = reader.read(room, Math.max(1, bytesLeft));
        readers[shard] = reader;
        for (StoredRecord record : slice.records()) {
            Place place = new Place(shard, record.position());
            if (!takenAhead.remove(place)) {
                lend(items, place, record);
            }
        }
        changes++;
        next.set(shard, Math.max(next.get(shard), slice.next()));
    }

    private void lend(List<Item> items, Place place, StoredRecord record) {
        lent.add(place);
        items.add(new Item(place, record));
    }

    private static long bytes(List<Item> items) {
        long bytes = 0;
        for (Item item : items) {
            bytes += item.record().body().length;
        }
        return bytes;
    }

    private void returnNow(Item item) {
        if (lent.remove(item.place()) && returned.add(item.place())) {
            returnedCount.incrementAndGet();
        }
    }

    @Override
    public void finished(Place place) {
        ended(End.FINISHED, place);
    }

    @Override
    public void taken(Place place) {
        ended(End.TAKEN, place);
    }

    @Override
    public void giveBack(Place place) {
        returnedCount.incrementAndGet();
        ended(End.GIVEN_BACK, place);
        wakeOne();
    }

    private void ended(End how, Place place) {
        mailbox.add(new Ended(how, place));
        if (full) {
            full = false;
            wakeOne();
        }
    }

    @Override
    public Change take(Place place) {
        return new Change.Put(LogGroupQueues.takenKey(filter, place), NOTHING);
    }

    /** Under the lock. */
    private void takeIn() {
        for (Ended ended = mailbox.poll(); ended != null; ended = mailbox.poll()) {
            boolean known = lent.remove(ended.place());
            switch (ended.how()) {
                case FINISHED -> {}
                case TAKEN -> takenBefore.add(ended.place());
                case GIVEN_BACK -> {
                    takenBefore.add(ended.place()); // a take may be stored that its member did not live to use
                    if (!known || !returned.add(ended.place())) {
                        returnedCount.decrementAndGet();
                    }
                }
            }
            changes++;
        }
        for (List<Place> places = notRemoved.poll(); places != null; places = notRemoved.poll()) {
            takenBefore.addAll(places);
            changes++;
        }
        if (full && lent.size() < MOST_LENT) {
            full = false;
            wakeOne();
        }
        if (durable != wantsDurable) {
            durable = wantsDurable;
            changes++;
            store();
        }
    }

    // ---- what is stored

    /** A new queue is stored at once; one that is being read, by whoever reads it next, or by {@link #save}. */
    @Override
    public void durable(boolean now) {
        wantsDurable = now;
        if (lock.tryLock()) {
            try {
                takeIn();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Stores how far it is, if that changed. Does not wait for the disk. */
    void save() {
        lock.lock();
        try {
            takeIn();
            updateLowest();
            store();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing of it is stored any more; what is stored stays. */
    void close() {
        closed = true;
    }

    void stop() {
        lock.lock();
        try {
            takeIn();
            storing = false; // one under way is stored before this one
            store();
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock, so that the order of the commits is that of the places. */
    private void store() {
        if (!durable || closed || storing || stopped || changes == 0) {
            return;
        }
        List<Place> all = new ArrayList<>(lent);
        all.addAll(returned);
        long[] at = new long[next.length()];
        Arrays.setAll(at, next::get);
        List<Change> commit = new ArrayList<>();
        commit.add(new Change.Put(LogGroupQueues.placeKey(filter), new GroupPlace(at, all).bytes()));
        List<Place> removed = takenBefore.stream()
                .filter(place -> place.position() < at[place.shard()] && !lent.contains(place)) // may be taken just now
                .limit(KeyValue.MAX_CHANGES - 1)
                .toList();
        removed.forEach(takenBefore::remove);
        removed.forEach(place -> commit.add(new Change.Delete(LogGroupQueues.takenKey(filter, place))));
        storing = true;
        changes = 0;
        var _ = keyValue.commit(commit).whenComplete((result, failure) -> {
            if (!(result instanceof CommitResult.Stored)) { // the engine has said why; tried again with the next change
                notRemoved.add(removed);
            }
            storing = false;
        });
    }

    // ---- trimming

    /** Lowers {@code lowestOfAll} to what this one may still read; nothing waits, so that it is about so. */
    void lowest(long[] told, long[] lowestOfAll) {
        if (lock.tryLock()) { // else it is being read, and not idle
            try {
                takeIn();
                boolean isOver = !durable && pulls == pullsBefore; // nobody who would come back for it takes from it
                pullsBefore = pulls;
                if (isOver) {
                    returnedCount.addAndGet(-returned.size());
                    returned.clear();
                }
                for (int shard = 0; shard < told.length; shard++) {
                    if (begun && told[shard] > next.get(shard) && (isOver || heard.get(shard) <= next.get(shard))) {
                        next.set(shard, told[shard]); // nothing before it was for us
                        readers[shard] = null;
                        takenAhead
                                .subSet(new Place(shard, 0), new Place(shard, told[shard]))
                                .clear();
                        changes++;
                    }
                }
                updateLowest();
            } finally {
                lock.unlock();
            }
        }
        for (int shard = 0; shard < lowestOfAll.length; shard++) {
            lowestOfAll[shard] = Math.min(lowestOfAll[shard], lowest.get(shard));
        }
    }

    private void updateLowest() {
        for (int shard = 0; shard < next.length(); shard++) {
            Place first = new Place(shard, 0);
            lowest.set(shard, Math.min(next.get(shard), Math.min(lowest(lent, first), lowest(returned, first))));
        }
    }

    private static long lowest(TreeSet<Place> places, Place first) {
        Place found = places.ceiling(first);
        return found == null || found.shard() != first.shard() ? Long.MAX_VALUE : found.position();
    }
}
