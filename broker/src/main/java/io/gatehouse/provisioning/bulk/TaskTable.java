package io.gatehouse.provisioning.bulk;

import io.gatehouse.engine.CommitResult;
import io.gatehouse.engine.Entry;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.StoreException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The tasks there are, in the store and in memory. Reads on any thread, from memory; writes one at a time, on threads
 * that may wait for the store, which has a change before memory has it.
 */
final class TaskTable {
    private final KeyValue store;
    private final ConcurrentNavigableMap<String, RegistrationTask> tasks = new ConcurrentSkipListMap<>();

    private TaskTable(KeyValue store) {
        this.store = store;
    }

    /** @throws StoreException a record that cannot be read */
    static TaskTable open(KeyValue store) throws StoreException {
        TaskTable table = new TaskTable(store);
        List<Entry> entries = new ArrayList<>();
        try {
            store.scan(StoredTask.table(), entries::add);
        } catch (UncheckedIOException failed) {
            throw new StoreException("registration tasks: " + failed.getMessage() + "; check the disk", failed);
        }
        for (Entry entry : entries) {
            RegistrationTask task = StoredTask.read(entry);
            table.tasks.put(task.id(), task);
        }
        return table;
    }

    @Nullable
    RegistrationTask find(String id) {
        return tasks.get(id);
    }

    /** In the order of their ids. */
    List<RegistrationTask> all() {
        return List.copyOf(tasks.values());
    }

    /** What the store had against it, or null when it has it. */
    @Nullable
    String put(RegistrationTask task) {
        String problem = problem(store.put(StoredTask.key(task.id()), StoredTask.form(task)));
        if (problem == null) {
            tasks.put(task.id(), task);
        }
        return problem;
    }

    /** For what the store does not take: it is true until the broker is started again. */
    void putInMemory(RegistrationTask task) {
        tasks.put(task.id(), task);
    }

    /** What the store does not give up stays in memory too. */
    void remove(String id) {
        if (problem(store.delete(StoredTask.key(id))) == null) {
            tasks.remove(id);
        }
    }

    private static @Nullable String problem(CompletableFuture<CommitResult> commit) {
        return switch (commit.join()) {
            case CommitResult.Stored _ -> null;
            case CommitResult.Failed(String problem) -> "the store did not take the change: " + problem;
            case CommitResult.Conflict conflict ->
                throw new IllegalStateException("commit: " + conflict + " (expected: none, nothing is expected)");
        };
    }
}
