package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.KeyValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One commit of {@link Journal}, and those who share it: as many as wait, until one concerns what another concerns, or
 * must be alone, or the store takes no more at once. On the thread that writes, under the writer's lock.
 */
final class SharedCommit {
    private final List<SharingWriter<?>> writers = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final Set<Footprint.Place> concerned = new HashSet<>();
    private int taken;
    private boolean full;

    /**
     * Takes writers out of the queue, from its beginning, and plans for each. Who writes nothing is answered.
     *
     * @param refused why no plan may be made; null where one may
     */
    void fill(Queue<SharingWriter<?>> waiting, Supplier<@Nullable RegistryResult<Object>> refused) {
        SharingWriter<?> next = waiting.peek();
        while (next != null && !full && !next.footprint().meets(concerned)) {
            if (offer(next, refused)) {
                waiting.remove();
                taken++;
            }
            next = waiting.peek();
        }
    }

    /** Whether the writer is through with, or takes part. */
    private boolean offer(SharingWriter<?> writer, Supplier<@Nullable RegistryResult<Object>> refused) {
        try {
            RegistryResult<Object> refusal = refused.get();
            if (refusal != null) {
                writer.refuse(refusal);
                return true;
            }
            if (writer.plan() instanceof Plan.Answer<?>) {
                writer.answerAtOnce();
                return true;
            }
        } catch (RuntimeException | Error defect) {
            writer.fail(defect);
            return true;
        }
        return takes(writer);
    }

    private boolean takes(SharingWriter<?> writer) {
        List<Change> more = writer.changes();
        boolean alone = more.isEmpty()
                || !more.stream().allMatch(change -> writer.footprint().covers(change.key()));
        if (!writers.isEmpty() && (alone || changes.size() + more.size() > KeyValue.MAX_CHANGES)) {
            full = true; // planned anew for the next commit
            return false;
        }
        full = alone;
        writers.add(writer);
        changes.addAll(more);
        concerned.addAll(writer.footprint().places());
        return true;
    }

    List<SharingWriter<?>> writers() {
        return writers;
    }

    List<Change> changes() {
        return changes;
    }

    /** How many were taken out of the queue. */
    int taken() {
        return taken;
    }

    /** Everybody who has no answer yet. */
    void fail(Throwable defect) {
        writers.forEach(writer -> writer.fail(defect));
    }
}
