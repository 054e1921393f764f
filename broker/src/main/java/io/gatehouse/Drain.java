package io.gatehouse;

import io.gatehouse.config.ShutdownSettings;
import io.gatehouse.control.DrainApi;
import io.gatehouse.session.Farewell;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How far the stop of a broker is. Written by the thread that stops it, asked by any. */
final class Drain {
    /** Of the waits of a stop that may each take the whole grace, at the worst. */
    private static final int WAITS = 5;

    private final ShutdownSettings settings;
    private final CompletableFuture<@Nullable Void> asked = new CompletableFuture<>();
    private volatile DrainApi.Phase phase = DrainApi.Phase.RUNNING;
    private volatile @Nullable Farewell farewell;

    Drain(ShutdownSettings settings) {
        this.settings = settings;
    }

    /** An operator wants the broker to stop. No effect the second time. */
    void ask() {
        asked.complete(null);
    }

    /** What stops the broker; on a thread of its own, when it was asked for. */
    void whenAsked(Runnable stop) {
        var _ = asked.thenRun(() -> Thread.ofPlatform().name("drain").start(stop));
    }

    void reached(DrainApi.Phase next) {
        phase = next;
    }

    void telling(Farewell begun) {
        farewell = begun;
        phase = DrainApi.Phase.TELLING;
    }

    /** Clients that are still to be told; 0 before anybody is. */
    long remaining() {
        Farewell begun = farewell;
        return begun == null ? 0 : begun.remaining();
    }

    DrainApi.DrainView view() {
        Farewell begun = farewell;
        Duration telling = settings.telling(begun == null ? Integer.MAX_VALUE : begun.clients());
        Duration most = settings.drain().plus(telling).plus(settings.grace().multipliedBy(WAITS));
        return new DrainApi.DrainView(
                phase, begun == null ? 0 : begun.clients(), begun == null ? 0 : begun.remaining(), most.toSeconds());
    }
}
