package io.gatehouse;

import io.gatehouse.config.AdminSettings;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.ObservabilitySettings;
import io.gatehouse.config.Protocol;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.config.ThreadSettings;
import io.gatehouse.loop.Clock;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.registry.Registry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * A whole broker in this process, on free loopback ports: the product's own wiring, with its store and admin socket.
 */
public final class FleetBroker implements AutoCloseable {
    private final Broker broker;

    private FleetBroker(Broker broker) {
        this.broker = broker;
    }

    /** @param data its folder, with the authority of its devices */
    public static FleetBroker start(Path data) throws Exception {
        Configuration configuration = configuration(data);
        ServerIdentity identity = ServerIdentity.development(configuration, DevelopmentCa.openOrCreate(data));
        return new FleetBroker(Broker.start(configuration, identity, Clock.SYSTEM));
    }

    private static Configuration configuration(Path data) {
        Configuration defaults = Configuration.defaultsOf(Compatibility.EXTENDED);
        ListenerSettings listener = ListenerSettings.DEFAULTS;
        return new Configuration(
                defaults.compatibility(),
                List.of(new ListenerSettings(
                        "mqtts",
                        "127.0.0.1",
                        0,
                        List.of(Protocol.MQTT),
                        false,
                        listener.backlog(),
                        listener.maxConnections(),
                        listener.maxConnectRate(),
                        listener.proxyProtocolFrom())),
                defaults.tls(),
                defaults.serverCertificates(),
                defaults.revocation(),
                defaults.limits(),
                defaults.newcomers(),
                defaults.sessions(),
                defaults.policy(),
                StoreSettings.DEFAULTS.at(data),
                defaults.log(),
                new ThreadSettings(2),
                defaults.shutdown(),
                new AdminSettings("127.0.0.1", 0),
                new ObservabilitySettings("127.0.0.1", 0),
                defaults.history(),
                defaults.logging());
    }

    public Registry registry() {
        return broker.registry();
    }

    public InetSocketAddress address() {
        return broker.listeners().getFirst().address();
    }

    /** What it has counted until now. */
    public Counted counted() {
        return Counted.of(broker.metrics().scrape());
    }

    @Override
    public void close() {
        broker.close();
    }
}
