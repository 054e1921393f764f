package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.measure.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Retained messages, and subscribers that ask for all of them at once, as dashboards do when they are opened. All but
 * the first few devices publish one each; then the first few subscribe. The latency of a delivery is from the moment
 * the subscribers began. At the end the retained messages are removed again.
 */
public final class Retained implements Scenario {
    private final Load load;
    private volatile @Nullable Traffic traffic;

    public Retained(Load load) {
        this.load = load;
    }

    @Override
    public void play(Fleet fleet, Stage stage) throws InterruptedException {
        stage.enter(Phase.CONNECTING);
        Session session = Session.transientOne(stage.terms().keepAliveSeconds());
        fleet.connectAll(fleet.devices(), session, false, stage.terms().connectRate(), stage::isStopped);
        Traffic sending = new Traffic(stage);
        List<Device> subscribers = fleet.devices().subList(0, Math.min(load.subscribers(), fleet.size()));
        for (int i = subscribers.size(); i < fleet.size(); i++) {
            Device device = fleet.device(i);
            Publisher publisher = sending.publisher(device, load.messageOf(device, true));
            subscribers.forEach(subscriber -> sending.expect(publisher, subscriber.number()));
        }
        stage.enter(Phase.MEASURING);
        sending.sendOnce(load.rate());
        sending.awaitSettled();
        traffic = sending;
        sending.dueFromNowOn();
        fleet.all(subscribers, 0, stage::isStopped, device -> fleet.subscribe(device, load.filterOfAll(), load.qos()));
        sending.drain();
        sending.countLosses();
        stage.enter(Phase.ENDING);
        sending.removeRetained(sending.publishers());
        fleet.disconnectAll();
    }

    @Override
    public void received(Device device, Mqtt5Publish publish) {
        Traffic going = traffic;
        if (going != null && publish.getPayload().isPresent()) {
            going.received(publish, device.number(), true);
        }
    }
}
