package io.gatehouse.session;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.GroupQueue;

/** A message of a shared subscription that its queue has lent to this session. Immutable. */
record Lent(GroupQueue queue, GroupQueue.Item item) {
    void finished() {
        queue.finished(item);
    }

    void giveBack() {
        queue.giveBack(item);
    }

    Change take() {
        return queue.take(item);
    }

    void taken() {
        queue.taken(item);
    }
}
