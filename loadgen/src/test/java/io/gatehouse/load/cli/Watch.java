package io.gatehouse.load.cli;

import io.gatehouse.FleetBroker;
import io.gatehouse.control.ConnectionView;
import io.gatehouse.control.HandshakeView;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/** Looks at the connections of a broker all the time, while a run blocks the test's thread. */
final class Watch {
    private static final long LOOK_NANOS = 20_000_000;

    private final ConcurrentMap<String, ConnectionView> seen = new ConcurrentSkipListMap<>();
    private final Thread looks;

    private Watch(FleetBroker broker) {
        looks = Thread.ofPlatform().daemon().name("watch").start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                broker.connections().forEach(one -> seen.put(one.clientId(), one));
                LockSupport.parkNanos(LOOK_NANOS);
            }
        });
    }

    static Watch of(FleetBroker broker) {
        return new Watch(broker);
    }

    /** The last connection of each client until now; it looks no more. */
    List<ConnectionView> seen() throws InterruptedException {
        looks.interrupt();
        looks.join();
        return List.copyOf(seen.values());
    }

    static HandshakeView handshake(ConnectionView connection) {
        return Objects.requireNonNull(connection.handshake());
    }

    static HandshakeView.Offer offer(HandshakeView handshake) {
        return Objects.requireNonNull(handshake.offered());
    }
}
