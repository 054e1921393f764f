package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.Key;
import io.gatehouse.engine.KeyValue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store whose disk fills up after some commits. */
final class FailingAfter implements KeyValue {
    private final KeyValue disk;
    private int left;

    FailingAfter(KeyValue disk, int commits) {
        this.disk = disk;
        this.left = commits;
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
    public CompletableFuture<CommitResult> commit(List<Change> changes) {
        return left-- > 0
                ? disk.commit(changes)
                : CompletableFuture.completedFuture(new CommitResult.Failed("disk full"));
    }

    @Override
    public Watch watch(Key prefix, Watcher watcher) {
        return disk.watch(prefix, watcher);
    }
}
