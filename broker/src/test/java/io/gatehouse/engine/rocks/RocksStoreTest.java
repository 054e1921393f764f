package io.gatehouse.engine.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.config.StoreSettings.Fsync;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.SampleAppend;
import io.gatehouse.engine.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksStoreTest {
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private StoreSettings settings() {
        return StoreSettings.DEFAULTS.at(folder.resolve("data"));
    }

    private static Key key(int number) {
        return Key.of("test", "key " + number);
    }

    private static void await(CompletableFuture<CommitResult> future) {
        assertThat(future.orTimeout(20, TimeUnit.SECONDS).join()).isInstanceOf(CommitResult.Stored.class);
    }

    @Test
    void what_was_stored_is_there_after_a_restart_and_revisions_go_on() throws StoreException {
        long before;
        try (RocksStore store = RocksStore.open(settings())) {
            await(store.keyValue().put(key(1), VALUE));
            await(store.keyValue().put(key(2), VALUE));
            await(store.keyValue().delete(key(2)));
            before = revision(store.keyValue(), key(1));
        }
        try (RocksStore store = RocksStore.open(settings())) {
            assertThat(revision(store.keyValue(), key(1))).isEqualTo(before);
            await(store.keyValue().put(key(3), VALUE));
            assertThat(revision(store.keyValue(), key(3))).isEqualTo(before + 3);
        }
    }

    private static long revision(KeyValue keyValue, Key key) {
        Entry entry = keyValue.get(key);
        assertThat(entry).isNotNull();
        return entry.revision();
    }

    @Test
    void use_after_close_is_an_exception_and_not_the_end_of_the_process() throws StoreException {
        RocksStore store = RocksStore.open(settings());
        KeyValue keyValue = store.keyValue();
        await(keyValue.put(key(1), VALUE));
        store.close();
        store.close();

        assertThatThrownBy(() -> keyValue.get(key(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> keyValue.scan(Key.of("test"), _ -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> keyValue.put(key(1), VALUE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(store::syncs).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closing_while_others_read_scan_and_write_crashes_nobody_and_answers_every_write() throws Exception {
        for (int round = 0; round < 5; round++) {
            RocksStore store = RocksStore.open(settings());
            KeyValue keyValue = store.keyValue();
            for (int i = 0; i < 100; i++) {
                await(keyValue.put(key(i), VALUE));
            }
            List<CompletableFuture<CommitResult>> writes = new ArrayList<>();
            CountDownLatch started = new CountDownLatch(3);
            List<Thread> threads = List.of(
                    untilClosed(started, () -> keyValue.get(key(5))),
                    untilClosed(started, () -> keyValue.scan(Key.of("test"), _ -> {})),
                    untilClosed(started, () -> {
                        synchronized (writes) {
                            writes.add(keyValue.put(key(7), VALUE));
                        }
                    }));
            HeldRecord.await(started);
            store.close();
            for (Thread thread : threads) {
                thread.join();
            }
            for (CompletableFuture<CommitResult> write : writes) {
                assertThat(write.orTimeout(20, TimeUnit.SECONDS).join()).isNotNull();
            }
        }
    }

    private static Thread untilClosed(CountDownLatch started, Runnable use) {
        return Thread.ofPlatform().start(() -> {
            try {
                use.run();
                started.countDown();
                while (true) {
                    use.run();
                }
            } catch (IllegalStateException closed) {
                assertThat(closed).hasMessageContaining("closed");
            }
        });
    }

    @Test
    void a_write_waits_for_its_fsync_and_every_lonely_write_has_its_own() throws StoreException {
        try (RocksStore store = RocksStore.open(settings())) {
            long before = store.syncs();
            for (int i = 0; i < 10; i++) {
                await(store.keyValue().put(key(i), VALUE));
                assertThat(store.syncs() - before).isEqualTo(i + 1);
            }
            assertThat(store.batches()).isEqualTo(10);
        }
    }

    @Test
    void writes_that_arrive_during_an_fsync_share_the_next_one() throws StoreException {
        try (RocksStore store = RocksStore.open(settings())) {
            KeyValue keyValue = store.keyValue();
            CountDownLatch committing = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            keyValue.watch(Key.of("test", "slow"), (_, _) -> { // stands in for a slow disk: holds the committer
                committing.countDown();
                HeldRecord.await(goOn);
            });
            CompletableFuture<CommitResult> slow = keyValue.put(Key.of("test", "slow"), VALUE);
            HeldRecord.await(committing);
            long batches = store.batches();
            long syncs = store.syncs();
            List<CompletableFuture<CommitResult>> writes = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                writes.add(keyValue.put(key(i), VALUE));
            }
            assertThat(writes).noneMatch(CompletableFuture::isDone);

            goOn.countDown();
            await(slow);
            writes.forEach(RocksStoreTest::await);

            assertThat(store.batches() - batches).isEqualTo(1);
            assertThat(store.syncs() - syncs).isEqualTo(1);
        }
    }

    @Test
    void writes_that_arrive_while_a_batch_is_put_together_go_with_it() throws StoreException {
        try (RocksStore store = RocksStore.open(settings())) {
            HeldRecord slow = new HeldRecord(new CountDownLatch(1), false);
            long batches = store.batches();
            SampleAppend first = SampleAppend.of(slow).to(store.log(), 0);
            HeldRecord.await(slow.begun());
            List<CompletableFuture<CommitResult>> writes = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                writes.add(store.keyValue().put(key(i), VALUE));
            }

            slow.goOn().countDown();
            assertThat(first.position()).isPositive();
            writes.forEach(RocksStoreTest::await);

            assertThat(store.batches() - batches).isEqualTo(1);
        }
    }

    @Test
    void a_conflict_with_a_write_of_the_same_batch_is_answered_after_that_write() throws StoreException {
        try (RocksStore store = RocksStore.open(settings())) {
            KeyValue keyValue = store.keyValue();
            CountDownLatch committing = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            keyValue.watch(Key.of("test", "slow"), (_, _) -> {
                committing.countDown();
                HeldRecord.await(goOn);
            });
            CompletableFuture<CommitResult> slow = keyValue.put(Key.of("test", "slow"), VALUE);
            HeldRecord.await(committing);
            CompletableFuture<CommitResult> winner = keyValue.create(key(1), VALUE);
            CompletableFuture<Boolean> winnerWasAnswered =
                    keyValue.create(key(1), VALUE).thenApply(_ -> winner.isDone());

            goOn.countDown();
            await(slow);

            assertThat(winnerWasAnswered.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
        }
    }

    @Test
    void long_keys_count_towards_what_may_wait() throws StoreException {
        try (RocksStore store = RocksStore.open(settings())) {
            KeyValue keyValue = store.keyValue();
            CountDownLatch committing = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            keyValue.watch(Key.of("test", "slow"), (_, _) -> {
                committing.countDown();
                HeldRecord.await(goOn);
            });
            CompletableFuture<CommitResult> slow = keyValue.put(Key.of("test", "slow"), VALUE);
            HeldRecord.await(committing);
            String longest = "k".repeat(Key.MAX_PART_BYTES);
            Key key = Key.of(longest, longest, longest, longest, longest, longest, longest, longest);
            List<CompletableFuture<CommitResult>> writes = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                writes.add(keyValue.put(key, VALUE)); // half a mebibyte each
            }

            assertThat(writes.getLast()).isCompletedWithValueMatching(CommitResult.Failed.class::isInstance);
            goOn.countDown();
            await(slow);
            await(writes.getFirst());
        }
    }

    @Test
    void more_than_the_queue_holds_fails_at_once_and_blocks_nobody() throws StoreException {
        try (RocksStore store = RocksStore.open(settings())) {
            KeyValue keyValue = store.keyValue();
            CountDownLatch committing = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            keyValue.watch(Key.of("test", "slow"), (_, _) -> {
                committing.countDown();
                HeldRecord.await(goOn);
            });
            CompletableFuture<CommitResult> slow = keyValue.put(Key.of("test", "slow"), VALUE);
            HeldRecord.await(committing);
            byte[] large = new byte[KeyValue.MAX_VALUE_BYTES];
            List<CompletableFuture<CommitResult>> writes = new ArrayList<>();
            for (int i = 0; i < 70; i++) {
                writes.add(keyValue.put(key(0), large));
            }

            List<CommitResult> answered = writes.stream()
                    .filter(CompletableFuture::isDone)
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answered).isNotEmpty().allMatch(CommitResult.Failed.class::isInstance);
            goOn.countDown();
            await(slow);
            await(writes.getFirst());
        }
    }

    @Test
    void with_fsync_10ms_the_disk_has_it_soon_after_the_answer() throws StoreException {
        StoreSettings lazy = new StoreSettings(folder.resolve("data"), Fsync.EVERY_10_MILLIS, 1 << 20, 1 << 20);
        try (RocksStore store = RocksStore.open(lazy)) {
            long before = store.syncs();
            await(store.keyValue().put(key(1), VALUE));
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> store.syncs() > before);
        }
    }

    @Test
    void with_fsync_off_nothing_waits_for_the_disk_but_close() throws StoreException {
        StoreSettings off = new StoreSettings(folder.resolve("data"), Fsync.OFF, 1 << 20, 1 << 20);
        try (RocksStore store = RocksStore.open(off)) {
            long before = store.syncs();
            for (int i = 0; i < 100; i++) {
                await(store.keyValue().put(key(i), VALUE));
            }
            assertThat(store.syncs()).isEqualTo(before);
        }
        try (RocksStore store = RocksStore.open(off)) {
            assertThat(store.keyValue().get(key(99))).isNotNull();
        }
    }

    @Test
    void a_second_broker_on_the_same_folder_is_told_who_has_it_and_what_to_do() throws Exception {
        try (RocksStore first = RocksStore.open(settings())) {
            assertThatThrownBy(() -> RocksStore.open(settings()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by this process")
                    .hasMessageContaining("another data folder");
            assertThat(secondProcess())
                    .contains("in use by process " + ProcessHandle.current().pid())
                    .contains("stop that broker");
            await(first.keyValue().put(key(1), VALUE)); // nobody harmed the first one
        }
        assertThat(secondProcess()).contains("opened");
    }

    private String secondProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SecondBroker.class.getName(),
                        folder.resolve("data").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    /** Another process that wants the folder. */
    static final class SecondBroker {
        private SecondBroker() {}

        public static void main(String[] args) {
            try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(Path.of(args[0])))) {
                System.out.println("opened " + store.batches());
            } catch (StoreException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    @Test
    void folders_are_for_the_owner_only() throws Exception {
        try (RocksStore store = RocksStore.open(settings())) {
            await(store.keyValue().put(key(1), VALUE));
        }
        Path data = folder.resolve("data");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("store"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("lock"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_folder_that_is_a_file_stops_the_start_with_words() throws IOException {
        Files.writeString(folder.resolve("data"), "not a folder");

        assertThatThrownBy(() -> RocksStore.open(settings()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be used");
    }

    @Test
    void a_store_with_a_damaged_manifest_stops_the_start_and_lets_the_folder_go() throws Exception {
        fill(1);
        Path manifest = files("MANIFEST").getFirst();
        byte[] good = Files.readAllBytes(manifest);
        Files.write(manifest, new byte[good.length]);

        assertThatThrownBy(() -> RocksStore.open(settings()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be opened")
                .hasMessageContaining("restore a backup");

        Files.write(manifest, good);
        try (RocksStore store = RocksStore.open(settings())) {
            assertThat(store.keyValue().get(key(0))).isNotNull();
        }
    }

    @Test
    void a_store_of_another_form_stops_the_start_and_is_not_touched() throws Exception {
        fill(1);
        byte[] format = "format".getBytes(StandardCharsets.US_ASCII);
        Path store = folder.resolve("data/store");
        try (Database database = Database.open(store, settings())) {
            database.write(true, batch -> batch.put(ColumnFamily.META, format, new byte[] {1}));
        }
        assertThatThrownBy(() -> RocksStore.open(settings()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("store format: 1 (expected: 2)")
                .hasMessageContaining("start the version that wrote it");
        assertThatThrownBy(() -> ReadOnlyStore.open(store)).hasMessageContaining("store format: 1 (expected: 2)");
    }

    @Test
    void a_store_without_its_first_file_is_not_taken_for_an_empty_one() throws Exception {
        fill(1);
        Path current = folder.resolve("data/store/CURRENT");
        byte[] good = Files.readAllBytes(current);
        Files.delete(current);

        assertThatThrownBy(() -> RocksStore.open(settings()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("CURRENT is missing");

        Files.write(current, good);
        try (RocksStore store = RocksStore.open(settings())) {
            assertThat(store.keyValue().get(key(0))).isNotNull();
        }
    }

    @Test
    void a_record_broken_in_the_middle_of_the_log_stops_the_start() throws Exception {
        fill(50);
        Path log = largestLog();
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(Files.size(log) / 2);
            int found = file.read();
            file.seek(Files.size(log) / 2);
            file.write(found ^ 0xff);
        }

        assertThatThrownBy(() -> RocksStore.open(settings())).isInstanceOf(StoreException.class);
    }

    @Test
    void a_record_torn_at_the_end_of_the_log_was_never_acknowledged_and_is_dropped() throws Exception {
        fill(50);
        Path log = largestLog();
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(Files.size(log) - 3);
        }

        try (RocksStore store = RocksStore.open(settings())) {
            AtomicLong found = new AtomicLong();
            store.keyValue().scan(Key.of("test"), _ -> found.incrementAndGet());
            assertThat(found).hasValue(49);
        }
    }

    private void fill(int count) throws StoreException {
        try (RocksStore store = RocksStore.open(settings())) {
            for (int i = 0; i < count; i++) {
                await(store.keyValue().put(key(i), new byte[300]));
            }
        }
    }

    private Path largestLog() throws IOException {
        return files(".log").stream()
                .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                .orElseThrow();
    }

    private List<Path> files(String part) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("data/store"))) {
            return all.filter(file -> file.getFileName().toString().contains(part))
                    .toList();
        }
    }
}
