package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.measure.Phase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The scenarios in which devices publish to devices for a while. They differ in who subscribes to what; the rest is
 * one: connect, subscribe, warm up, send, wait for what is under way, take leave.
 */
abstract class Messaging implements Scenario {
    final Load load;
    private volatile @Nullable Traffic traffic;

    Messaging(Load load) {
        this.load = load;
    }

    /** Who publishes where, and who is to get it. */
    abstract void cast(Fleet fleet, Traffic traffic);

    /** What this device subscribes to; {@code null} for nothing. */
    abstract @Nullable String filterOf(Fleet fleet, Device device);

    /** How many devices, the first ones, have a part in it. */
    int players(Fleet fleet) {
        return fleet.size();
    }

    /**
     * What else goes on while it is measured, on a thread of its own, which is interrupted at the end.
     *
     * @throws InterruptedException when that is
     */
    void beside(Fleet fleet, Stage stage) throws InterruptedException {}

    /** What the messages of this subscriber are kept account of under. */
    int accountOf(Device device) {
        return device.number();
    }

    /** Whether it gets the messages of one publisher in their order. */
    boolean isOrdered() {
        return true;
    }

    @Override
    public void play(Fleet fleet, Stage stage) throws InterruptedException {
        stage.enter(Phase.CONNECTING);
        Session session = Session.transientOne(stage.terms().keepAliveSeconds());
        List<Device> players = fleet.devices().subList(0, players(fleet));
        List<Device> there =
                fleet.connectAll(players, session, false, stage.terms().connectRate(), stage::isStopped);
        fleet.all(there, 0, stage::isStopped, device -> subscribed(fleet, device));
        Traffic sending = new Traffic(stage);
        cast(fleet, sending);
        traffic = sending;
        stage.enter(Phase.WARMING_UP);
        sending.send(load.rate(), load.warmUp());
        stage.enter(Phase.MEASURING);
        Thread beside = Thread.ofPlatform().name("beside").start(() -> {
            try {
                beside(fleet, stage);
            } catch (InterruptedException over) {
                // As it is meant.
            }
        });
        sending.send(load.rate(), load.duration());
        beside.interrupt();
        beside.join();
        stage.enter(Phase.ENDING);
        sending.drain();
        sending.countLosses();
        fleet.disconnectAll();
    }

    private CompletableFuture<Boolean> subscribed(Fleet fleet, Device device) {
        String filter = filterOf(fleet, device);
        return filter == null ? CompletableFuture.completedFuture(true) : fleet.subscribe(device, filter, load.qos());
    }

    @Override
    public void received(Device device, Mqtt5Publish publish) {
        Traffic going = traffic;
        if (going != null) {
            going.received(publish, accountOf(device), isOrdered());
        }
    }
}
