package io.gatehouse.session;

import io.gatehouse.engine.Change;
import io.gatehouse.engine.GroupQueue;

/** A message of a shared subscription that its queue has lent to this session. Immutable; without its body. */
record Lent(GroupQueue queue, GroupQueue.Place place) {
    void finished() {
        queue.finished(place);
    }

    void giveBack() {
        queue.giveBack(place);
    }

    Change take() {
        return queue.take(place);
    }

    void taken() {
        queue.taken(place);
    }
}
