package io.gatehouse;

import io.gatehouse.config.AdminSettings;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ControlSettings;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.ObservabilitySettings;
import io.gatehouse.config.Protocol;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.config.ThreadSettings;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.control.ConnectionView;
import io.gatehouse.loop.Clock;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.registry.Registry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A whole broker in this process, on free loopback ports: the product's own wiring, with its store and admin socket.
 * One that is to be killed has a process of its own: {@link BrokerProcess}.
 */
public final class FleetBroker implements AutoCloseable {
    /**
     * What a test may want otherwise than it is usually.
     *
     * @param tickets whether sessions are resumed
     * @param protocols of its one port
     */
    public record Ground(TlsSettings.Engine engine, boolean tickets, List<Protocol> protocols) {
        public static final Ground USUAL = new Ground(TlsSettings.Engine.BORINGSSL, false, List.of(Protocol.MQTT));

        public Ground withTickets() {
            return new Ground(engine, true, protocols);
        }

        public Ground with(TlsSettings.Engine other) {
            return new Ground(other, tickets, protocols);
        }

        public Ground with(Protocol... others) {
            return new Ground(engine, tickets, List.of(others));
        }
    }

    private final Broker broker;

    private FleetBroker(Broker broker) {
        this.broker = broker;
    }

    /** @param data its folder, with the authority of its devices */
    public static FleetBroker start(Path data) throws Exception {
        return start(data, Ground.USUAL);
    }

    public static FleetBroker start(Path data, Ground ground) throws Exception {
        Configuration configuration = configuration(data, ground);
        ServerIdentity identity = ServerIdentity.development(configuration, DevelopmentCa.openOrCreate(data));
        return new FleetBroker(Broker.start(configuration, identity, Clock.SYSTEM));
    }

    private static Configuration configuration(Path data, Ground ground) {
        Configuration defaults = Configuration.defaultsOf(Compatibility.EXTENDED);
        ListenerSettings listener = ListenerSettings.DEFAULTS;
        return new Configuration(
                defaults.compatibility(),
                List.of(new ListenerSettings(
                        "mqtts",
                        "127.0.0.1",
                        0,
                        ground.protocols(),
                        false,
                        listener.backlog(),
                        listener.maxConnections(),
                        listener.maxConnectRate(),
                        listener.proxyProtocolFrom())),
                tls(ground),
                defaults.serverCertificates(),
                defaults.revocation(),
                defaults.limits(),
                defaults.newcomers(),
                defaults.sessions(),
                defaults.policy(),
                StoreSettings.DEFAULTS.at(data),
                defaults.log(),
                new ThreadSettings(2),
                defaults.memory(),
                defaults.shutdown(),
                new AdminSettings("127.0.0.1", 0),
                ControlSettings.OFF,
                defaults.provisioning(),
                defaults.issuing(),
                new ObservabilitySettings("127.0.0.1", 0),
                defaults.history(),
                defaults.rotation(),
                defaults.logging(),
                defaults.tracing());
    }

    private static TlsSettings tls(Ground ground) {
        TlsSettings usual = TlsSettings.DEFAULTS;
        return new TlsSettings(
                ground.engine(),
                null,
                null,
                null,
                null,
                null,
                null,
                usual.versions(),
                usual.groups(),
                usual.handshakeTimeout(),
                usual.maxClientHelloBytes(),
                ground.tickets(),
                usual.ticketLifetime(),
                usual.expiredCertificateGrace(),
                usual.expiryWarning());
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

    /** Who is connected now, with all that {@code gatehouse conn describe} tells, in the order of client ids. */
    public List<ConnectionView> connections() {
        LiveSessions live = new LiveSessions(broker.sessions());
        return live.list("", null, Integer.MAX_VALUE, false).stream()
                .map(one -> live.describe(one.clientId()))
                .filter(Objects::nonNull) // gone meanwhile
                .toList();
    }

    @Override
    public void close() {
        broker.close();
    }
}
