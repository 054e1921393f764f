package io.gatehouse.transport;

import io.gatehouse.loop.Loop;
import java.util.ArrayList;
import java.util.List;

/**
 * What one loop has written in its current turn and not flushed. Confined to the loop.
 *
 * <p>A connection that is written to is marked dirty, and the end of the turn flushes all of them, after the turn's
 * reads and after every task they caused: everything a turn produced for a connection leaves in one go, many MQTT
 * packets in one TLS record and one system call. That is worth four to five times the cost of a message (see {@code
 * bench}).
 */
final class LoopOutput {
    private final Loop loop;
    private final Encodings encodings = new Encodings();
    private final Runnable endOfTurn = this::flushAll;
    private List<Outbox> dirty = new ArrayList<>();
    private List<Outbox> spare = new ArrayList<>();
    private boolean scheduled;

    LoopOutput(Loop loop) {
        this.loop = loop;
    }

    Encodings encodings() {
        scheduleEndOfTurn();
        return encodings;
    }

    void dirty(Outbox outbox) {
        dirty.add(outbox);
        scheduleEndOfTurn();
    }

    private void scheduleEndOfTurn() {
        if (!scheduled) {
            scheduled = true;
            loop.atEndOfTurn(endOfTurn);
        }
    }

    private void flushAll() {
        scheduled = false;
        encodings.clear();
        List<Outbox> batch = dirty;
        dirty = spare; // a flush may make connections dirty again: those wait for the next turn
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).flush();
        }
        batch.clear();
        spare = batch;
    }
}
