package io.gatehouse.load.scenario;

import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Device.Connected;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Phase;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Handshakes and CONNECTs: each device connects, takes its leave, and waits for its next turn. At a rate that does not
 * depend on how long they take; a connect whose time comes while no device is free is held back, and counted.
 *
 * <p>With {@code --resume} a device offers the ticket of its last connection, or a part of them does.
 */
public final class Connecting implements Scenario {
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Load load;

    public Connecting(Load load) {
        this.load = load;
    }

    @Override
    public void play(Fleet fleet, Stage stage) throws InterruptedException {
        BlockingQueue<Device> free = new ArrayBlockingQueue<>(Math.max(1, fleet.size()), false, fleet.devices());
        Session session = Session.transientOne(stage.terms().keepAliveSeconds());
        Random random = new Random(stage.terms().seed());
        Turns turns = new Turns(fleet, stage, session, free, random);
        stage.enter(Phase.WARMING_UP);
        turns.run(load.warmUp());
        stage.enter(Phase.MEASURING);
        turns.run(load.duration());
        stage.enter(Phase.ENDING);
        turns.awaitAll();
    }

    /** The devices that wait for their turn, and those that have it. */
    private record Turns(Fleet fleet, Stage stage, Session session, BlockingQueue<Device> free, Random random) {
        void run(Duration time) {
            Pacer.run(stage.terms().connectRate(), time.toNanos() / 1e9, stage::isStopped, (index, due) -> {
                Device device = free.poll();
                if (device == null) {
                    stage.measurements().add(Count.HELD_BACK);
                } else {
                    turn(device);
                }
            });
        }

        private void turn(Device device) {
            boolean ticket = random.nextDouble() < stage.terms().resumed();
            fleet.connect(device, session, ticket).thenAccept(what -> {
                if (what instanceof Connected) {
                    fleet.disconnect(device).thenAccept(was -> free.add(device));
                } else {
                    free.add(device);
                }
            });
        }

        /** Bounded by the time-outs of the connects. */
        void awaitAll() throws InterruptedException {
            while (free.size() < fleet.size()) {
                Thread.sleep(LOOK);
            }
        }
    }
}
