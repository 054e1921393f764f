package io.gatehouse.load.device;

import io.gatehouse.load.fleet.Identity;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLException;

/** Makes the devices of a fleet, which share what can be shared: the TLS context, the event loops. Any thread. */
public final class Devices implements AutoCloseable {
    private final List<Identity> identities;
    private final FleetTls withoutTickets;
    private final FleetTls withTickets;
    private final HivemqClients clients;
    private final DeviceListener listener;

    /**
     * Nothing is connected yet.
     *
     * @throws SSLException where the TLS library does not take the options
     */
    public Devices(FleetOptions options, List<Identity> identities, DeviceListener listener) throws SSLException {
        this.identities = new CopyOnWriteArrayList<>(identities);
        this.withoutTickets = new FleetTls(options.tls(), this.identities::get, false);
        this.withTickets = new FleetTls(options.tls(), this.identities::get, true);
        this.clients = new HivemqClients(options);
        this.listener = listener;
    }

    public Device device(int number) {
        return new Device(number, identities.get(number), withoutTickets, withTickets, clients, listener);
    }

    public Identity identity(int number) {
        return identities.get(number);
    }

    /** What the device proves itself with from its next full handshake on; its name has to stay. */
    public void replace(int number, Identity identity) {
        if (!identities.get(number).name().equals(identity.name())) {
            throw new IllegalArgumentException("identity: " + identity.name() + " (expected: "
                    + identities.get(number).name() + ")");
        }
        identities.set(number, identity);
    }

    /** When no connection is left. */
    @Override
    public void close() {
        withoutTickets.close();
        withTickets.close();
    }
}
