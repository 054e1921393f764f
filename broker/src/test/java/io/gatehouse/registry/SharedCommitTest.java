package io.gatehouse.registry;

import static io.gatehouse.registry.RegistryGround.NONE;
import static io.gatehouse.registry.RegistryGround.SCOPE;
import static io.gatehouse.registry.RegistryGround.done;
import static io.gatehouse.registry.TestCertificates.NOW;
import static io.gatehouse.registry.TestCertificates.der;
import static io.gatehouse.registry.TestCertificates.device;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.harness.ExpectedErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writers that wait for the disk at the same time: what they share, and what they do not. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedCommitTest {
    private final MemoryKeyValue disk = new MemoryKeyValue();
    private final SlowDisk store = new SlowDisk(disk);
    private final List<RegistryChange> told = new ArrayList<>();
    private Registry registry;

    /** A store whose commits begin when the test says so. */
    private static final class SlowDisk implements KeyValue {
        private final KeyValue disk;
        private final Semaphore mayBegin = new Semaphore(0);
        private final Semaphore asked = new Semaphore(0);
        private volatile boolean slow;
        private volatile int largest; // of the changes of one commit

        SlowDisk(KeyValue disk) {
            this.disk = disk;
        }

        /** Returns when a commit waits. */
        void awaitCommit() throws InterruptedException {
            asked.acquire();
        }

        @Override
        public CompletableFuture<CommitResult> commit(List<Change> changes) {
            largest = Math.max(largest, changes.size());
            if (slow) {
                asked.release();
                mayBegin.acquireUninterruptibly();
            }
            return disk.commit(changes);
        }

        @Override
        public @Nullable Entry get(Key key) {
            return disk.get(key);
        }

        @Override
        public void scan(Key prefix, Consumer<Entry> each) {
            disk.scan(prefix, each);
        }

        @Override
        public Watch watch(Key prefix, Watcher watcher) {
            return disk.watch(prefix, watcher);
        }
    }

    @BeforeEach
    void open() throws StoreException {
        registry = Registry.open(store, SCOPE, RegistryLimits.STRICT, () -> NOW);
        registry.addListener(told::add);
    }

    /** Begins writers while the disk is busy with another change, each waiting before the next begins. */
    @SafeVarargs
    private <T> List<CompletableFuture<T>> whileTheDiskIsBusy(Supplier<T>... writers) throws InterruptedException {
        store.slow = true;
        CompletableFuture<?> first = CompletableFuture.supplyAsync(() -> registry.createThing("first", null, NONE));
        store.awaitCommit();
        List<CompletableFuture<T>> all = new ArrayList<>();
        for (Supplier<T> writer : writers) {
            int before = registry.waitingWriters();
            all.add(CompletableFuture.supplyAsync(
                    writer, task -> Thread.ofVirtual().start(task)));
            while (registry.waitingWriters() == before) {
                Thread.onSpinWait();
            }
        }
        store.slow = false;
        store.mayBegin.release(1);
        first.join();
        return all;
    }

    private Map<String, String> attributes(String name) {
        Thing thing = registry.thing(name);
        return thing == null ? Map.of() : thing.attributes();
    }

    @Test
    void writers_that_wait_for_the_disk_share_the_next_commit() throws Exception {
        String id = done(registry.registerCertificate(device("door"), CertificateStatus.ACTIVE))
                .id();
        int before = disk.commits();

        List<CompletableFuture<RegistryResult<?>>> answers = whileTheDiskIsBusy(
                () -> registry.createThing("lamp", null, Map.of("site", "north")),
                () -> registry.setCertificateStatus(id, CertificateStatus.REVOKED),
                () -> registry.createThing("oven", null, NONE),
                () -> registry.registerCertificate(device("oven"), CertificateStatus.INACTIVE));

        for (CompletableFuture<RegistryResult<?>> answer : answers) {
            assertThat(answer.join()).isInstanceOf(RegistryResult.Done.class);
        }
        assertThat(disk.commits() - before).isEqualTo(2); // the one that was under way, and theirs
        assertThat(store.largest).isEqualTo(4);
        assertThat(attributes("lamp")).containsEntry("site", "north");
        assertThat(registry.certificate(id))
                .isNotNull()
                .extracting(Certificate::status)
                .isEqualTo(CertificateStatus.REVOKED);
        assertThat(told).hasSize(6);
    }

    @Test
    void writers_who_change_the_same_thing_are_answered_one_after_the_other() throws Exception {
        List<CompletableFuture<RegistryResult<Thing>>> answers = whileTheDiskIsBusy(
                () -> registry.createThing("lamp", null, NONE),
                () -> registry.updateThing("lamp", null, Map.of("site", "north"), 1),
                () -> registry.updateThing("lamp", null, Map.of("site", "south"), 1),
                () -> registry.createThing("lamp", null, Map.of("site", "west")));

        assertThat(answers.get(0).join()).isInstanceOf(RegistryResult.Done.class);
        assertThat(answers.get(1).join()).isInstanceOf(RegistryResult.Done.class);
        assertThat(answers.get(2).join()).isInstanceOf(RegistryResult.Conflict.class);
        assertThat(answers.get(3).join()).isInstanceOf(RegistryResult.AlreadyExists.class);
        assertThat(attributes("lamp")).isEqualTo(Map.of("site", "north"));
    }

    @Test
    void what_one_attaches_nobody_deletes_in_the_same_commit() throws Exception {
        String id = done(registry.registerCertificate(device("lamp"), CertificateStatus.INACTIVE))
                .id();
        done(registry.createThing("lamp", null, NONE));

        List<CompletableFuture<RegistryResult<?>>> answers = whileTheDiskIsBusy(
                () -> registry.attachThing("lamp", id),
                () -> registry.deleteThing("lamp"),
                () -> registry.deleteCertificate(id));

        assertThat(answers.get(0).join()).isInstanceOf(RegistryResult.Done.class);
        assertThat(answers.get(1).join()).isInstanceOf(RegistryResult.Conflict.class);
        assertThat(answers.get(2).join()).isInstanceOf(RegistryResult.Conflict.class);
    }

    @Test
    void who_writes_to_more_than_things_and_certificates_shares_nothing() throws Exception {
        Provisioning provisioning = new Provisioning(
                "oven", null, NONE, der(device("oven")), CertificateStatus.ACTIVE, "own", RegistryGround.ALLOW_ALL);
        int before = disk.commits();

        List<CompletableFuture<RegistryResult<?>>> answers = whileTheDiskIsBusy(
                () -> registry.createThing("lamp", null, NONE),
                () -> registry.provision(provisioning), // makes the policy too
                () -> registry.createThing("door", null, NONE));

        for (CompletableFuture<RegistryResult<?>> answer : answers) {
            assertThat(answer.join()).isInstanceOf(RegistryResult.Done.class);
        }
        assertThat(disk.commits() - before).isEqualTo(4);
    }

    @Test
    void one_who_is_refused_takes_nothing_from_the_others() throws Exception {
        List<CompletableFuture<RegistryResult<?>>> answers = whileTheDiskIsBusy(
                () -> registry.createThing("lamp", null, NONE),
                () -> registry.createThing("no name", null, NONE),
                () -> registry.createThing("\ud800", null, NONE),
                () -> registry.registerCertificate(new byte[] {1}, CertificateStatus.ACTIVE),
                () -> registry.createThing("door", null, NONE));

        assertThat(answers.get(0).join()).isInstanceOf(RegistryResult.Done.class);
        assertThat(answers.get(1).join()).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(answers.get(2).join()).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(answers.get(3).join()).isInstanceOf(RegistryResult.Invalid.class);
        assertThat(answers.get(4).join()).isInstanceOf(RegistryResult.Done.class);
    }

    @Test
    void a_record_that_only_the_disk_has_is_the_trouble_of_who_writes_it() throws Exception {
        disk.put(Keys.thing("oven"), new byte[1]).join();

        List<CompletableFuture<RegistryResult<?>>> answers = whileTheDiskIsBusy(
                () -> registry.createThing("lamp", null, NONE),
                () -> registry.createThing("oven", null, NONE),
                () -> registry.createThing("door", null, NONE));

        assertThat(answers.get(0).join()).isInstanceOf(RegistryResult.Done.class);
        assertThat(answers.get(1).join()).isInstanceOf(RegistryResult.StoreFailed.class);
        assertThat(answers.get(2).join()).isInstanceOf(RegistryResult.Done.class);
        assertThat(registry.thing("oven")).isNull();
    }

    @Test
    void a_full_disk_is_told_to_everybody_and_nothing_is_in_memory() throws Exception {
        store.slow = true;
        disk.failWith("disk full");

        List<CompletableFuture<RegistryResult<?>>> answers = whileTheDiskIsBusy(
                () -> registry.createThing("lamp", null, NONE), () -> registry.createThing("door", null, NONE));

        for (CompletableFuture<RegistryResult<?>> answer : answers) {
            assertThat(answer.join().sentence()).contains("disk full");
        }
        assertThat(registry.things("", null, 10)).isEmpty();
        assertThat(told).isEmpty();
        disk.failWith(null);
        assertThat(registry.createThing("lamp", null, NONE)).isInstanceOf(RegistryResult.Done.class);
    }

    @Test
    void who_waits_when_the_registry_is_closed_is_told_so() throws Exception {
        CompletableFuture<Thread> closing = new CompletableFuture<>();
        registry.addListener(_ -> closing.complete(Thread.ofPlatform().start(registry::close)));
        done(registry.createThing("lamp", null, NONE));
        closing.join().join();

        assertThatThrownBy(() -> registry.createThing("door", null, NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void a_listener_that_writes_is_refused_and_the_change_is_done_all_the_same() {
        registry.addListener(_ -> registry.createThing("door", null, NONE));

        try (var _ = ExpectedErrors.expect("a registry listener failed")) {
            done(registry.createThing("lamp", null, NONE));
        }

        assertThat(registry.thing("door")).isNull();
    }

    /** Whatever many do at once, the disk says what the memory says. */
    @Test
    void after_a_crowd_a_restart_finds_what_the_memory_has() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(done(registry.registerCertificate(device("own-" + i), CertificateStatus.ACTIVE))
                    .id());
        }
        done(registry.putPolicy("all", RegistryGround.ALLOW_ALL));
        List<Thread> crowd = new ArrayList<>();
        List<Throwable> defects = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Random random = new Random(i);
            crowd.add(Thread.ofVirtual().start(() -> {
                try {
                    for (int step = 0; step < 200; step++) {
                        step(random, ids.get(random.nextInt(ids.size())), "thing-" + random.nextInt(6));
                    }
                } catch (IllegalStateException | CompletionException defect) {
                    synchronized (defects) {
                        defects.add(defect);
                    }
                }
            }));
        }
        for (Thread thread : crowd) {
            thread.join();
        }

        assertThat(defects).isEmpty();
        assertThat(Registry.open(disk, SCOPE, RegistryLimits.STRICT, () -> NOW)
                        .documents()
                        .export())
                .isEqualTo(registry.documents().export());
        assertThat(disk.commits()).isLessThan(told.size() + ids.size() + 2);
    }

    private void step(Random random, String id, String thing) {
        RegistryResult<?> result = switch (random.nextInt(10)) {
            case 0, 1 -> registry.createThing(thing, null, NONE);
            case 2 -> registry.updateThing(thing, null, Map.of("n", String.valueOf(random.nextInt(9))), 0);
            case 3 -> registry.deleteThing(thing);
            case 4, 5 -> registry.attachThing(thing, id);
            case 6 -> registry.detachThing(thing, id);
            case 7 -> registry.attachPolicy("all", id);
            case 8 -> registry.detachPolicy("all", id);
            default ->
                registry.setCertificateStatus(
                        id, random.nextBoolean() ? CertificateStatus.ACTIVE : CertificateStatus.INACTIVE);
        };
        assertThat(result).isNotInstanceOf(RegistryResult.StoreFailed.class);
    }
}
