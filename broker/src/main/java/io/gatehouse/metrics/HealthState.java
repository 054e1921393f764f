package io.gatehouse.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the broker is alive, started and ready. Any thread; written a few times in a life.
 *
 * <p>Ready means that every {@link HealthCheck} passes. {@code STORE}, {@code CERTIFICATE} and {@code LISTENERS} fail
 * until somebody passes them, {@code DRAINING} and {@code OVERLOAD} pass until somebody fails them. What changes by
 * itself, as a certificate that ends, is asked for whenever somebody looks. Liveness asks no dependency: it fails only
 * for what a restart would cure.
 */
public final class HealthState {
    private final Map<HealthCheck, String> failing = new EnumMap<>(HealthCheck.class);
    private final Map<HealthCheck, Supplier<@Nullable String>> asked = new EnumMap<>(HealthCheck.class);
    private boolean started;
    private @Nullable String broken;

    public HealthState() {
        failing.put(HealthCheck.STORE, "not open yet");
        failing.put(HealthCheck.CERTIFICATE, "not read yet");
        failing.put(HealthCheck.LISTENERS, "not bound yet");
    }

    public synchronized void pass(HealthCheck check) {
        failing.remove(check);
    }

    /**
     * Readiness falls, or stays down.
     *
     * @param why a few words for the operator; no secrets, the port asks for no credentials
     */
    public synchronized void fail(HealthCheck check, String why) {
        failing.put(check, why);
    }

    /**
     * Passes the check, and from now on asks whenever somebody looks.
     *
     * @param problem why it fails at that moment, {@code null} while it does not; any thread, and cheap
     */
    public synchronized void ask(HealthCheck check, Supplier<@Nullable String> problem) {
        failing.remove(check);
        asked.put(check, problem);
    }

    /** The start is over: from now on readiness may come and go, but not this. */
    public synchronized void started() {
        started = true;
    }

    /** Nothing but a new process will help, for example because an event loop ended. Not taken back. */
    public synchronized void broken(String why) {
        broken = why;
    }

    public synchronized boolean isStarted() {
        return started;
    }

    public synchronized boolean isReady() {
        return started && broken == null && failing().isEmpty();
    }

    /** Why liveness fails; {@code null} while it does not. */
    public synchronized @Nullable String brokenBy() {
        return broken;
    }

    /** A copy of the checks that fail now, each with why. */
    public synchronized Map<HealthCheck, String> failing() {
        Map<HealthCheck, String> now = new EnumMap<>(failing);
        asked.forEach((check, problem) -> {
            String why = problem.get();
            if (why != null) {
                now.putIfAbsent(check, why);
            }
        });
        return now;
    }
}
