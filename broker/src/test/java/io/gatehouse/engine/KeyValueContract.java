package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.harness.ExpectedErrors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link KeyValue} must do; one subclass for each implementation. */
public abstract class KeyValueContract {
    private static final Key LAMP = Key.of("thing", "lamp");
    private static final Key DOOR = Key.of("thing", "door");

    /** An empty store; the subclass closes it after the test. */
    protected abstract KeyValue store();

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    protected static CommitResult result(CompletableFuture<CommitResult> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    protected static long stored(CompletableFuture<CommitResult> future) {
        CommitResult result = result(future);
        assertThat(result).isInstanceOf(CommitResult.Stored.class);
        return ((CommitResult.Stored) result).revision();
    }

    private static String text(KeyValue store, Key key) {
        Entry entry = store.get(key);
        return entry == null ? "nothing" : new String(entry.value(), StandardCharsets.UTF_8);
    }

    @Test
    void a_stored_value_is_read_back_with_the_revision_that_was_answered() {
        long revision = stored(store().put(LAMP, bytes("on")));

        assertThat(store().get(LAMP)).isEqualTo(new Entry(LAMP, bytes("on"), revision));
        assertThat(revision).isPositive();
    }

    @Test
    void a_key_that_was_never_written_has_no_value() {
        assertThat(store().get(LAMP)).isNull();
    }

    @Test
    void an_empty_value_is_a_value() {
        stored(store().put(LAMP, new byte[0]));

        assertThat(store().get(LAMP)).isNotNull();
    }

    @Test
    void create_is_refused_where_a_value_is() {
        long revision = stored(store().create(LAMP, bytes("on")));

        assertThat(result(store().create(LAMP, bytes("off")))).isEqualTo(new CommitResult.Conflict(LAMP, revision));
        assertThat(text(store(), LAMP)).isEqualTo("on");
    }

    @Test
    void create_works_again_after_delete_with_a_revision_never_seen_before() {
        long first = stored(store().create(LAMP, bytes("on")));
        stored(store().delete(LAMP));
        long second = stored(store().create(LAMP, bytes("off")));

        assertThat(second).isGreaterThan(first);
        assertThat(result(store().update(LAMP, bytes("late"), first)))
                .isEqualTo(new CommitResult.Conflict(LAMP, second));
    }

    @Test
    void update_wants_the_current_revision() {
        long first = stored(store().put(LAMP, bytes("1")));
        long second = stored(store().update(LAMP, bytes("2"), first));

        assertThat(result(store().update(LAMP, bytes("3"), first))).isEqualTo(new CommitResult.Conflict(LAMP, second));
        assertThat(text(store(), LAMP)).isEqualTo("2");
    }

    @Test
    void update_of_a_missing_key_is_a_conflict_with_revision_0() {
        assertThat(result(store().update(LAMP, bytes("1"), 7))).isEqualTo(new CommitResult.Conflict(LAMP, 0));
    }

    @Test
    void delete_with_an_old_revision_deletes_nothing() {
        long first = stored(store().put(LAMP, bytes("1")));
        long second = stored(store().put(LAMP, bytes("2")));

        assertThat(result(store().delete(LAMP, first))).isEqualTo(new CommitResult.Conflict(LAMP, second));
        assertThat(text(store(), LAMP)).isEqualTo("2");
        stored(store().delete(LAMP, second));
        assertThat(store().get(LAMP)).isNull();
    }

    @Test
    void deleting_what_is_not_there_is_no_error() {
        stored(store().delete(LAMP));
    }

    @Test
    void of_a_commit_with_one_conflict_nothing_is_stored() {
        long revision = stored(store().put(DOOR, bytes("closed")));

        CommitResult result = result(
                store().commit(List.of(new Change.Put(LAMP, bytes("on")), new Change.Create(DOOR, bytes("open")))));

        assertThat(result).isEqualTo(new CommitResult.Conflict(DOOR, revision));
        assertThat(store().get(LAMP)).isNull();
        assertThat(text(store(), DOOR)).isEqualTo("closed");
    }

    @Test
    void the_changes_of_a_commit_take_consecutive_revisions_and_the_last_is_answered() {
        long revision =
                stored(store().commit(List.of(new Change.Put(LAMP, bytes("on")), new Change.Put(DOOR, bytes("open")))));

        assertThat(store().get(DOOR)).isEqualTo(new Entry(DOOR, bytes("open"), revision));
        assertThat(store().get(LAMP)).isEqualTo(new Entry(LAMP, bytes("on"), revision - 1));
    }

    @Test
    void of_two_creates_at_once_exactly_one_wins() {
        List<CompletableFuture<CommitResult>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(store().create(LAMP, bytes("writer " + i)));
        }

        assertThat(answers.stream().map(KeyValueContract::result).filter(CommitResult.Stored.class::isInstance))
                .hasSize(1);
    }

