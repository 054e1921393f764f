package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.Lease.End;
import io.gatehouse.engine.Lease.Renewal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Random wishes, renewals, releases and writes of three keys beside a map that says what must become of them. They come
 * in bursts that nobody waits within, so that a store may take several in one step; time passes between bursts.
 */
final class LeaseModel {
    private static final long TIME_TO_LIVE = TimeUnit.SECONDS.toNanos(6);
    private static final long NEW = -1; // a revision of this burst: nobody can expect it
    private static final byte[] VALUE = {1};

    private final KeyValue store;
    private final AtomicLong nanos;
    private final Random random;
    private final Map<Key, Long> seen = new ConcurrentHashMap<>(); // what those who watch have heard

    // The model.
    private final Map<Key, Long> revisions = new HashMap<>();
    private final Map<Key, Held> held = new HashMap<>();
    private final List<Held> everHeld = new ArrayList<>();

    /** One lease as the model knows it. */
    private static final class Held {
        private final Key key;
        private final Lease lease;
        private long until;
        private @Nullable End end;

        Held(Key key, Lease lease) {
            this.key = key;
            this.lease = lease;
        }
    }

    LeaseModel(KeyValue store, AtomicLong nanos, long seed) {
        this.store = store;
        this.nanos = nanos;
        this.random = new Random(seed);
        store.watch(Key.of("model"), (key, entry) -> {
            if (entry == null) {
                seen.remove(key);
            } else {
                seen.put(key, entry.revision());
            }
        });
    }

    /** Asks for some things at once, and compares what becomes of them. */
    void burst() {
        nanos.addAndGet(random.nextLong(TIME_TO_LIVE * 2 / 3));
        List<Runnable> comparisons = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            comparisons.add(ask());
        }
        List.copyOf(held.values()).stream()
                .filter(each -> nanos.get() - each.until >= 0)
                .forEach(each -> end(each, End.EXPIRED, true));
        comparisons.forEach(Runnable::run);
        compare();
    }

    /** One thing, and the comparison of its answer. */
    private Runnable ask() {
        Key key = Key.of("model", "k" + random.nextInt(3));
        long expected = revisions.getOrDefault(key, 0L) + (random.nextInt(4) == 0 ? 1 : 0);
        return switch (random.nextInt(9)) {
            case 0, 1 -> {
                var answer = store.lease(key, VALUE, Duration.ofNanos(TIME_TO_LIVE));
                yield () -> leased(key, result(answer));
            }
            case 2, 3, 4 -> {
                if (everHeld.isEmpty()) {
                    yield () -> {};
                }
                Held one = everHeld.get(everHeld.size() - 1 - random.nextInt(Math.min(4, everHeld.size())));
                if (random.nextInt(3) == 0) {
                    var answer = one.lease.release();
                    yield () -> released(one, answer);
                }
                var answer = one.lease.renew();
                yield () -> renewed(one, result(answer));
            }
            case 5 -> written(new Change.Put(key, VALUE), null);
            case 6 -> written(new Change.Create(key, VALUE), 0L);
            case 7 -> written(new Change.Update(key, VALUE, expected), expected);
            default ->
                random.nextBoolean()
                        ? written(new Change.Delete(key), null)
                        : written(new Change.DeleteExpected(key, expected), expected);
        };
    }

    private static <T> T result(CompletableFuture<T> answer) {
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private void leased(Key key, LeaseResult result) {
        if (revisions.containsKey(key)) {
            assertThat(result).isInstanceOf(LeaseResult.Taken.class);
            assertThat(((LeaseResult.Taken) result).holder().key()).isEqualTo(key);
            return;
        }
        assertThat(result).isInstanceOf(LeaseResult.Granted.class);
        Held one = new Held(key, ((LeaseResult.Granted) result).lease());
        everHeld.add(one);
        held.put(key, one);
        revisions.put(key, NEW);
        one.until = nanos.get() + TIME_TO_LIVE;
    }

    private void renewed(Held one, Renewal result) {
        if (one.end == null) {
            assertThat(result).isEqualTo(new Renewal.Renewed());
            one.until = nanos.get() + TIME_TO_LIVE;
        } else {
            assertThat(result).isEqualTo(new Renewal.Over(one.end));
        }
    }

    private void released(Held one, CompletableFuture<Void> answer) {
        answer.orTimeout(20, TimeUnit.SECONDS).join();
        if (one.end == null) {
            end(one, End.RELEASED, true);
        }
    }

    private Runnable written(Change change, @Nullable Long expected) {
        var answer = store.commit(List.of(change));
        return () -> {
            Key key = change.key();
            long found = revisions.getOrDefault(key, 0L);
            switch (result(answer)) {
                case CommitResult.Conflict(Key at, long current) -> {
                    assertThat(at).isEqualTo(key);
                    assertThat(expected).isNotNull().isNotEqualTo(found);
                    if (found != NEW) {
                        assertThat(current).isEqualTo(found);
                    }
                }
                case CommitResult.Stored(long revision) -> {
                    if (expected != null) {
                        assertThat(expected).isEqualTo(found);
                    }
                    apply(change, revision);
                }
                case CommitResult.Failed(String problem) -> throw new AssertionError(problem);
            }
        };
    }

    private void apply(Change change, long revision) {
        Held one = held.get(change.key());
        if (one != null && change instanceof Change.Update) {
            one.until = nanos.get() + TIME_TO_LIVE;
        } else if (one != null) {
            end(one, End.OVERWRITTEN, false);
        }
        if (change instanceof Change.Delete || change instanceof Change.DeleteExpected) {
            revisions.remove(change.key());
        } else {
            revisions.put(change.key(), revision);
        }
    }

    private void end(Held one, End why, boolean withKey) {
        one.end = why;
        held.remove(one.key);
        if (withKey) {
            revisions.remove(one.key);
        }
    }

    private void compare() {
        held.forEach((key, one) -> revisions.put(key, one.lease.revision()));
        Map<Key, Long> stored = new HashMap<>();
        store.scan(Key.of("model"), entry -> stored.put(entry.key(), entry.revision()));
        assertThat(stored).isEqualTo(revisions);
        assertThat(seen).isEqualTo(revisions);
        for (Held one : everHeld) {
            assertThat(one.lease.isHeld()).isEqualTo(one.end == null);
            if (one.end == null) {
                assertThat(one.lease.ended()).isNotDone();
            } else {
                assertThat(one.lease.ended()).isCompletedWithValue(one.end);
            }
        }
    }
}
