package io.gatehouse.load.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C, and SIGTERM: the first ends the run, which goes on to its report and removes its fleet, also where it comes
 * while the fleet is registered or removed; then the process ends
 * with 130 or 143, as shells expect of one that was interrupted, whatever the report says. The second ends it at once.
 *
 * <p>{@code sun.misc.Signal} and not a shutdown hook, for the reasons of the broker: while hooks run, the JVM does not
 * listen to a second signal, and who exits waits for the hooks.
 */
final class Interruption implements AutoCloseable {
    private static final int SIGNAL_EXIT_BASE = 128; // as shells report the death by a signal

    private volatile Runnable stop;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

    /** There is nothing to stop yet, and it waits until there is. */
    Interruption() {
        this(() -> {});
    }

    /** @param stop asks for the end; what follows is done by the thread that runs the command */
    Interruption(Runnable stop) {
        this.stop = stop;
        for (String name : new String[] {"INT", "TERM"}) {
            Signal signal = new Signal(name);
            before.put(signal, Signal.handle(signal, this::came));
        }
    }

    /** From now on this is what is stopped: at once, where it came already. */
    void stops(Runnable other) {
        stop = other;
        if (stopping.get()) {
            other.run();
        }
    }

    private void came(Signal signal) {
        int exitCode = SIGNAL_EXIT_BASE + signal.getNumber();
        if (!stopping.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(exitCode);
        }
        // When the command is done it exits, with a code that knows nothing of the signal.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(exitCode), "interruption"));
        stop.run();
    }

    /** The run is over; from now on a signal does what it did before. */
    @Override
    public void close() {
        before.forEach(Signal::handle);
    }
}
