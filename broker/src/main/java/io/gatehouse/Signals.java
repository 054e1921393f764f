package io.gatehouse;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT: the first stops in order, the second at once. SIGHUP reloads.
 *
 * <p>{@code sun.misc.Signal} and not a shutdown hook: while hooks run, the JVM does not listen to a second signal, and
 * an operator who sends one means it. The class is in {@code jdk.unsupported}, which is exported because there is no
 * other way.
 */
final class Signals {
    private static final Log log = Log.of(Signals.class);
    private static final int SIGNAL_EXIT_BASE = 128; // as shells report the death by a signal

    private Signals() {}

    /** @param stop runs on a thread of its own, once */
    static void onStop(Runnable stop) {
        AtomicBoolean stopping = new AtomicBoolean();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> {
                if (stopping.compareAndSet(false, true)) {
                    log.at(Event.BROKER_STOPPING)
                            .addKeyValue("signal", name)
                            .log("stopping; a second signal stops at once");
                    Thread.ofPlatform().name("stop").start(() -> run(stop));
                } else {
                    log.at(Event.BROKER_KILLED).addKeyValue("signal", name).log("stopped at once");
                    Runtime.getRuntime().halt(SIGNAL_EXIT_BASE + signal.getNumber());
                }
            });
        }
    }

    /** SIGHUP, which would end the JVM: has the files read again. */
    static void onHangUp(Runnable reload) {
        Signal.handle(new Signal("HUP"), signal -> {
            log.at(Event.RELOAD_ASKED).addKeyValue("signal", "HUP").log("reading the files again");
            reload.run();
        });
    }

    private static void run(Runnable stop) {
        try {
            stop.run();
        } catch (Throwable failed) { // whoever waits for the stop is told as well, and the process ends
            log.at(Event.STOP_BROKEN).setCause(failed).log("the broker did not stop in order");
        }
    }
}
