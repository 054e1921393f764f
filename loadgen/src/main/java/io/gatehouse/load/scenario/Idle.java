package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Session;
import io.gatehouse.load.measure.Phase;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** All connect and stay, with nothing to say but their keep-alive. */
public final class Idle implements Scenario {
    private final Load load;

    public Idle(Load load) {
        this.load = load;
    }

    @Override
    public void play(Fleet fleet, Stage stage) throws InterruptedException {
        stage.enter(Phase.CONNECTING);
        Session session = Session.transientOne(stage.terms().keepAliveSeconds());
        int open = fleet.connectAll(
                        fleet.devices(), session, false, stage.terms().connectRate(), stage::isStopped)
                .size();
        stage.enter(Phase.MEASURING);
        stage.rest(load.duration());
        long still = stage.measurements().open();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        stage.found("connections at the beginning and the end", open + " and " + still);
        stage.found("heap of the generator in use", heap.getUsed() / (1 << 20) + " MiB");
        stage.enter(Phase.ENDING);
        fleet.disconnectAll();
    }
}