    @Test
    void commits_are_refused_when_empty_or_with_a_key_twice_or_too_large() {
        assertThatThrownBy(() -> store().commit(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().commit(List.of(new Change.Put(LAMP, bytes("1")), new Change.Delete(LAMP))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one key twice");
        assertThatThrownBy(() -> store().put(LAMP, new byte[KeyValue.MAX_VALUE_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: at most");
        stored(store().put(LAMP, new byte[KeyValue.MAX_VALUE_BYTES]));
    }

    @Test
    void a_scan_finds_whole_parts_only() {
        stored(store().put(Key.of("thing", "lamp"), bytes("1")));
        stored(store().put(Key.of("thing", "lamp", "shade"), bytes("2")));
        stored(store().put(Key.of("thing", "lamp2"), bytes("3")));
        stored(store().put(Key.of("things", "lamp"), bytes("4")));

        assertThat(scan(Key.of("thing"))).containsOnlyKeys("thing|lamp", "thing|lamp|shade", "thing|lamp2");
        assertThat(scan(Key.of("thing", "lamp"))).containsOnlyKeys("thing|lamp", "thing|lamp|shade");
        assertThat(scan(Key.of("thin"))).isEmpty();
    }

    private Map<String, String> scan(Key prefix) {
        Map<String, String> found = new TreeMap<>();
        store().scan(
                        prefix,
                        entry -> found.put(
                                String.join("|", entry.key().parts()),
                                new String(entry.value(), StandardCharsets.UTF_8)));
        return found;
    }

    /** Ids are other people's text: a broker that glued them into keys was taken over by a session named x_meta. */
    @Test
    void no_two_ids_ever_share_a_key() {
        String longest = "x".repeat(Key.MAX_PART_BYTES);
        List<List<String>> names = List.of(
                List.of("q", "x"),
                List.of("q", "X"),
                List.of("q", "x_meta"),
                List.of("q", "x\0y"),
                List.of("q", "x", "y"),
                List.of("q", "x|y"),
                List.of("q", "x.y"),
                List.of("q", "x/y"),
                List.of("q", "../x"),
                List.of("q", "queue_x"),
                List.of("q", ""),
                List.of("q", "", ""),
                List.of("q", "\0\1x"),
                List.of("q", "*"),
                List.of("q", ">"),
                List.of("qx"),
                List.of("q", "é"),
                List.of("q", "e\u0301"),
                List.of("q", longest),
                List.of("q", longest.substring(1)));
        for (List<String> parts : names) {
            stored(store().create(new Key(parts), bytes(parts.toString())));
        }

        for (List<String> parts : names) {
            Entry entry = store().get(new Key(parts));
            assertThat(entry).isNotNull();
            assertThat(entry.value()).isEqualTo(bytes(parts.toString()));
        }
        List<List<String>> scanned = new ArrayList<>();
        store().scan(Key.of("q"), entry -> scanned.add(entry.key().parts()));
        assertThat(scanned)
                .containsExactlyInAnyOrderElementsOf(names.stream()
                        .filter(parts -> parts.getFirst().equals("q"))
                        .toList());
    }

    @Test
    void a_watcher_is_told_what_was_stored_in_order_before_the_writer_is() {
        List<String> seen = new ArrayList<>(); // happens-before: the writer's future
        try (KeyValue.Watch _ = store().watch(
                        Key.of("thing"),
                        (key, entry) -> seen.add(key.name() + (entry == null ? " gone" : " " + entry.revision())))) {
            long lamp = stored(store().put(LAMP, bytes("on")));
            assertThat(seen).containsExactly("lamp " + lamp);
            stored(store().put(Key.of("policy", "p"), bytes("other table")));
            long door = stored(store().commit(List.of(new Change.Delete(LAMP), new Change.Put(DOOR, bytes("open")))));
            assertThat(seen).containsExactly("lamp " + lamp, "lamp gone", "door " + door);
            result(store().create(DOOR, bytes("refused")));
        }
        stored(store().put(LAMP, bytes("after the watch")));

        assertThat(seen).hasSize(3);
    }

    @Test
    void a_watcher_that_throws_harms_nobody() {
        try (var _ = ExpectedErrors.expect("a defect of the watcher");
                KeyValue.Watch _ = store().watch(Key.of("thing"), (key, entry) -> {
                    throw new IllegalStateException("a defect of the watcher");
                })) {
            stored(store().put(LAMP, bytes("on")));
            stored(store().put(LAMP, bytes("off")));
        }
        assertThat(text(store(), LAMP)).isEqualTo("off");
    }

    /** Random commits against a plain map. */
    @Test
    void any_sequence_of_commits_leaves_what_a_map_would_hold() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        TreeMap<String, Long> model = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            String name = "k" + random.nextInt(8);
            Key key = Key.of("m", name);
            long current = model.getOrDefault(name, 0L);
            long expected = random.nextInt(4) == 0 ? current + 1 : current;
            CommitResult answer = switch (random.nextInt(4)) {
                case 0 -> result(store().create(key, bytes("c")));
                case 1 -> result(store().update(key, bytes("u"), expected));
                case 2 -> result(store().delete(key, expected));
                default -> result(store().put(key, bytes("p")));
            };
            Entry entry = store().get(key);
            long found = entry == null ? 0 : entry.revision();
            switch (answer) {
                case CommitResult.Stored(long revision) ->
                    assertThat(found).as("seed %d step %d", seed, i).isIn(0L, revision);
                case CommitResult.Conflict(Key at, long revision) ->
                    assertThat(List.of(at.name(), revision, found))
                            .as("seed %d step %d", seed, i)
                            .isEqualTo(List.of(name, current, current));
                case CommitResult.Failed(String problem) -> throw new AssertionError(problem);
            }
            if (found == 0) {
                model.remove(name);
            } else {
                model.put(name, found);
            }
        }
        TreeMap<String, Long> scanned = new TreeMap<>();
        store().scan(Key.of("m"), entry -> scanned.put(entry.key().name(), entry.revision()));
        assertThat(scanned).as("seed %d", seed).isEqualTo(model);
    }

    @Test
    void keys_that_are_not_unicode_or_too_long_are_refused() {
        assertThatThrownBy(() -> Key.of("thing", "\ud800"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
        assertThatThrownBy(() -> Key.of("thing", "x".repeat(Key.MAX_PART_BYTES + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Key(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Key(Arrays.asList(new String[Key.MAX_PARTS + 1])))
                .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class);
    }
}
