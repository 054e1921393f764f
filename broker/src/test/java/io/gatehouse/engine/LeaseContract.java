package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.Lease.End;
import io.gatehouse.engine.Lease.Renewal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What every {@link KeyValue} must do with leases; one subclass for each implementation. */
public abstract class LeaseContract {
    private static final Key NODE = Key.of("node", "a");
    private static final Key OTHER = Key.of("node", "b");
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(6);
    private static final Duration MOST_OF_IT = Duration.ofSeconds(4);

    /** The store's monotonic time. Wraps around soon: its origin is arbitrary. */
    protected final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5));

    /** An empty store that has its time from {@link #nanos}; the subclass closes it after the test. */
    protected abstract KeyValue store();

    /** Returns when the store has ended what has run out. */
    protected abstract void lookAtTheClock();

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        lookAtTheClock();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T result(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    protected static Lease granted(KeyValue store, Key key, String holder) {
        LeaseResult result = result(store.lease(key, bytes(holder), TIME_TO_LIVE));
        assertThat(result).isInstanceOf(LeaseResult.Granted.class);
        return ((LeaseResult.Granted) result).lease();
    }

    private Lease granted() {
        return granted(store(), NODE, "holder");
    }

    private static CommitResult stored(CompletableFuture<CommitResult> future) {
        CommitResult result = result(future);
        assertThat(result).isInstanceOf(CommitResult.Stored.class);
        return result;
    }

    @Test
    void a_leased_key_has_the_value_of_its_holder() {
        Lease lease = granted();

        assertThat(lease.key()).isEqualTo(NODE);
        assertThat(lease.isHeld()).isTrue();
        assertThat(store().get(NODE)).isEqualTo(new Entry(NODE, bytes("holder"), lease.revision()));
    }

    @Test
    void of_many_who_ask_at_once_one_gets_it_and_the_others_are_told_who() {
        List<CompletableFuture<LeaseResult>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(store().lease(NODE, bytes("holder " + i), TIME_TO_LIVE));
        }

        List<LeaseResult> results = answers.stream().map(LeaseContract::result).toList();

        assertThat(results).filteredOn(LeaseResult.Granted.class::isInstance).hasSize(1);
        Entry holder = store().get(NODE);
        assertThat(holder).isNotNull();
        assertThat(results)
                .filteredOn(LeaseResult.Taken.class::isInstance)
                .hasSize(49)
                .allMatch(new LeaseResult.Taken(holder)::equals);
    }

    @Test
    void a_key_that_has_a_value_is_not_leased() {
        stored(store().put(NODE, bytes("settled")));
        Entry settled = store().get(NODE);
        assertThat(settled).isNotNull();

        assertThat(result(store().lease(NODE, bytes("holder"), TIME_TO_LIVE)))
                .isEqualTo(new LeaseResult.Taken(settled));
        pass(TIME_TO_LIVE);
        assertThat(store().get(NODE)).isEqualTo(settled);
    }

    @Test
    void a_leased_key_is_not_created_by_others() {
        Lease lease = granted();

        assertThat(result(store().create(NODE, bytes("other"))))
                .isEqualTo(new CommitResult.Conflict(NODE, lease.revision()));
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void leased_keys_are_found_by_a_scan_among_the_others() {
        stored(store().put(OTHER, bytes("settled")));
        Lease lease = granted();
        List<String> found = new ArrayList<>();

        store().scan(Key.of("node"), entry -> found.add(entry.key().name() + " " + entry.revision()));

        Entry other = store().get(OTHER);
        assertThat(other).isNotNull();
        assertThat(found).containsExactlyInAnyOrder("a " + lease.revision(), "b " + other.revision());
    }

    @Test
    void who_does_not_renew_loses_the_key_and_everybody_is_told() {
        List<String> seen = new ArrayList<>(); // happens-before: what the store is asked
        try (KeyValue.Watch _ = store().watch(
                        Key.of("node"),
                        (key, entry) -> seen.add(key.name() + (entry == null ? " gone" : " " + entry.revision())))) {
            Lease lease = granted();
            CompletableFuture<End> ended = lease.ended().thenApply(end -> {
                seen.add("holder told");
                return end;
            });
            pass(MOST_OF_IT);
            assertThat(lease.isHeld()).isTrue();

            pass(MOST_OF_IT);

            assertThat(result(ended)).isEqualTo(End.EXPIRED);
            assertThat(lease.isHeld()).isFalse();
            assertThat(store().get(NODE)).isNull();
            assertThat(seen).containsExactly("a " + lease.revision(), "a gone", "holder told");
        }
    }

    @Test
    void who_renews_in_time_keeps_the_key() {
        Lease lease = granted();
        for (int i = 0; i < 5; i++) {
            pass(MOST_OF_IT);
            assertThat(result(lease.renew())).isEqualTo(new Renewal.Renewed());
        }
        pass(MOST_OF_IT);

        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.ended()).isNotDone();
        assertThat(store().get(NODE)).isEqualTo(new Entry(NODE, bytes("holder"), lease.revision()));
    }

    @Test
    void only_those_are_lost_whose_own_time_is_over() {
        Lease lease = granted();
        pass(MOST_OF_IT);
        Lease later = granted(store(), OTHER, "later");
        pass(MOST_OF_IT);

        assertThat(lease.isHeld()).isFalse();
        assertThat(later.isHeld()).isTrue();
        pass(MOST_OF_IT);
        assertThat(result(later.ended())).isEqualTo(End.EXPIRED);
    }

    /** The holder must be able to stop before anybody else begins, whatever the store is busy with. */
    @Test
    void the_holder_knows_at_once_that_its_time_is_over_and_cannot_come_back() {
        Lease lease = granted();
        nanos.addAndGet(TIME_TO_LIVE.toNanos());

        assertThat(lease.isHeld()).isFalse();
        assertThat(result(lease.renew())).isEqualTo(new Renewal.Over(End.EXPIRED));
        assertThat(result(lease.ended())).isEqualTo(End.EXPIRED);
    }

    @Test
    void what_expects_a_lost_lease_is_not_written() {
        Lease lease = granted();
        nanos.addAndGet(TIME_TO_LIVE.toNanos());

        assertThat(result(store().commit(List.of(
                        new Change.Update(NODE, bytes("late"), lease.revision()),
                        new Change.Put(OTHER, bytes("fenced"))))))
                .isEqualTo(new CommitResult.Conflict(NODE, 0));
        assertThat(store().get(NODE)).isNull();
        assertThat(store().get(OTHER)).isNull();
    }

    @Test
    void what_expects_a_lost_lease_is_not_written_over_that_of_the_next_holder() {
        Lease lease = granted();
        pass(TIME_TO_LIVE);
        Lease next = granted(store(), NODE, "next");

        assertThat(next.revision()).isGreaterThan(lease.revision());
        CommitResult refused = new CommitResult.Conflict(NODE, next.revision());
        assertThat(result(store().update(NODE, bytes("late"), lease.revision())))
                .isEqualTo(refused);
        assertThat(result(store().delete(NODE, lease.revision()))).isEqualTo(refused);
        assertThat(result(lease.renew())).isEqualTo(new Renewal.Over(End.EXPIRED));
        result(lease.release());
        assertThat(next.isHeld()).isTrue();
        assertThat(store().get(NODE)).isEqualTo(new Entry(NODE, bytes("next"), next.revision()));
    }

    @Test
    void the_holder_writes_a_new_value_which_renews_and_what_it_fences_is_stored_with_it() {
        Lease lease = granted();
        pass(MOST_OF_IT);
        long former = lease.revision();

        stored(store().commit(List.of(
                new Change.Update(NODE, bytes("busy"), former), new Change.Put(OTHER, bytes("fenced")))));

        assertThat(lease.revision()).isGreaterThan(former);
        assertThat(store().get(NODE)).isEqualTo(new Entry(NODE, bytes("busy"), lease.revision()));
        assertThat(store().get(OTHER)).isNotNull();
        assertThat(result(store().update(NODE, bytes("late"), former)))
                .isEqualTo(new CommitResult.Conflict(NODE, lease.revision()));
        pass(MOST_OF_IT);
        assertThat(lease.isHeld()).isTrue();
        pass(MOST_OF_IT);
        assertThat(lease.isHeld()).isFalse();
        assertThat(store().get(NODE)).isNull();
        assertThat(store().get(OTHER)).isNotNull();
    }

    @Test
    void who_writes_over_a_leased_key_ends_the_lease_and_the_value_stays() {
        Lease lease = granted();

        stored(store().put(NODE, bytes("settled")));

        assertThat(result(lease.ended())).isEqualTo(End.OVERWRITTEN);
        assertThat(lease.isHeld()).isFalse();
        assertThat(result(lease.renew())).isEqualTo(new Renewal.Over(End.OVERWRITTEN));
        pass(TIME_TO_LIVE);
        assertThat(store().get(NODE)).extracting(Entry::value).isEqualTo(bytes("settled"));
    }

    @Test
    void who_deletes_a_leased_key_ends_the_lease_and_the_key_is_free() {
        Lease lease = granted();
        stored(store().delete(NODE));
        assertThat(result(lease.ended())).isEqualTo(End.OVERWRITTEN);

        Lease next = granted();
        stored(store().delete(NODE, next.revision()));
        assertThat(result(next.ended())).isEqualTo(End.OVERWRITTEN);
        assertThat(store().get(NODE)).isNull();
    }

    @Test
    void a_commit_that_is_refused_ends_no_lease() {
        Lease lease = granted();
        stored(store().put(OTHER, bytes("settled")));

        result(store().commit(List.of(new Change.Put(NODE, bytes("mine")), new Change.Create(OTHER, bytes("mine")))));

        assertThat(lease.isHeld()).isTrue();
        assertThat(store().get(NODE)).isEqualTo(new Entry(NODE, bytes("holder"), lease.revision()));
    }

    @Test
    void a_released_key_is_free_at_once() {
        List<String> seen = new ArrayList<>(); // happens-before: what the store is asked
        Lease lease = granted();
        try (KeyValue.Watch _ = store().watch(NODE, (key, entry) -> seen.add(entry == null ? "gone" : "there"))) {
            result(lease.release());
        }

        assertThat(seen).containsExactly("gone");
        assertThat(result(lease.ended())).isEqualTo(End.RELEASED);
        assertThat(result(lease.renew())).isEqualTo(new Renewal.Over(End.RELEASED));
        Lease next = granted();
        result(lease.release());
        assertThat(next.isHeld()).isTrue();
    }

    @Test
    void values_and_times_that_no_lease_has_are_refused() {
        byte[] tooLarge = new byte[Lease.MAX_VALUE_BYTES + 1];
        assertThatThrownBy(() -> store().lease(NODE, tooLarge, TIME_TO_LIVE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at most");
        assertThatThrownBy(() -> store().lease(NODE, bytes("x"), Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeToLive: PT0.999S");
        assertThatThrownBy(() -> store().lease(NODE, bytes("x"), Lease.MAX_TIME_TO_LIVE.plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
        Lease lease = granted();
        assertThatThrownBy(() -> store().update(NODE, tooLarge, lease.revision()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at most");
        stored(store().put(NODE, tooLarge)); // it is a lease no more
    }

    @Test
    void a_process_holds_so_many_leases_and_no_more() {
        List<CompletableFuture<LeaseResult>> answers = new ArrayList<>();
        for (int i = 0; i < Lease.MAX_HELD; i++) {
            answers.add(store().lease(Key.of("many", "k" + i), bytes("x"), TIME_TO_LIVE));
        }
        assertThat(answers).map(LeaseContract::result).allMatch(LeaseResult.Granted.class::isInstance);

        assertThat(result(store().lease(NODE, bytes("x"), TIME_TO_LIVE))).isInstanceOf(LeaseResult.Failed.class);

        pass(TIME_TO_LIVE);
        for (int i = 0; i < Lease.MAX_HELD; i++) {
            granted(store(), Key.of("many", "k" + i), "again");
            result(store().delete(Key.of("many", "k" + i)));
            result(granted().release());
            stored(store().put(OTHER, bytes("taken")));
            assertThat(result(store().lease(OTHER, bytes("x"), TIME_TO_LIVE))).isInstanceOf(LeaseResult.Taken.class);
        }
        granted();
    }

    @Test
    void any_sequence_of_wishes_renewals_and_writes_leaves_what_a_map_would_hold() {
        long seed = new Random().nextLong();
        LeaseModel model = new LeaseModel(store(), nanos, seed);
        for (int burst = 0; burst < 300; burst++) {
            try {
                model.burst();
            } catch (AssertionError difference) {
                throw new AssertionError("seed " + seed + " burst " + burst, difference);
            }
        }
    }
}
