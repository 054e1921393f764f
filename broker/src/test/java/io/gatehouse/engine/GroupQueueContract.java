package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.GroupQueue.Item;
import io.gatehouse.engine.GroupQueue.Pulled;
import io.gatehouse.mqtt.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link GroupQueue} must do; one subclass for each implementation. */
public abstract class GroupQueueContract {
    static final TopicFilter FILTER = TopicFilter.of("$share/workers/job/+");
    static final int BYTES = 1 << 20;

    private @Nullable GroupQueues process; // the current one's

    /** An empty log of two shards; the subclass closes it after the test. */
    protected abstract DurableLog log();

    protected abstract KeyValue keyValue();

    /** The queues of a new process over what is stored; one that was answered before is not used any more. */
    protected abstract GroupQueues open();

    /** How far the queues are is stored when this returns. */
    protected abstract void save(GroupQueues queues);

    /** What an earlier process left of queues that have no member any more is removed when this returns. */
    protected abstract void sweep(GroupQueues queues);

    final GroupQueues queues() {
        return Objects.requireNonNull(process);
    }

    final GroupQueue begun() {
        process = open();
        return again();
    }

    private GroupQueue again() {
        GroupQueue queue = queues().open(FILTER);
        queue.begin();
        queue.durable(true);
        return queue;
    }

    final GroupQueue afterACrash() {
        process = open();
        return again();
    }

    private long append(int shard, String topic, String body) {
        return SampleAppend.of(topic, body).to(log(), shard).position();
    }

    final void publish(GroupQueue queue, int shard, String body) {
        assertThat(queue.told(shard, append(shard, "job/1", body))).isTrue();
    }

    static String text(Item item) {
        return new String(item.record().body(), StandardCharsets.UTF_8);
    }

    private static List<String> texts(Pulled pulled) {
        return pulled.items().stream().map(GroupQueueContract::text).toList();
    }

    /** Pulls until nothing more comes. */
    static List<Item> all(GroupQueue queue) {
        List<Item> items = new ArrayList<>();
        Pulled pulled;
        do {
            pulled = queue.pull(10, BYTES);
            items.addAll(pulled.items());
        } while (pulled.more() || !pulled.items().isEmpty());
        return items;
    }

    private static List<String> texts(List<Item> items) {
        return items.stream().map(GroupQueueContract::text).toList();
    }

    @Test
    void an_item_is_lent_once() {
        GroupQueue queue = begun();
        IntStream.range(0, 5).forEach(i -> publish(queue, 0, "m" + i));

        Pulled first = queue.pull(2, BYTES);
        Pulled second = queue.pull(10, BYTES);

        assertThat(texts(first)).containsExactly("m0", "m1");
        assertThat(first.more()).isTrue();
        assertThat(texts(second)).containsExactly("m2", "m3", "m4");
        assertThat(second.more()).isFalse();
        assertThat(queue.pull(10, BYTES).items()).isEmpty();
    }

    @Test
    void what_the_filter_does_not_select_is_not_lent() {
        GroupQueue queue = begun();
        append(0, "other/1", "no");
        append(0, "job/1/2", "no");
        publish(queue, 0, "yes");

        assertThat(texts(all(queue))).containsExactly("yes");
    }

    @Test
    void a_pull_keeps_to_its_bytes_and_brings_one_item_at_least() {
        GroupQueue queue = begun();
        publish(queue, 0, "x".repeat(100));
        publish(queue, 0, "y".repeat(100));

        assertThat(queue.pull(10, 50).items()).hasSize(1);
        assertThat(queue.pull(10, 50).items()).hasSize(1);
    }

    @Test
    void what_is_given_back_is_lent_again_before_what_is_new() {
        GroupQueue queue = begun();
        publish(queue, 0, "old");
        Item lent = queue.pull(1, BYTES).items().getFirst();
        publish(queue, 0, "new");

        queue.giveBack(lent.place());

        assertThat(texts(all(queue))).containsExactly("old", "new");
    }

    @Test
    void what_is_finished_is_not_lent_again() {
        GroupQueue queue = begun();
        publish(queue, 0, "done");
        queue.finished(queue.pull(1, BYTES).items().getFirst().place());
        save(queues());

        assertThat(all(queue)).isEmpty();
        assertThat(all(afterACrash())).isEmpty();
    }

    @Test
    void what_was_told_before_the_queue_began_is_not_taken() {
        long before = append(1, "job/1", "before");
        process = open();
        GroupQueue queue = queues().open(FILTER);

        assertThat(queue.told(1, before)).isFalse();
        queue.begin();
        assertThat(queue.told(1, before)).isFalse();
        publish(queue, 1, "after");

        assertThat(texts(all(queue))).containsExactly("after");
    }

