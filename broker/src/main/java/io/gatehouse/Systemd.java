package io.gatehouse;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What systemd is told of this process, as sd_notify(3) has it: that it is ready, reads its files again, stops, and, as
 * often as it asks for, that it lives. Where nobody asked to be told, nothing happens. Any thread.
 */
final class Systemd implements AutoCloseable {
    private static final Log log = Log.of(Systemd.class);

    private final @Nullable NotifySocket socket;
    private final long watchdogMicros;

    private Systemd(@Nullable NotifySocket socket, long watchdogMicros) {
        this.socket = socket;
        this.watchdogMicros = watchdogMicros;
    }

    /** @param variables the environment: {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID} */
    static Systemd of(Map<String, String> variables) {
        String name = variables.getOrDefault("NOTIFY_SOCKET", "");
        if (name.isEmpty()) {
            return new Systemd(null, 0);
        }
        try {
            return new Systemd(NotifySocket.connect(name), watchdogMicros(variables));
        } catch (IOException unheard) {
            log.at(Event.SERVICE_MANAGER_UNTOLD)
                    .addKeyValue("notifySocket", name)
                    .addKeyValue("why", unheard.getMessage())
                    .log("the service manager cannot be told that the broker is ready");
            return new Systemd(null, 0);
        }
    }

    /** 0 where none is wanted, or of another process. */
    private static long watchdogMicros(Map<String, String> variables) {
        String wanted = variables.getOrDefault("WATCHDOG_USEC", "");
        String process = variables.getOrDefault("WATCHDOG_PID", "");
        if (wanted.isEmpty()
                || !process.isEmpty()
                        && !process.equals(Long.toString(ProcessHandle.current().pid()))) {
            return 0;
        }
        try {
            return Math.max(0, Long.parseLong(wanted));
        } catch (NumberFormatException unreadable) {
            log.at(Event.SERVICE_MANAGER_UNTOLD)
                    .addKeyValue("watchdogMicros", wanted)
                    .log("the watchdog is not fed: that is no number of microseconds");
            return 0;
        }
    }

    /** Every listener accepts; also when a reload is over. */
    void ready() {
        send("READY=1\nSTATUS=Connections are accepted.");
    }

    void reloading() {
        // On Linux the clock behind nanoTime is CLOCK_MONOTONIC, which is what systemd compares with.
        long now = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
        send("RELOADING=1\nMONOTONIC_USEC=" + now + "\nSTATUS=Files are read again.");
    }

    void stopping() {
        send("STOPPING=1\nSTATUS=Clients are told to go.");
    }

    /**
     * Feeds the watchdog, twice in the time after which it would end the process, where there is one.
     *
     * @param alive while it says no, nothing is fed; it may take its time
     */
    void watch(BooleanSupplier alive) {
        if (socket != null && watchdogMicros > 0) {
            socket.every(Math.max(1, watchdogMicros / 2), () -> {
                if (alive.getAsBoolean()) {
                    send("WATCHDOG=1");
                }
            });
        }
    }

    private void send(String state) {
        if (socket != null) {
            socket.send(state);
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
