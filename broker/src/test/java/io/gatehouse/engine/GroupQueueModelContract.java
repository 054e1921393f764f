package io.gatehouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.engine.GroupQueue.Item;
import io.gatehouse.engine.GroupQueue.Pulled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The same at random; beside the contract, so that an implementation passes both. */
public abstract class GroupQueueModelContract extends GroupQueueContract {
    /** Members, crashes and places at random, against what must be: see the assertions. */
    @Test
    void at_random_nothing_is_lost_and_what_was_taken_comes_once() {
        for (long seed = 0; seed < 60; seed++) {
            new Story(seed).play(200);
        }
    }

    private final class Story {
        private final Random random;
        private final long seed;
        private GroupQueue queue = begun();
        private final List<Item> lent = new ArrayList<>();
        private final List<Item> taking = new ArrayList<>();
        private final Map<String, Integer> taken = new HashMap<>();
        private final Set<String> finished = new HashSet<>();
        private final Set<String> published = new HashSet<>();

        Story(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void play(int steps) {
            for (int step = 0; step < steps; step++) {
                step(seed + "-" + step);
            }
            settle();
            assertThat(finished).as("seed %d", seed).containsAll(missing());
            assertThat(taken.values()).as("seed %d: taken", seed).allMatch(times -> times == 1);
            queues().close(FILTER);
        }

        private Set<String> missing() {
            Set<String> missing = new HashSet<>(published);
            missing.removeAll(taken.keySet());
            return missing;
        }

        private void step(String name) {
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> {
                    publish(queue, random.nextInt(2), name);
                    published.add(name);
                }
                case 3, 4 -> lend(queue.pull(1 + random.nextInt(5), BYTES));
                case 5 ->
                    any().ifPresent(item -> {
                        queue.finished(item.place());
                        finished.add(text(item));
                    });
                case 6 -> any().ifPresent(item -> queue.giveBack(item.place()));
                case 7 ->
                    any().ifPresent(item -> {
                        var _ = keyValue()
                                .commit(List.of(queue.take(item.place())))
                                .join();
                        taken.merge(text(item), 1, Integer::sum);
                        if (random.nextBoolean()) {
                            queue.taken(item.place()); // else the process does not come to say so for a while
                        } else {
                            taking.add(item);
                        }
                    });
                default -> rest();
            }
        }

        private void rest() {
            if (random.nextInt(3) == 0) {
                lent.clear();
                taking.clear();
                queue = afterACrash();
            } else if (random.nextBoolean()) {
                save(queues());
            } else {
                taking.forEach(item -> queue.taken(item.place()));
                taking.clear();
            }
        }

        private void lend(Pulled pulled) {
            for (Item item : pulled.items()) {
                assertThat(taken).as("seed %d: lent after it was taken", seed).doesNotContainKey(text(item));
                assertThat(lent)
                        .as("seed %d: lent twice", seed)
                        .noneMatch(other -> text(other).equals(text(item)));
                lent.add(item);
            }
        }

        private Optional<Item> any() {
            return lent.isEmpty() ? Optional.empty() : Optional.of(lent.remove(random.nextInt(lent.size())));
        }

        private void settle() {
            lent.forEach(item -> queue.giveBack(item.place()));
            lent.clear();
            for (Item item : all(queue)) {
                assertThat(taken).doesNotContainKey(text(item));
                queue.finished(item.place());
                finished.add(text(item));
            }
        }
    }
}
