package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Device.Connected;
import io.gatehouse.load.device.Failure;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.measure.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All connections break at once and all devices come back: again and again until they are in, see {@link Comeback}.
 *
 * <p>They break because the devices lose power, or because the broker goes: then somebody else ends it and starts it
 * again, and each device that loses its connection begins to come back.
 */
public final class Storm implements Scenario {
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Load load;
    private final boolean outage;
    private volatile @Nullable Comeback comeback;

    /** @param outage whether it waits for the broker to go, in place of ending the connections itself */
    public Storm(Load load, boolean outage) {
        this.load = load;
        this.outage = outage;
    }

    @Override
    public void play(Fleet fleet, Stage stage) throws InterruptedException {
        stage.enter(Phase.CONNECTING);
        Session session = Session.transientOne(stage.terms().keepAliveSeconds());
        boolean ticket = stage.terms().resumed() > 0;
        List<Device> there =
                fleet.connectAll(fleet.devices(), session, ticket, stage.terms().connectRate(), stage::isStopped);
        stage.rest(load.warmUp());
        stage.enter(Phase.MEASURING);
        Comeback all =
                new Comeback(device -> fleet.connect(device, session, ticket).thenApply(Connected.class::isInstance));
        comeback = all;
        if (outage) {
            // Those that the broker left in the warm-up already.
            all.begin(there.stream().filter(device -> !device.isConnected()).toList());
        } else {
            there.forEach(fleet::drop);
            all.begin(there);
        }
        long until = System.nanoTime() + load.duration().toNanos();
        while (System.nanoTime() < until && !all.isOver(there.size()) && !stage.isStopped()) {
            stage.rest(LOOK);
        }
        stage.found("devices that came back", all.back() + " of " + there.size());
        stage.found(
                "from the first end to the last return",
                all.isOver(there.size())
                        ? String.format(Locale.ROOT, "%.2f s", all.nanos() / 1e9)
                        : "longer than it was waited for");
        comeback = null;
        all.stop();
        stage.enter(Phase.ENDING);
        fleet.disconnectAll();
    }

    @Override
    public void ended(Device device, Failure failure) {
        Comeback going = comeback;
        if (going != null) {
            going.begin(List.of(device));
        }
    }
}
