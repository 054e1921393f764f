package io.gatehouse.load.scenario;

import io.gatehouse.load.measure.Measurements;
import io.gatehouse.load.measure.Part;
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
    private final Terms terms;
    private final Measurements measurements;
    private final Runnable beforeNextPhase;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Map<String, String> findings = new LinkedHashMap<>();
    private volatile Part part = new Part(Phase.CONNECTING, "");

    /** @param beforeNextPhase is run by the scenario's thread at the end of each phase, so that intervals end there */
    public Stage(Terms terms, Measurements measurements, Runnable beforeNextPhase) {
        this.terms = terms;
        this.measurements = measurements;
        this.beforeNextPhase = beforeNextPhase;
    }

    public Terms terms() {
        return terms;
    }

    public Measurements measurements() {
        return measurements;
    }

    /** What goes on now. */
    public Part part() {
        return part;
    }

    void enter(Phase next) {
        enter(next, "");
    }

    /** @param name of a part of a script, which is told apart in the report */
    void enter(Phase next, String name) {
        beforeNextPhase.run();
        part = new Part(next, name);
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
