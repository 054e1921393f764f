package io.gatehouse.engine.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.Lease;
import io.gatehouse.engine.LeaseContract;
import io.gatehouse.engine.LeaseResult;
import io.gatehouse.engine.LogRecord;
import io.gatehouse.engine.SampleAppend;
import io.gatehouse.engine.StoreException;
import io.gatehouse.harness.ExpectedErrors;
import io.gatehouse.mqtt.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksLeaseTest extends LeaseContract {
    private static final Key NODE = Key.of("node", "a");

    @TempDir
    private Path folder;

    private RocksStore store;

    @BeforeEach
    void open() throws StoreException {
        store = open("data", nanos::get);
    }

    private RocksStore open(String name, LongSupplier nanoTime) throws StoreException {
        return RocksStore.open(StoreSettings.DEFAULTS.at(folder.resolve(name)), nanoTime);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected KeyValue store() {
        return store.keyValue();
    }

    @Override
    protected void lookAtTheClock() {
        store.retained().barrier().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void a_lease_does_not_outlive_its_process_and_its_revision_does_not_come_again() throws Exception {
        Files.createDirectory(folder.resolve("crashed"));
        Lease lease = granted(store(), NODE, "holder");
        store.checkpoint(folder.resolve("crashed").resolve("store"));
        store.close();

        store = open("data", nanos::get);
        assertThat(store().get(NODE)).isNull();
        assertThat(granted(store(), NODE, "next").revision()).isGreaterThan(lease.revision());
        try (RocksStore crashed = open("crashed", nanos::get)) {
            assertThat(crashed.keyValue().get(NODE)).isNull();
            assertThat(granted(crashed.keyValue(), NODE, "next").revision()).isGreaterThan(lease.revision());
        }
    }

    @Test
    void closing_the_store_ends_its_leases() {
        Lease lease = granted(store(), NODE, "holder");

        store.close();

        assertThat(lease.ended()).isCompletedWithValue(Lease.End.CLOSED);
        assertThat(lease.isHeld()).isFalse();
        assertThatThrownBy(lease::renew).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> granted(store(), NODE, "next")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store().get(NODE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void renewals_and_releases_cost_no_disk() {
        Lease lease = granted(store(), NODE, "holder");
        long batches = store.batches();
        for (int i = 0; i < 100; i++) {
            lease.renew().orTimeout(20, TimeUnit.SECONDS).join();
        }
        lease.release().orTimeout(20, TimeUnit.SECONDS).join();

        assertThat(store.batches()).isEqualTo(batches);
    }

    @Test
    void a_lease_runs_out_in_a_store_that_nobody_else_uses() throws StoreException {
        try (RocksStore quiet = open("quiet", System::nanoTime)) {
            LeaseResult result = quiet.keyValue()
                    .lease(NODE, new byte[0], Lease.MIN_TIME_TO_LIVE)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            Lease lease = ((LeaseResult.Granted) result).lease();

            assertThat(lease.ended().orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(Lease.End.EXPIRED);
            assertThat(quiet.keyValue().get(NODE)).isNull();
        }
    }

    /** As a batch does that is stored while the time of a holder runs out. */
    @Test
    void a_holder_whose_renewal_waits_too_long_has_lost() {
        Lease lease = granted(store(), NODE, "holder");
        CompletableFuture<Lease.Renewal> late = new CompletableFuture<>();
        try (KeyValue.Watch _ = store().watch(Key.of("slow"), (_, _) -> {
            var _ = lease.renew().thenAccept(late::complete);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
        })) {
            store().put(Key.of("slow"), new byte[0])
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }

        assertThat(late.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(new Lease.Renewal.Over(Lease.End.EXPIRED));
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void in_one_batch_each_finds_the_key_as_the_one_before_it_left_it() {
        Lease lease = granted(store(), NODE, "holder");
        List<CompletableFuture<?>> answers = new ArrayList<>();
        try (KeyValue.Watch _ = store().watch(Key.of("slow"), (_, _) -> { // holds the committer
            answers.add(lease.release());
            answers.add(store().lease(NODE, new byte[] {1}, Lease.MIN_TIME_TO_LIVE));
            answers.add(store().lease(NODE, new byte[] {2}, Lease.MIN_TIME_TO_LIVE));
            answers.add(store().create(NODE, new byte[] {3}));
            answers.add(store().put(NODE, new byte[] {4}));
            answers.add(store().delete(NODE));
            answers.add(store().lease(NODE, new byte[] {5}, Lease.MIN_TIME_TO_LIVE));
        })) {
            store().put(Key.of("slow"), new byte[0])
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            lookAtTheClock();
        }

        LeaseResult.Granted first = (LeaseResult.Granted) answers.get(1).join();
        LeaseResult.Taken second = (LeaseResult.Taken) answers.get(2).join();
        assertThat(second.holder().value()).containsExactly(1);
        assertThat(answers.get(3).join())
                .isEqualTo(new CommitResult.Conflict(NODE, first.lease().revision()));
        assertThat(first.lease().ended()).isCompletedWithValue(Lease.End.OVERWRITTEN);
        LeaseResult.Granted last = (LeaseResult.Granted) answers.get(6).join();
        assertThat(last.lease().isHeld()).isTrue();
        assertThat(store().get(NODE))
                .isEqualTo(new Entry(NODE, new byte[] {5}, last.lease().revision()));
        assertThat(lease.ended()).isCompletedWithValue(Lease.End.RELEASED);
    }

    @Test
    void of_a_batch_that_is_not_stored_the_renewals_and_releases_hold_and_the_rest_was_nothing() {
        Lease kept = granted(store(), NODE, "holder");
        Lease released = granted(store(), Key.of("node", "b"), "holder");
        List<CompletableFuture<?>> answers = new ArrayList<>();
        try (var _ = ExpectedErrors.expect("a record without a body");
                KeyValue.Watch _ = store().watch(Key.of("slow"), (_, _) -> { // holds the committer
                    answers.add(kept.renew());
                    answers.add(released.release());
                    answers.add(store().lease(Key.of("node", "c"), new byte[0], Lease.MIN_TIME_TO_LIVE));
                    answers.add(store().put(NODE, new byte[0]));
                    store.log().append(0, SampleAppend.of(new Bodiless()));
                })) {
            store().put(Key.of("slow"), new byte[0])
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            lookAtTheClock();
        }

        assertThat(answers.get(0)).isCompletedWithValueMatching(new Lease.Renewal.Renewed()::equals);
        assertThat(answers.get(1)).isCompletedWithValue(null);
        assertThat(answers.get(2)).isCompletedWithValueMatching(LeaseResult.Failed.class::isInstance);
        assertThat(answers.get(3)).isCompletedWithValueMatching(CommitResult.Failed.class::isInstance);
        assertThat(kept.isHeld()).isTrue();
        assertThat(store().get(NODE)).extracting(Entry::value).isEqualTo("holder".getBytes(StandardCharsets.UTF_8));
        assertThat(released.ended()).isCompletedWithValue(Lease.End.RELEASED);
        granted(store(), Key.of("node", "b"), "next");
        granted(store(), Key.of("node", "c"), "next");
    }

    /** Cannot be stored, and nothing that is in the same batch. */
    private static final class Bodiless implements LogRecord {
        @Override
        public Topic topic() {
            return Topic.of("a/b");
        }

        @Override
        public byte[] body() {
            throw new IllegalStateException("a record without a body");
        }

        @Override
        public int weightBytes() {
            return 1;
        }
    }
}
