package io.gatehouse.load.scenario;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.gatehouse.load.device.Device;
import io.gatehouse.load.device.Device.Connected;
import io.gatehouse.load.device.Device.Connecting;
import io.gatehouse.load.device.Device.NotConnected;
import io.gatehouse.load.device.DeviceListener;
import io.gatehouse.load.device.Devices;
import io.gatehouse.load.device.Failure;
import io.gatehouse.load.device.FleetOptions;
import io.gatehouse.load.device.Session;
import io.gatehouse.load.fleet.Identity;
import io.gatehouse.load.measure.Count;
import io.gatehouse.load.measure.Latency;
import io.gatehouse.load.measure.Measurements;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;

/** The devices of a run, and the counting of all that becomes of their connections. Any thread. */
public final class Fleet implements AutoCloseable, DeviceListener {
    /** Connects under way at once: more would be timed by their queue in the generator. */
    private static final int MOST_UNDER_WAY = 512;

    private final Measurements measurements;
    private final DeviceListener scenario;
    private final Devices made;
    private final List<Device> devices;

    /**
     * Nothing is connected yet.
     *
     * @param scenario is told what is received, and of connections that ended
     * @throws SSLException where the TLS library does not take the options
     */
    public Fleet(FleetOptions options, List<Identity> identities, Measurements measurements, DeviceListener scenario)
            throws SSLException {
        this.measurements = measurements;
        this.scenario = scenario;
        this.made = new Devices(options, identities, this);
        this.devices =
                IntStream.range(0, identities.size()).mapToObj(made::device).toList();
    }

    public int size() {
        return devices.size();
    }

    public Device device(int number) {
        return devices.get(number);
    }

    Identity identity(Device device) {
        return made.identity(device.number());
    }

    /** From its next full handshake on. */
    void replace(Device device, Identity identity) {
        made.replace(device.number(), identity);
    }

    public List<Device> devices() {
        return devices;
    }

    /** Counted and timed, like all connects. */
    CompletableFuture<Connecting> connect(Device device, Session session, boolean ticket) {
        measurements.add(Count.CONNECTS);
        return device.connect(session, ticket).thenApply(this::connected);
    }

    private Connecting connected(Connecting what) {
        switch (what) {
            case Connected connected -> {
                measurements.opened();
                measurements.add(Count.CONNECTED);
                if (connected.resumed()) {
                    measurements.add(Count.RESUMED);
                }
                measurements.took(Latency.TLS, connected.tlsNanos());
                measurements.took(Latency.CONNECT, connected.nanos());
            }
            case NotConnected not -> measurements.failed(not.failure());
        }
        return what;
    }

    /**
     * Connects devices, each when its time has come, and waits until it is known what became of all.
     *
     * @param ticket whether they keep tickets and offer those they have
     * @param rate a second; 0 for as fast as the bound of those under way allows
     * @return those that are connected
     */
    List<Device> connectAll(List<Device> some, Session session, boolean ticket, double rate, BooleanSupplier stopped)
            throws InterruptedException {
        return all(
                some, rate, stopped, device -> connect(device, session, ticket).thenApply(Connected.class::isInstance));
    }

    /** One after the other, as many at once as the bound allows. */
    List<Device> all(
            List<Device> some, double rate, BooleanSupplier stopped, Function<Device, CompletableFuture<Boolean>> each)
            throws InterruptedException {
        Semaphore underWay = new Semaphore(MOST_UNDER_WAY);
        List<CompletableFuture<Boolean>> done = new ArrayList<>();
        List<Device> begun = new ArrayList<>();
        long start = System.nanoTime();
        for (Device device : some) {
            long due = rate == 0 ? start : start + (long) (begun.size() * 1e9 / rate);
            if (!Pacer.await(due, stopped) || stopped.getAsBoolean()) {
                break;
            }
            while (!underWay.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                if (stopped.getAsBoolean()) {
                    break;
                }
            }
            begun.add(device);
            done.add(each.apply(device).whenComplete((yes, thrown) -> underWay.release()));
        }
        List<Device> good = new ArrayList<>();
        for (int i = 0; i < done.size(); i++) {
            if (done.get(i).join()) {
                good.add(begun.get(i));
            }
        }
        return good;
    }

    /** Counted where the broker does not grant it. */
    CompletableFuture<Boolean> subscribe(Device device, String filter, MqttQos qos) {
        return device.subscribe(filter, qos).thenApply(failure -> {
            if (failure != null) {
                measurements.failed(failure);
            }
            return failure == null;
        });
    }

    /** With DISCONNECT, all of them. */
    void disconnectAll() throws InterruptedException {
        List<Device> open = devices.stream().filter(Device::isConnected).toList();
        all(open, 0, () -> false, this::disconnect);
    }

    CompletableFuture<Boolean> disconnect(Device device) {
        return device.disconnect().whenComplete((was, thrown) -> closed(Boolean.TRUE.equals(was)));
    }

    /** As a power failure does. */
    void drop(Device device) {
        closed(device.drop());
    }

    private void closed(boolean was) {
        if (was) {
            measurements.closed();
        }
    }

    @Override
    public void received(Device device, Mqtt5Publish publish) {
        scenario.received(device, publish);
    }

    @Override
    public void ended(Device device, Failure failure) {
        measurements.closed();
        measurements.add(Count.ENDED);
        measurements.failed(failure);
        scenario.ended(device, failure);
    }

    @Override
    public void close() {
        made.close();
    }
}
