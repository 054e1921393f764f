package io.gatehouse.load.scenario;

import io.gatehouse.load.measure.Measurements;
import io.gatehouse.load.measure.Phase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a scenario plays on: what was asked for, what is measured, and whether somebody wants it to end. Any thread.
 */
public final class Stage {
    private final Load load;
    private final Measurements measurements;
    private final Runnable beforeNextPhase;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<String, String> findings = new LinkedHashMap<>();
    private volatile Phase phase = Phase.CONNECTING;

    /** @param beforeNextPhase is run by the scenario's thread at the end of each phase, so that intervals end there */
    public Stage(Load load, Measurements measurements, Runnable beforeNextPhase) {
        this.load = load;
        this.measurements = measurements;
        this.beforeNextPhase = beforeNextPhase;
    }

    public Load load() {
        return load;
    }

    public Measurements measurements() {
        return measurements;
    }

    public Phase phase() {
        return phase;
    }

    void enter(Phase next) {
        beforeNextPhase.run();
        phase = next;
    }

    /** Something of this scenario alone. */
    void found(String name, String words) {
        synchronized (findings) {
            findings.put(name, words);
        }
    }

    public Map<String, String> findings() {
        synchronized (findings) {
            return new LinkedHashMap<>(findings);
        }
    }

    /** Asks the scenario to come to its end. */
    public void stop() {
        stop.countDown();
    }

    public boolean isStopped() {
        return stop.getCount() == 0;
    }

    /** Waits, or until it is to end. */
    void rest(Duration time) throws InterruptedException {
        var _ = stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