    @Test
    void what_was_refused_before_it_began_is_before_its_begin_however_far_the_log_is() {
        process = open();
        GroupQueue queue = queues().open(FILTER);
        long ahead = log().end(1) + 5; // told before this process sees that it is stored
        assertThat(queue.told(1, ahead)).isFalse();
        queue.begin();

        assertThat(queue.told(1, ahead)).isFalse();
        assertThat(queue.told(1, ahead + 1)).isTrue();
    }

    @Test
    void who_does_not_want_to_be_called_is_not() {
        GroupQueue queue = begun();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        Runnable gone = first::incrementAndGet;
        queue.whenMore(gone);
        queue.whenMore(second::incrementAndGet);

        queue.forget(gone);
        publish(queue, 0, "one");

        assertThat(first).hasValue(0);
        assertThat(second).hasValue(1);
    }

    @Test
    void what_was_taken_and_is_given_back_all_the_same_is_lent_again() {
        GroupQueue queue = begun();
        publish(queue, 0, "one");
        Item item = queue.pull(1, BYTES).items().getFirst();
        var _ = keyValue().commit(List.of(queue.take(item.place()))).join();

        queue.giveBack(item.place()); // its member ended before it was told
        save(queues());

        assertThat(texts(all(queue))).containsExactly("one");
        assertThat(texts(all(afterACrash()))).containsExactly("one");
    }

    @Test
    void who_waits_is_woken_once_by_the_next_item() {
        GroupQueue queue = begun();
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        queue.whenMore(first::incrementAndGet);
        queue.whenMore(second::incrementAndGet);
        assertThat(first).hasValue(0);

        publish(queue, 0, "one");
        assertThat(first).hasValue(1);
        assertThat(second).hasValue(0);

        all(queue);
        publish(queue, 0, "two");
        assertThat(first).hasValue(1);
        assertThat(second).hasValue(1);
    }

    @Test
    void who_waits_is_woken_by_what_is_there_already_and_by_what_is_given_back() {
        GroupQueue queue = begun();
        publish(queue, 0, "there");
        AtomicInteger woken = new AtomicInteger();
        queue.whenMore(woken::incrementAndGet);
        assertThat(woken).hasValue(1);

        Item lent = queue.pull(1, BYTES).items().getFirst();
        queue.whenMore(woken::incrementAndGet);
        assertThat(woken).hasValue(1);
        queue.giveBack(lent.place());
        assertThat(woken).hasValue(2);
    }

    @Test
    void who_cannot_pull_passes_the_call_on() {
        GroupQueue queue = begun();
        AtomicInteger other = new AtomicInteger();
        queue.whenMore(queue::pass);
        queue.whenMore(other::incrementAndGet);

        publish(queue, 0, "one");

        assertThat(other).hasValue(1);
    }

