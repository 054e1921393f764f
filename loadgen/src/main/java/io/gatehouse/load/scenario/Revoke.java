package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Device.NotConnected;
import io.gatehouse.load.device.Failure;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.fleet.Problem;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Measurements;
import io.gatehouse.load.measure.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of connected devices are revoked, many at once: how long until the last of them is out, and does anybody
 * come back? The others stay connected, and are counted if they do not.
 */
public final class Revoke implements Scenario {
    private static final Duration LOOK = Duration.ofMillis(5);

    private final Load load;
    private final Authority authority;
    private final int count;
    /** When it was ended, by the device's number; of those that are to be ended. */
    private final Map<Integer, Long> ends = new ConcurrentHashMap<>();

    private volatile @Nullable Wave wave;

    /** The first so many devices, from that moment on. */
    private record Wave(int count, long began, Measurements measurements) {}

    /** @param count the first so many devices are revoked */
    public Revoke(Load load, Authority authority, int count) {
        this.load = load;
        this.authority = authority;
        this.count = count;
    }

    @Override
    public void play(Fleet fleet, Stage stage) throws InterruptedException {
        stage.enter(Phase.CONNECTING);
        Session session = Session.transientOne(stage.terms().keepAliveSeconds());
        List<Device> there =
                fleet.connectAll(fleet.devices(), session, false, stage.terms().connectRate(), stage::isStopped);
        stage.rest(load.warmUp());
        List<Device> victims =
                there.stream().filter(device -> device.number() < count).toList();
        stage.enter(Phase.MEASURING);
        wave = new Wave(count, System.nanoTime(), stage.measurements());
        Problem problem = authority.revoke(victims.stream().map(fleet::identity).toList());
        long answered = System.nanoTime();
        if (problem != null) {
            stage.found("not revoked", problem.line());
        }
        long until = System.nanoTime() + load.duration().toNanos();
        while (System.nanoTime() < until && ends.size() < victims.size() && !stage.isStopped()) {
            stage.rest(LOOK);
        }
        tell(stage, victims, answered);
        stage.found("revoked devices that came back", back(fleet, session, victims, stage) + " of " + victims.size());
        stage.found(
                "others still connected",
                there.stream().filter(Device::isConnected).count() + " of " + (there.size() - victims.size()));
        stage.enter(Phase.ENDING);
        fleet.disconnectAll();
    }

    private void tell(Stage stage, List<Device> victims, long answered) {
        Wave was = wave;
        long last = ends.values().stream().mapToLong(Long::longValue).max().orElse(0);
        stage.found("connections of revoked devices that ended", ends.size() + " of " + victims.size());
        if (was != null && last != 0) {
            stage.found("from the revocation to the last end", millis(last - was.began()));
            stage.found("from the registry's answer to the last end", millis(Math.max(0, last - answered)));
        }
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private static int back(Fleet fleet, Session session, List<Device> victims, Stage stage)
            throws InterruptedException {
        List<Device> away =
                victims.stream().filter(device -> !device.isConnected()).toList();
        return fleet.all(
                        away,
                        0,
                        stage::isStopped,
                        device -> fleet.connect(device, session, false)
                                .thenApply(what -> !(what instanceof NotConnected)))
                .size();
    }

    @Override
    public void ended(Device device, Failure failure) {
        Wave going = wave;
        if (going != null && device.number() < going.count()) {
            long now = System.nanoTime();
            if (ends.putIfAbsent(device.number(), now) == null) {
                going.measurements().took(Latency.CLOSE, now - going.began());
            }
        }
    }
}
