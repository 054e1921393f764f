package io.gatehouse.history;

import static io.gatehouse.history.Events.connected;
import static io.gatehouse.history.Events.refused;
import static io.gatehouse.history.Events.subscribed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.rocks.RocksStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientHistoryTest {
    private static final HistoryLimits ROOMY = new HistoryLimits(50, 10_000, 16 << 20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MemoryKeyValue store = new MemoryKeyValue();

    @Test
    void an_event_is_shown_as_soon_as_it_was_added() {
        try (ClientHistory history = still(store, ROOMY)) {
            history.add("lamp", connected(1));
            history.add("lamp", subscribed(2));

            assertThat(history.of("lamp")).containsExactly(connected(1), subscribed(2));
            assertThat(history.of("other")).isEmpty();
        }
    }

    @Test
    void it_is_written_within_a_second_or_so_without_being_asked() {
        try (ClientHistory history = ClientHistory.open(store, ROOMY)) {
            history.add("lamp", connected(1));

            await().atMost(PATIENCE).until(() -> stored(store).contains("lamp"));
        }
    }

    @Test
    void nothing_is_written_when_nothing_happens() {
        try (ClientHistory history = still(store, ROOMY)) {
            history.add("lamp", connected(1));
            history.refresh();
            history.save(16);
            history.save(16);

            assertThat(store.commits()).isEqualTo(1);
        }
        assertThat(store.commits()).isEqualTo(1);
    }

    @Test
    void many_events_of_a_second_are_one_write() {
        try (ClientHistory history = still(store, ROOMY)) {
            for (int at = 0; at < 500; at++) {
                history.add("client-" + at, connected(at));
                history.add("client-" + at, subscribed(at));
            }
            history.refresh();
            history.save(1);

            assertThat(store.commits()).isEqualTo(1);
            assertThat(stored(store)).hasSize(500);
        }
    }

    @Test
    void a_stop_loses_nothing_and_a_start_knows_all() {
        try (ClientHistory history = ClientHistory.open(store, ROOMY)) {
            fill(history, 3000);
        }
        try (ClientHistory again = ClientHistory.open(store, ROOMY)) {
            assertThat(again.clients()).isEqualTo(3000);
            assertThat(again.of("client-0")).containsExactly(connected(0), subscribed(1));
            assertThat(again.of("client-2999")).containsExactly(connected(2999), subscribed(3000));
        }
    }

    @Test
    void the_real_store_gives_back_what_it_was_given(@TempDir Path data) throws Exception {
        try (RocksStore rocks = RocksStore.open(StoreSettings.DEFAULTS.at(data));
                ClientHistory history = ClientHistory.open(rocks.keyValue(), ROOMY)) {
            fill(history, 1500);
            history.add("größer/😀", refused(9000, "client/größer/😀"));
        }
        try (RocksStore rocks = RocksStore.open(StoreSettings.DEFAULTS.at(data));
                ClientHistory again = ClientHistory.open(rocks.keyValue(), ROOMY)) {
            assertThat(again.clients()).isEqualTo(1501);
            assertThat(again.of("client-7")).containsExactly(connected(7), subscribed(8));
            assertThat(again.of("größer/😀")).containsExactly(refused(9000, "client/größer/😀"));
        }
    }

    @Test
    void who_was_least_recently_active_is_forgotten_first_in_memory_and_on_the_disk() {
        HistoryLimits four = new HistoryLimits(50, 5, 1 << 20); // one of five is for strangers
        try (ClientHistory history = still(store, four)) {
            for (String client : List.of("a", "b", "c", "d")) {
                history.add(client, connected(1));
            }
            history.add("a", subscribed(2)); // active again
            history.refresh();
            history.save(16);
            history.add("e", connected(3));

            assertThat(history.of("b")).isEmpty();
            assertThat(history.of("a")).hasSize(2);
            history.save(16);
            assertThat(stored(store)).containsExactlyInAnyOrder("a", "c", "d", "e");
        }
    }

    @Test
    void the_order_of_activity_outlives_a_restart() {
        HistoryLimits four = new HistoryLimits(50, 5, 1 << 20);
        try (ClientHistory history = ClientHistory.open(store, four)) {
            for (String client : List.of("a", "b", "c", "d")) {
                history.add(client, connected(1000 - client.charAt(0)));
            }
        }
        try (ClientHistory again = ClientHistory.open(store, four)) {
            again.add("e", connected(2000));

            assertThat(again.of("d")).as("the one with the oldest event").isEmpty();
            assertThat(again.of("a")).isNotEmpty();
        }
    }

    @Test
    void all_clients_together_stay_within_the_budget_of_bytes_in_memory_and_on_the_disk() {
        HistoryLimits small = new HistoryLimits(50, 1_000_000, 1 << 20);
        try (ClientHistory history = ClientHistory.open(store, small)) {
            for (int round = 0; round < 20; round++) {
                fill(history, 1000 * round, 1000);
                history.refresh();
                assertThat(history.bytes()).isLessThanOrEqualTo(small.maxBytes());
            }
            assertThat(history.clients()).isBetween(1000, 19_000);
            assertThat(history.dropped()).isZero();
        }
        assertThat(storedBytes(store)).isLessThanOrEqualTo(small.maxBytes());
    }

    @Test
    void a_smaller_budget_trims_the_disk_at_the_next_start() {
        try (ClientHistory history = ClientHistory.open(store, ROOMY)) {
            fill(history, 8000);
        }
        HistoryLimits small = new HistoryLimits(50, 1000, 1 << 20);
        try (ClientHistory again = ClientHistory.open(store, small)) {
            assertThat(again.clients()).isLessThanOrEqualTo(1000);
            assertThat(again.of("client-7999")).isNotEmpty();
            assertThat(again.of("client-0")).isEmpty();
        }
        assertThat(stored(store)).hasSizeLessThanOrEqualTo(1000);
    }

    @Test
    void strangers_who_are_refused_under_many_names_push_out_no_client_that_was_let_in() {
        HistoryLimits small = new HistoryLimits(50, 1000, 1 << 20);
        try (ClientHistory history = still(store, small)) {
            fill(history, 100);
            for (int attempt = 0; attempt < 100_000; attempt++) {
                history.add("made-up-" + attempt, refused(attempt, "client/made-up-" + attempt));
                if (attempt % 5000 == 0) {
                    history.refresh();
                }
            }

            assertThat(history.of("client-0")).containsExactly(connected(0), subscribed(1));
            assertThat(history.of("made-up-99999")).hasSize(1);
            assertThat(history.of("made-up-0")).isEmpty();
            assertThat(history.clients()).isEqualTo(100 + 125);
            assertThat(history.unsaved()).as("what was forgotten unwritten").isEqualTo(100 + 125);
        }
    }

    @Test
    void a_stranger_who_is_let_in_keeps_what_was_before() {
        try (ClientHistory history = still(store, ROOMY)) {
            history.add("lamp", refused(1, "client/lamp"));
            history.refresh();
            history.add("lamp", connected(2));

            assertThat(history.of("lamp")).containsExactly(refused(1, "client/lamp"), connected(2));
            assertThat(history.clients()).isEqualTo(1);
        }
        try (ClientHistory again = still(store, ROOMY)) {
            assertThat(again.of("lamp")).containsExactly(refused(1, "client/lamp"), connected(2));
        }
    }

    @Test
    void what_the_store_did_not_take_is_written_when_it_works_again() {
        try (ClientHistory history = still(store, ROOMY)) {
            fill(history, 2500);
            history.refresh();
            store.failWith("disk full");
            history.save(16);
            assertThat(history.unsaved()).isEqualTo(2500);
            assertThat(history.of("client-1")).as("memory goes on").hasSize(2);

            store.failWith(null);
            history.save(16);

            assertThat(history.unsaved()).isZero();
            assertThat(stored(store)).hasSize(2500);
        }
    }

    @Test
    void what_cannot_be_read_is_dropped_and_stops_nothing() {
        assertThat(store.put(Key.of("history", "later"), new byte[] {99, 1, 2, 3}))
                .isCompleted();
        byte[] damaged = StoredEvents.of(new LastEvents(List.of(connected(1)), 10));
        assertThat(store.put(Key.of("history", "damaged"), Arrays.copyOf(damaged, damaged.length - 1)))
                .isCompleted();
        try (ClientHistory history = still(store, ROOMY)) {
            assertThat(history.of("later")).isEmpty();
            assertThat(history.of("damaged")).isEmpty();
            history.add("damaged", connected(2));

            assertThat(history.of("damaged")).containsExactly(connected(2));
        }
        assertThat(stored(store)).containsExactly("damaged");
    }

    @Test
    void nothing_of_other_tables_is_touched() {
        assertThat(store.put(Key.of("thing", "lamp"), new byte[] {1})).isCompleted();
        try (ClientHistory history = ClientHistory.open(store, ROOMY)) {
            fill(history, 10);
        }

        assertThat(store.get(Key.of("thing", "lamp"))).isNotNull();
    }

    @Test
    void when_more_comes_than_is_taken_in_every_event_is_shown_or_counted() throws InterruptedException {
        Intake narrow = new Intake(64 * 1024);
        try (ClientHistory history = new ClientHistory(store, new HistoryLimits(500, 10_000, 64 << 20), narrow)) {
            history.start();
            List<Thread> loops = new ArrayList<>();
            for (int loop = 0; loop < 4; loop++) {
                String name = "loop-" + loop + "-client-";
                loops.add(Thread.ofPlatform().start(() -> {
                    for (int at = 0; at < 20_000; at++) {
                        history.add(name + at % 100, connected(at));
                    }
                }));
            }
            for (Thread loop : loops) {
                loop.join();
            }
            long shown = 0;
            for (int loop = 0; loop < 4; loop++) {
                for (int client = 0; client < 100; client++) {
                    shown += history.of("loop-" + loop + "-client-" + client).size();
                }
            }

            assertThat(history.dropped()).isPositive();
            assertThat(shown + history.dropped()).isEqualTo(80_000);
        }
    }

    @Test
    void a_disk_that_does_not_answer_holds_up_nobody_who_adds_and_nobody_who_asks() {
        CompletableFuture<CommitResult> answer = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        try (ClientHistory history = ClientHistory.open(new SilentStore(answer, asked), ROOMY)) {
            history.add("lamp", connected(1));
            asked.join();
            history.add("lamp", subscribed(2));

            assertThat(history.of("lamp")).containsExactly(connected(1), subscribed(2));
            answer.complete(new CommitResult.Stored(1));
        }
    }

    /** Answers all commits with one future. */
    private record SilentStore(CompletableFuture<CommitResult> answer, CompletableFuture<Void> asked)
            implements KeyValue {
        @Override
        public @Nullable Entry get(Key key) {
            return null;
        }

        @Override
        public void scan(Key prefix, Consumer<Entry> each) {}

        @Override
        public CompletableFuture<CommitResult> commit(List<Change> changes) {
            asked.complete(null);
            return answer;
        }

        @Override
        public Watch watch(Key prefix, Watcher watcher) {
            return () -> {};
        }
    }

    /** Without its thread: what is taken in and written is what the test says. */
    private static ClientHistory still(KeyValue store, HistoryLimits limits) {
        ClientHistory history = new ClientHistory(store, limits, new Intake(64 << 20));
        history.load();
        return history;
    }

    private static void fill(ClientHistory history, int clients) {
        fill(history, 0, clients);
    }

    private static void fill(ClientHistory history, int from, int clients) {
        for (int client = from; client < from + clients; client++) {
            history.add("client-" + client, connected(client));
            history.add("client-" + client, subscribed(client + 1));
        }
    }

    private static List<String> stored(KeyValue store) {
        List<String> clients = new ArrayList<>();
        store.scan(Key.of("history"), entry -> clients.add(entry.key().name()));
        return clients;
    }

    private static long storedBytes(KeyValue store) {
        long[] sum = {0};
        store.scan(Key.of("history"), entry -> sum[0] += entry.value().length);
        return sum[0];
    }
}