    @Test
    void what_was_lent_and_not_finished_is_lent_again_after_a_crash() {
        GroupQueue queue = begun();
        publish(queue, 0, "lent");
        publish(queue, 1, "waits");
        Pulled pulled = queue.pull(1, BYTES);
        save(queues());

        List<String> expected = new ArrayList<>(List.of("lent", "waits"));
        assertThat(expected).containsAll(texts(pulled));
        assertThat(texts(all(afterACrash()))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void a_crash_before_anything_but_the_beginning_was_stored_loses_nothing() {
        GroupQueue queue = begun();
        publish(queue, 0, "lent");
        queue.finished(queue.pull(1, BYTES).items().getFirst().place());
        publish(queue, 1, "waits");

        assertThat(texts(all(afterACrash()))).contains("lent", "waits"); // at least once
    }

    @Test
    void what_was_taken_is_not_lent_again_after_a_crash_whatever_else_was_stored() {
        GroupQueue queue = begun();
        publish(queue, 0, "one");
        publish(queue, 0, "two");
        publish(queue, 0, "three");
        List<Item> lent = queue.pull(3, BYTES).items();
        assertThat(keyValue().commit(List.of(queue.take(lent.get(1).place()))).join())
                .isInstanceOf(CommitResult.Stored.class);

        assertThat(texts(all(afterACrash()))).containsExactly("one", "three"); // no place was stored since

        GroupQueue later = again();
        save(queues());
        assertThat(texts(all(later))).isEmpty();
        assertThat(texts(all(afterACrash()))).containsExactly("one", "three"); // lent by the second one
    }

    @Test
    void a_take_is_remembered_only_until_the_place_says_the_same() {
        GroupQueue queue = begun();
        for (int i = 0; i < 20; i++) {
            publish(queue, i % 2, "m" + i);
            Item item = queue.pull(1, BYTES).items().getFirst();
            var _ = keyValue().commit(List.of(queue.take(item.place()))).join();
            queue.taken(item.place());
        }
        save(queues());
        save(queues());

        Set<Key> stored = new HashSet<>();
        keyValue().scan(Key.of("group-taken"), entry -> stored.add(entry.key()));
        assertThat(stored).isEmpty();
        assertThat(all(afterACrash())).isEmpty();
    }

    @Test
    void who_is_there_gets_what_waits_when_the_last_durable_member_has_left() {
        GroupQueue queue = begun();
        publish(queue, 0, "waits");
        queue.durable(false);

        assertThat(texts(all(queue))).containsExactly("waits");
    }

    @Test
    void a_queue_that_nobody_takes_from_and_nobody_comes_back_to_does_not_hold_the_log() {
        GroupQueue queue = begun();
        publish(queue, 0, "waits");
        queue.giveBack(queue.pull(1, BYTES).items().getFirst().place());
        queue.durable(false);
        long[] told = {log().end(0), log().end(1)};

        var _ = queues().lowest(told); // whoever wants it has had the time in between

        assertThat(queues().lowest(told)).isEqualTo(told);
        assertThat(all(queue)).isEmpty();
    }

    @Test
    void a_queue_that_was_closed_is_not_stored_any_more_and_is_swept_at_the_start() {
        GroupQueue queue = begun();
        publish(queue, 0, "done");
        queue.finished(queue.pull(1, BYTES).items().getFirst().place());
        save(queues());
        queues().close(FILTER);
        publish(queue, 0, "not for it");
        save(queues());

        process = open(); // its subscription's end was not stored: it is back, and goes on
        assertThat(texts(all(again()))).containsExactly("not for it");

        queues().close(FILTER);
        sweep(open());
        assertThat(all(afterACrash())).isEmpty();
    }

    @Test
    void what_nobody_opens_again_is_swept() {
        GroupQueue queue = begun();
        publish(queue, 0, "one");
        var _ = keyValue()
                .commit(List.of(
                        queue.take(queue.pull(1, BYTES).items().getFirst().place())))
                .join();
        save(queues());
        GroupQueues later = open();

        sweep(later);

        Set<Key> stored = new HashSet<>();
        keyValue().scan(Key.of("group"), entry -> stored.add(entry.key()));
        keyValue().scan(Key.of("group-taken"), entry -> stored.add(entry.key()));
        assertThat(stored).isEmpty();
    }

    @Test
    void where_no_place_was_stored_the_queue_begins_where_its_subscription_did() {
        long[] since = {log().end(0), log().end(1)};
        append(0, "job/1", "while it was subscribed");
        process = open();
        queues().beganAt(FILTER, new long[] {log().end(0), log().end(1)}); // another member's
        queues().beganAt(FILTER, since);
        GroupQueue queue = again();

        assertThat(texts(all(queue))).containsExactly("while it was subscribed");
    }

    @Test
    void a_place_that_was_stored_is_not_put_back_by_an_older_subscription() {
        long[] since = {log().end(0), log().end(1)};
        GroupQueue queue = begun();
        publish(queue, 0, "done");
        queue.finished(queue.pull(1, BYTES).items().getFirst().place());
        save(queues());

        process = open();
        queues().beganAt(FILTER, since);

        assertThat(all(again())).isEmpty();
    }

    @Test
    void the_log_is_needed_from_the_oldest_item_that_is_lent_or_waits() {
        GroupQueue queue = begun();
        long first = append(0, "job/1", "one");
        assertThat(queue.told(0, first)).isTrue();
        publish(queue, 0, "two");
        long[] told = {log().end(0), log().end(1)};
        assertThat(queues().lowest(told)[0]).isLessThanOrEqualTo(first);

        List<Item> lent = queue.pull(2, BYTES).items();
        assertThat(queues().lowest(told)[0]).isEqualTo(first);

        queue.finished(lent.get(0).place());
        assertThat(queues().lowest(told)[0]).isEqualTo(lent.get(1).place().position());

        queue.finished(lent.get(1).place());
        assertThat(queues().lowest(told)).isEqualTo(told);
    }

    @Test
    void a_queue_that_nothing_is_for_does_not_hold_the_log() {
        begun();
        append(0, "other/1", "no");
        append(1, "other/1", "no");

        long[] told = {log().end(0), log().end(1)};
        assertThat(queues().lowest(told)).isEqualTo(told);
    }
}
