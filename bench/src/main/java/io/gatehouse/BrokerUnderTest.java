package io.gatehouse;

import io.gatehouse.config.AdminSettings;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ControlSettings;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.ObservabilitySettings;
import io.gatehouse.config.PolicySettings;
import io.gatehouse.config.Protocol;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.config.ThreadSettings;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.loop.Clock;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Provisioning;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.tls.SampleSettings;
import io.gatehouse.transport.Devices;
import io.gatehouse.transport.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The broker of {@code transport.WholePath}: the product's own wiring in a process of its own, with the devices of a
 * folder registered. Listens like AWS IoT Core's endpoint does on 8883, 443 and 8443, in this order. Ends when its
 * standard input does.
 */
public final class BrokerUnderTest {
    /**
     * Attached to every device: three statements with variables, as the quick start writes them. A request over HTTPS
     * has no thing, only a certificate.
     */
    private static final String POLICY_NAME = "fleet";

    /** Every handshake is like the one before: no name, no ALPN and no ClientHello decides anything. */
    public static final int ONE_DOOR = 0;
    /** MQTT, HTTPS and WebSocket: the ClientHello is read before TLS begins. */
    public static final int SEVERAL_DOORS = 1;
    /** HTTPS and nothing else. */
    public static final int HTTPS = 2;

    private BrokerUnderTest() {}

    /**
     * Runs until standard input ends.
     *
     * @param arguments the folder, and the number of loops; then the folder of the devices and their authority where it
     * is another one, the TLS engine, and whether sessions resume
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path fleet = arguments.length > 2 ? Path.of(arguments[2]) : folder;
        TlsSettings tls = arguments.length > 4
                ? tls(TlsSettings.Engine.valueOf(arguments[3]), Boolean.parseBoolean(arguments[4]))
                : TlsSettings.DEFAULTS;
        Configuration configuration = configuration(folder, Integer.parseInt(arguments[1]), tls);
        ServerIdentity identity = ServerIdentity.development(configuration, DevelopmentCa.openOrCreate(fleet));
        try (Broker broker = Broker.start(configuration, identity, Clock.SYSTEM)) {
            register(broker.registry(), Devices.read(fleet), policy(configuration.policy()));
            ServerProcess.announce(
                    folder,
                    broker.listeners().stream()
                            .map(listener -> listener.address().getPort())
                            .toList());
            ServerProcess.awaitEndOfInput();
        }
    }

    private static TlsSettings tls(TlsSettings.Engine engine, boolean resumption) {
        TlsSettings defaults = TlsSettings.DEFAULTS;
        return SampleSettings.of(engine, defaults.versions(), defaults.groups(), resumption);
    }

    private static ListenerSettings listener(String name, Protocol... protocols) {
        ListenerSettings defaults = ListenerSettings.DEFAULTS;
        return new ListenerSettings(
                name,
                "127.0.0.1",
                0,
                List.of(protocols),
                false,
                defaults.backlog(),
                defaults.maxConnections(),
                defaults.maxConnectRate(),
                defaults.proxyProtocolFrom());
    }

    private static Configuration configuration(Path folder, int loops, TlsSettings tls) {
        Configuration defaults = Configuration.defaultsOf(Compatibility.EXTENDED);
        return new Configuration(
                defaults.compatibility(),
                List.of(
                        listener("mqtts", Protocol.MQTT),
                        listener("all", Protocol.MQTT, Protocol.HTTPS, Protocol.WSS),
                        listener("https", Protocol.HTTPS)),
                tls,
                defaults.serverCertificates(),
                defaults.revocation(),
                defaults.limits(),
                defaults.newcomers(),
                defaults.sessions(),
                defaults.policy(),
                StoreSettings.DEFAULTS.at(folder.resolve("store")),
                defaults.log(),
                new ThreadSettings(loops),
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

    private static String policy(PolicySettings settings) {
        String arn = "arn:" + settings.partition() + ":iot:" + settings.region() + ":" + settings.account() + ":";
        String self = "${iot:Connection.Thing.ThingName}";
        String subject = "${iot:Certificate.Subject.CommonName}";
        return """
                {"Version":"2012-10-17","Statement":[
                {"Effect":"Allow","Action":"iot:Connect","Resource":["%1$sclient/%2$s","%1$sclient/%2$s.*"]},
                {"Effect":"Allow","Action":"iot:Publish","Resource":["%1$stopic/%2$s/*","%1$stopic/https/%3$s/*"]},
                {"Effect":"Allow","Action":["iot:Subscribe","iot:Receive"],
                 "Resource":["%1$stopicfilter/*","%1$stopic/*"]}]}""".formatted(arn, self, subject);
    }

    /** Many at once, so that they share the store's commits. */
    private static void register(Registry registry, List<Devices.Registered> devices, String policy)
            throws InterruptedException, ExecutionException, IOException {
        if (devices.isEmpty() || registry.thing(devices.getFirst().name()) != null) {
            return;
        }
        require(registry.putPolicy(POLICY_NAME, policy));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = devices.stream()
                    .<Callable<Void>>map(device -> () -> {
                        require(registry.provision(new Provisioning(
                                device.name(),
                                null,
                                Map.of(),
                                device.der(),
                                CertificateStatus.ACTIVE,
                                POLICY_NAME,
                                null)));
                        return null;
                    })
                    .toList();
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
    }

    private static void require(RegistryResult<?> result) throws IOException {
        if (!(result instanceof RegistryResult.Done)) {
            throw new IOException("registry: " + result + " (expected: done)");
        }
    }
}
