package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Device.Connected;
import io.gatehouse.load.device.Session;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs of good devices, and beside them bad ones that try again every second: how well do the good ones fare, and does
 * anybody get in who should not?
 */
public final class Mixed extends Pairs {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What is wrong with a device. */
    public enum Fault {
        /** Its certificate is by an authority that the broker has never heard of. */
        UNKNOWN_AUTHORITY("unknown authority"),
        REVOKED("revoked"),
        /** Registered, and may do nothing. */
        NO_POLICY("no policy"),
        /** May do everything, and does not read what it subscribed to. */
        SLOW("slow");

        private final String words;

        Fault(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    private final List<Fault> faults;
    private volatile int good;

    /** @param faults of the last devices of the fleet, in their order */
    public Mixed(Load load, List<Fault> faults) {
        super(load);
        this.faults = List.copyOf(faults);
    }

    /** What a slow device gets is in nobody's account. */
    @Override
    public void received(Device device, Mqtt5Publish publish) {
        if (device.number() < good) {
            super.received(device, publish);
        }
    }

    @Override
    int players(Fleet fleet) {
        return fleet.size() - faults.size();
    }

    @Override
    void cast(Fleet fleet, Traffic traffic) {
        good = players(fleet);
        super.cast(fleet, traffic);
    }

    @Override
    void beside(Fleet fleet, Stage stage) throws InterruptedException {
        Session session = Session.transientOne(stage.terms().keepAliveSeconds());
        Map<Fault, Integer> in = new EnumMap<>(Fault.class);
        int first = good;
        while (!stage.isStopped()) {
            for (int i = 0; i < faults.size(); i++) {
                Fault fault = faults.get(i);
                Device device = fleet.device(first + i);
                if (!device.isConnected()
                        && fleet.connect(device, session, false).join() instanceof Connected) {
                    in.merge(fault, 1, Integer::sum);
                    stage.found("connects of bad devices that were let in, " + fault.words(), "" + in.get(fault));
                    if (fault == Fault.SLOW) {
                        stall(fleet, device);
                    }
                }
            }
            Thread.sleep(PAUSE);
        }
    }

    private void stall(Fleet fleet, Device device) {
        if (fleet.subscribe(device, load.filterOfAll(), load.qos()).join()) {
            device.read(false);
        }
    }
}
