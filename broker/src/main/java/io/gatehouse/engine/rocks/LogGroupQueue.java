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
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
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
 *   <li>Every record from the queue's begin on is before {@code next} and lent or done with, or not before it. The
 *       begin is set after the tail can see the queue: what was told earlier was delivered some other way, and is
 *       before it.
 *   <li>Places are stored in the order in which they were true, since they are committed under the lock. What a place
 *       does not name as lent any more was finished, or taken in a step that was stored before.
 *   <li>Bounds: {@value #MOST_LENT} items are lent at most; beyond, nothing is pulled until some have come back.
 * </ol>
 */
final class LogGroupQueue implements GroupQueue {
    static final int MOST_LENT = 50_000;

    /** So many items come back before the place is stored: what a crash may lend again. */
    private static final int SAVED_EVERY = 256;

    private static final long NOT_YET = Long.MAX_VALUE;
    private static final byte[] NOTHING = {};

    private enum End {
        FINISHED,
        TAKEN,
        GIVEN_BACK
    }

    private record Ended(End how, LogPosition position) {}

    private final String filter;
    private final DurableLog log;
    private final KeyValue keyValue;
    private final TopicSelection selection;

    // Any thread
    private final AtomicLongArray begin;
    private final AtomicLongArray heard;
    private final AtomicLongArray next; // written under the lock
    private final AtomicInteger returnedCount = new AtomicInteger(); // given back and not lent again
    private final Queue<Ended> mailbox = new ConcurrentLinkedQueue<>(); // bounded: each lent item ends once
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<List<LogPosition>> notRemoved = new ConcurrentLinkedQueue<>(); // a commit that failed
    private final AtomicLongArray lowest; // as it was when the lock was free last

    private final ReentrantLock lock = new ReentrantLock(); // guards what follows
    private final @Nullable LogReader[] readers;
    private final TreeSet<LogPosition> lent = new TreeSet<>();
    private final TreeSet<LogPosition> returned = new TreeSet<>();
    private final Set<LogPosition> takenAhead; // at or behind next: not to be lent when they are read
    private List<LogPosition> takenBefore = new ArrayList<>(); // stored as taken, until a place does without them
    private boolean placed; // by an earlier process
    private boolean durable;
    private boolean stopped;
    private int changes; // since the place was stored last
    private volatile boolean begun;
    private volatile boolean full;
    private volatile boolean wantsDurable;
    private volatile boolean storing;

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
        this.takenAhead = new HashSet<>();
        for (int shard = 0; shard < shards; shard++) {
            begin.set(shard, NOT_YET);
        }
        if (left != null) {
            restore(left);
        }
    }

    /** Everything lent and not taken is given back; what was taken is not read again. */
    private void restore(LogGroupQueues.Left left) {
        placed = left.isPlaced();
        long[] stored = left.place().next();
        for (int shard = 0; shard < Math.min(stored.length, next.length()); shard++) {
            next.set(shard, stored[shard]);
        }
        for (LogPosition position : left.place().lent()) {
            if (!left.taken().contains(position)) {
                returned.add(position);
            }
        }
        returnedCount.set(returned.size());
        for (LogPosition position : left.taken()) {
            if (position.shard() < next.length() && position.position() >= next.get(position.shard())) {
                takenAhead.add(position);
            }
            takenBefore.add(position);
        }
        changes = left.taken().isEmpty() ? 0 : 1;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A message that was told before was stored before, so that it lies before the end that is read here.
     */
    @Override
    public void begin() {
        if (begun) {
            return;
        }
        lock.lock();
        try {
            if (begun) {
                return;
            }
            begun = true;
            for (int shard = 0; shard < next.length(); shard++) {
                long end = log.end(shard);
                long first = end;
                if (placed || next.get(shard) > 0) {
                    heard.set(shard, end); // nothing was told in this process yet: reads until there
                    first = 0;
                } else {
                    next.set(shard, end);
                    heard.set(shard, end);
                }
                begin.set(shard, first);
            }
            updateLowest();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void beganAt(long[] since) {
        lock.lock();
        try {
            for (int shard = 0; !placed && shard < Math.min(since.length, next.length()); shard++) {
                next.accumulateAndGet(shard, since[shard], Math::min);
                begin.set(shard, 0);
                readers[shard] = null;
            }
            updateLowest();
        } finally {
            lock.unlock();
        }
    }

    // ---- the tail

    @Override
    public boolean told(int shard, long position) {
        if (position < begin.get(shard)) {
            return false;
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
    public void pass() {
        if (hasMore()) {
            wakeOne();
        }
    }

    // ---- members

    @Override
    public Pulled pull(int maxRecords, long maxBytes) {
        List<Item> items = new ArrayList<>();
        lock.lock();
        try {
            takeIn();
            long bytes = lendReturned(items, maxRecords, maxBytes);
            for (int shard = 0; shard < readers.length && !full; shard++) {
                int room = Math.min(maxRecords - items.size(), MOST_LENT - lent.size());
                if (room > 0 && (items.isEmpty() || bytes < maxBytes) && heard.get(shard) > next.get(shard)) {
                    bytes += lendStored(items, shard, room, maxBytes - bytes);
                }
            }
            full = lent.size() >= MOST_LENT;
            updateLowest();
            saveWhenDue();
        } catch (RuntimeException unreadable) {
            items.forEach(this::returnNow); // nobody has them
            throw unreadable;
        } finally {
            lock.unlock();
        }
        boolean more = hasMore();
        if (more && !items.isEmpty()) {
            wakeOne(); // a member more; it does so in turn
        }
        return new Pulled(items, more);
    }

    private long lendReturned(List<Item> items, int maxRecords, long maxBytes) {
        long bytes = 0;
        while (items.size() < maxRecords && bytes < maxBytes) {
            LogPosition position = returned.pollFirst();
            if (position == null) {
                break;
            }
            StoredRecord record = log.get(position.shard(), position.position());
            returnedCount.decrementAndGet();
            if (record == null) {
                changes++; // the log gave it up
                continue;
            }
            lent.add(position);
            items.add(new Item(position.shard(), record));
            bytes += record.body().length;
        }
        return bytes;
    }

    private long lendStored(List<Item> items, int shard, int room, long maxBytes) {
        LogReader known = readers[shard];
        LogReader reader = known != null ? known : log.reader(shard, next.get(shard), selection);
        readers[shard] = null; // one that has failed has no place to go on from
        LogReader.Slice slice = reader.read(room, Math.max(1, maxBytes));
        readers[shard] = reader;
        long bytes = 0;
        for (StoredRecord record : slice.records()) {
            LogPosition position = new LogPosition(shard, record.position());
            if (!takenAhead.remove(position)) {
                lent.add(position);
                items.add(new Item(shard, record));
                bytes += record.body().length;
            }
        }
        changes++;
        next.set(shard, Math.max(next.get(shard), slice.next()));
        return bytes;
    }

    private void returnNow(Item item) {
        LogPosition position = new LogPosition(item.shard(), item.position());
        if (lent.remove(position) && returned.add(position)) {
            returnedCount.incrementAndGet();
        }
    }

    @Override
    public void finished(Item item) {
        ended(End.FINISHED, item);
    }

    @Override
    public void taken(Item item) {
        ended(End.TAKEN, item);
    }

    @Override
    public void giveBack(Item item) {
        returnedCount.incrementAndGet();
        ended(End.GIVEN_BACK, item);
        wakeOne();
    }

    private void ended(End how, Item item) {
        mailbox.add(new Ended(how, new LogPosition(item.shard(), item.position())));
        if (full) {
            full = false;
            wakeOne();
        }
    }

    @Override
    public Change take(Item item) {
        return new Change.Put(LogGroupQueues.takenKey(filter, new LogPosition(item.shard(), item.position())), NOTHING);
    }

    /** Under the lock. */
    private void takeIn() {
        for (Ended ended = mailbox.poll(); ended != null; ended = mailbox.poll()) {
            boolean known = lent.remove(ended.position());
            switch (ended.how()) {
                case FINISHED -> {}
                case TAKEN -> takenBefore.add(ended.position());
                case GIVEN_BACK -> {
                    if (!known || !returned.add(ended.position())) {
                        returnedCount.decrementAndGet();
                    }
                }
            }
            changes++;
        }
        for (List<LogPosition> left = notRemoved.poll(); left != null; left = notRemoved.poll()) {
            takenBefore.addAll(left);
            changes++;
        }
        if (durable != wantsDurable && !stopped) {
            durable = wantsDurable;
            changes++;
            if (durable) {
                store();
            } else {
                remove();
            }
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

    private void saveWhenDue() {
        if (changes >= SAVED_EVERY) {
            store();
        }
    }

    /** Under the lock, so that the order of the commits is that of the places. */
    private void store() {
        if (!durable || storing || stopped || changes == 0) {
            return;
        }
        List<LogPosition> all = new ArrayList<>(lent);
        all.addAll(returned);
        long[] at = new long[next.length()];
        Arrays.setAll(at, next::get);
        List<LogPosition> known = takenBefore;
        List<LogPosition> removed = new ArrayList<>();
        List<Change> commit = new ArrayList<>();
        commit.add(new Change.Put(LogGroupQueues.placeKey(filter), new GroupPlace(at, all).bytes()));
        takenBefore = new ArrayList<>();
        for (LogPosition position : known) {
            if (commit.size() < KeyValue.MAX_CHANGES && position.position() < at[position.shard()]) {
                removed.add(position);
                commit.add(new Change.Delete(LogGroupQueues.takenKey(filter, position)));
            } else {
                takenBefore.add(position);
            }
        }
        storing = true;
        changes = 0;
        var _ = keyValue.commit(commit).whenComplete((result, failure) -> {
            if (!(result instanceof CommitResult.Stored)) { // the engine has said why; tried again with the next change
                notRemoved.add(removed);
            }
            storing = false;
        });
    }

    private void remove() {
        List<Change> commit = new ArrayList<>();
        commit.add(new Change.Delete(LogGroupQueues.placeKey(filter)));
        takenBefore.forEach(position -> commit.add(new Change.Delete(LogGroupQueues.takenKey(filter, position))));
        takenBefore = new ArrayList<>();
        for (int from = 0; from < commit.size(); from += KeyValue.MAX_CHANGES) {
            var _ = keyValue.commit(commit.subList(from, Math.min(commit.size(), from + KeyValue.MAX_CHANGES)));
        }
    }

    // ---- trimming

    /** Lowers {@code lowestOfAll} to what this one may still read; nothing waits, so that it is about so. */
    void lowest(long[] told, long[] lowestOfAll) {
        if (lock.tryLock()) { // else it is being read, and not idle
            try {
                takeIn();
                for (int shard = 0; shard < told.length; shard++) {
                    if (begun && heard.get(shard) <= next.get(shard) && told[shard] > next.get(shard)) {
                        next.set(shard, told[shard]); // nothing before it was for us
                        readers[shard] = null;
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
            LogPosition first = new LogPosition(shard, 0);
            lowest.set(shard, Math.min(next.get(shard), Math.min(lowest(lent, first), lowest(returned, first))));
        }
    }

    private static long lowest(TreeSet<LogPosition> positions, LogPosition first) {
        LogPosition found = positions.ceiling(first);
        return found == null || found.shard() != first.shard() ? Long.MAX_VALUE : found.position();
    }
}
