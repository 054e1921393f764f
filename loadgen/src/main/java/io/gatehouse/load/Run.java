package io.gatehouse.load;

import io.gatehouse.load.device.FleetOptions;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.measure.Interval;
import io.gatehouse.load.measure.Measurements;
import io.gatehouse.load.measure.Part;
import io.gatehouse.load.measure.Timeline;
import io.gatehouse.load.scenario.Fleet;
import io.gatehouse.load.scenario.Scenario;
import io.gatehouse.load.scenario.Stage;
import io.gatehouse.load.scenario.Terms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * One scenario, played by a fleet, and looked at once a second until it is over. The scenario has a thread of its own;
 * {@link #play} blocks the caller's, which looks. {@link #stop} may come from any.
 */
public final class Run {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Stage stage;
    private final Measurements measurements = new Measurements();
    private final Timeline timeline = new Timeline();

    private final Consumer<Interval> looks;

    /** @param looks is given what came in each second and in each phase, one after the other */
    public Run(Terms terms, Consumer<Interval> looks) {
        this.stage = new Stage(terms, measurements, this::look);
        this.looks = looks;
    }

    /**
     * Returns when the scenario is over.
     *
     * @throws SSLException where the TLS library does not take the options
     * @throws IllegalStateException where the scenario failed, which is an error of it and not of the broker
     */
    public void play(Scenario scenario, FleetOptions options, List<Identity> identities)
            throws SSLException, InterruptedException {
        try (Fleet fleet = new Fleet(options, identities, measurements, scenario)) {
            FutureTask<Void> playing = new FutureTask<>(() -> {
                scenario.play(fleet, stage);
                return null;
            });
            Thread.ofPlatform().name("scenario").start(playing);
            while (!isOver(playing)) {
                look();
            }
            look();
        }
    }

    private static boolean isOver(FutureTask<Void> playing) throws InterruptedException {
        try {
            playing.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException failed) {
            throw new IllegalStateException("scenario: " + failed.getCause(), failed.getCause());
        }
    }

    /** By the thread that looks and, between two phases, by the scenario's. */
    private synchronized void look() {
        Part part = stage.part();
        Interval interval = measurements.look();
        timeline.add(interval, part);
        looks.accept(interval);
    }

    /** Asks the scenario to come to its end; what was measured until then counts. */
    public void stop() {
        stage.stop();
    }

    /** When it is over. */
    public Timeline timeline() {
        return timeline;
    }

    /** What the scenario found, by names for people. */
    public Map<String, String> findings() {
        return stage.findings();
    }
}
