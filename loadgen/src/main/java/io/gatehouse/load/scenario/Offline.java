package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Device.Connected;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.measure.Phase;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that gather a backlog while their devices are away, and drain it when they are back. Each even device
 * publishes to the odd one behind it, whose session is kept. The latency of a delivery is from the return on.
 */
public final class Offline implements Scenario {
    private final Load load;
    private volatile @Nullable Traffic traffic;

    public Offline(Load load) {
        this.load = load;
    }

    @Override
    public void play(Fleet fleet, Stage stage) throws InterruptedException {
        stage.enter(Phase.CONNECTING);
        Session kept = Session.persistent(stage.terms().keepAliveSeconds());
        List<Device> publishers = each(fleet, 0);
        List<Device> subscribers = each(fleet, 1);
        fleet.connectAll(
                publishers,
                Session.transientOne(stage.terms().keepAliveSeconds()),
                false,
                stage.terms().connectRate(),
                stage::isStopped);
        List<Device> there =
                fleet.connectAll(subscribers, kept, false, stage.terms().connectRate(), stage::isStopped);
        fleet.all(there, 0, stage::isStopped, device -> subscribed(fleet, device));
        fleet.all(there, 0, stage::isStopped, fleet::disconnect);

        Traffic sending = new Traffic(stage);
        for (Device device : publishers) {
            Publisher publisher = sending.publisher(device, load.messageOf(device));
            if (device.number() + 1 < fleet.size()) {
                sending.expect(publisher, device.number() + 1);
            }
        }
        traffic = sending;
        stage.enter(Phase.MEASURING);
        sending.send(load.rate(), load.duration());
        sending.awaitSettled();
        long began = System.nanoTime();
        sending.dueFromNowOn();
        int found = fleet.all(
                        subscribers,
                        stage.terms().connectRate(),
                        stage::isStopped,
                        device -> fleet.connect(device, kept, false)
                                .thenApply(what -> what instanceof Connected connected && connected.sessionPresent()))
                .size();
        sending.drain();
        stage.found("sessions found again", found + " of " + there.size());
        stage.found(
                "until the backlog was drained",
                String.format(Locale.ROOT, "%.2f s", (System.nanoTime() - began) / 1e9));
        sending.countLosses();
        stage.enter(Phase.ENDING);
        forgetSessions(fleet, subscribers, stage.terms());
        fleet.disconnectAll();
    }

    /** Every second one, from this on. */
    private static List<Device> each(Fleet fleet, int from) {
        return IntStream.range(0, fleet.size())
                .filter(i -> i % 2 == from)
                .mapToObj(fleet::device)
                .toList();
    }

    private CompletableFuture<Boolean> subscribed(Fleet fleet, Device device) {
        return fleet.subscribe(device, load.topicOf(fleet.device(device.number() - 1)), load.qos());
    }

    /** So that nothing is kept for them when the run is over. */
    private static void forgetSessions(Fleet fleet, List<Device> subscribers, Terms terms) throws InterruptedException {
        fleet.all(subscribers, 0, () -> false, fleet::disconnect);
        fleet.connectAll(
                subscribers, Session.transientOne(terms.keepAliveSeconds()), false, terms.connectRate(), () -> false);
    }

    @Override
    public void received(Device device, Mqtt5Publish publish) {
        Traffic going = traffic;
        if (going != null) {
            going.received(publish, device.number(), true);
        }
    }
}
