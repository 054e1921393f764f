package io.gatehouse.session;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.MemoryKeyValue;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A disk that does its work when the test says so, in the order in which it was asked: appends to a log that has it for
 * its executor, and commits of {@link #keyValue}. One queue for both, as the embedded engine has one committer.
 */
final class SteppedDisk implements Executor {
    /** What is stored: survives a crash. */
    final MemoryKeyValue stored = new MemoryKeyValue();

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean gone;
    private Random random = new Random(0);
    private int percent;

    @Override
    public void execute(Runnable work) {
        if (!gone) {
            waiting.add(work);
        }
    }

    /** Does the next piece of work; false when there is none. Not while another thread does. */
    boolean step() {
        Runnable next = waiting.poll();
        if (next == null) {
            return false;
        }
        next.run();
        return true;
    }

    /** Of a hundred commits about so many fail from now on. */
    void failSome(Random chance, int ofHundred) {
        random = chance;
        percent = ofHundred;
    }

    private CommitResult commitNow(List<Change> changes) {
        return random.nextInt(100) < percent
                ? new CommitResult.Failed("a provoked fault")
                : stored.commit(changes).join();
    }

    int waiting() {
        return waiting.size();
    }

    /** The process dies: nothing more is taken until {@link #back}. */
    void die() {
        gone = true;
    }

    /** Of what the dead process had asked for so many pieces were still done, the others never. */
    void back(int stepsOfTheDead) {
        for (int i = 0; i < stepsOfTheDead && step(); i++) {
            // whom it is told is dead
        }
        waiting.clear();
        gone = false;
    }

    /** Commits at their place in the queue. */
    KeyValue keyValue() {
        return new KeyValue() {
            @Override
            public @Nullable Entry get(Key key) {
                return stored.get(key);
            }

            @Override
            public void scan(Key prefix, Consumer<Entry> each) {
                stored.scan(prefix, each);
            }

            @Override
            public CompletableFuture<CommitResult> commit(List<Change> changes) {
                List<Change> taken = List.copyOf(changes);
                CompletableFuture<CommitResult> answer = new CompletableFuture<>();
                execute(() -> answer.complete(commitNow(taken)));
                return answer;
            }

            @Override
            public Watch watch(Key prefix, Watcher watcher) {
                return stored.watch(prefix, watcher);
            }
        };
    }
}
