package io.gatehouse.routing;

import io.gatehouse.reason.Reason;

/** Where one loop counts the messages it could not hand over: its {@code LoopCounters::dropped}. */
@FunctionalInterface
public interface Drops {
    /** A message for the subscribers of one loop was dropped. Called on the loop that dropped it. */
    void dropped(Reason reason);
}
