package io.gatehouse.load.cli;

import java.time.Duration;

/** Ctrl-C: the run comes to its end, and the process waits for its report. */
final class Interruption implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Thread hook;

    /** @param stop asks for the end; what follows is done by the thread that calls this */
    Interruption(Runnable stop) {
        Thread reports = Thread.currentThread();
        hook = new Thread(
                () -> {
                    stop.run();
                    try {
                        reports.join(PATIENCE);
                    } catch (InterruptedException twice) {
                        Thread.currentThread().interrupt();
                    }
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The run ended by itself; or this is the thread that the hook waits for, and goes on to its end. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException interrupted) {
            // It runs already.
        }
    }
}
