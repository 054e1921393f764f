package io.gatehouse;

import io.gatehouse.config.AdminSettings;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationLoader;
import io.gatehouse.config.ConfigurationSource;
import io.gatehouse.config.ConfigurationSources;
import io.gatehouse.config.ControlSettings;
import io.gatehouse.config.IssuingSettings;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.NewcomerSettings;
import io.gatehouse.config.ObservabilitySettings;
import io.gatehouse.config.Protocol;
import io.gatehouse.config.ProvisioningSettings;
import io.gatehouse.config.RevocationSettings;
import io.gatehouse.config.RotationSettings;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.config.ShutdownSettings;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.config.ThreadSettings;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.config.TracingSettings;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.refusal.RecentRefusals;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Provisioning;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.session.Sessions;
import io.gatehouse.tls.EnginesHere;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A whole broker in this process, on free loopback ports and a temporary folder, and the devices it knows. */
public final class RunningBroker implements AutoCloseable {
    /** Concrete in every test, as in production: see {@code PolicyScope}. */
    public static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");

    private static final DevelopmentCa AUTHORITY = authority();

    private final Path folder;
    private final Broker broker;
    private final Configuration configuration;

    private RunningBroker(Path folder, Configuration configuration, Broker broker) {
        this.folder = folder;
        this.configuration = configuration;
        this.broker = broker;
    }

    public static RunningBroker start() {
        return start(Compatibility.EXTENDED, UnaryOperator.identity());
    }

    public static RunningBroker start(Compatibility compatibility, UnaryOperator<Configuration> changes) {
        return start(compatibility, changes, Clock.SYSTEM);
    }

    public static RunningBroker start(Compatibility compatibility, UnaryOperator<Configuration> changes, Clock clock) {
        try {
            Path folder = Files.createTempDirectory("gatehouse-test");
            return start(folder, changes.apply(on(folder, compatibility)), clock);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static RunningBroker start(Path folder, Configuration configuration, Clock clock) {
        try {
            return new RunningBroker(
                    folder,
                    configuration,
                    Broker.start(configuration, ServerIdentity.development(configuration, AUTHORITY), clock));
        } catch (Exception e) {
            throw new AssertionError("the broker did not start", e);
        }
    }

    /** A broker with what its operator wrote into files, which it reads again when they change. */
    public static RunningBroker startFrom(ConfigurationSources sources) {
        if (!(ConfigurationLoader.load(sources) instanceof ConfigurationLoader.Loaded loaded)) {
            throw new AssertionError("configuration: " + ConfigurationLoader.load(sources));
        }
        Configuration configuration = loaded.configuration();
        try {
            return new RunningBroker(
                    configuration.store().dataDirectory(),
                    configuration,
                    Broker.start(
                            configuration,
                            ConfigurationSource.of(sources),
                            ServerIdentity.of(configuration),
                            Clock.SYSTEM));
        } catch (Exception e) {
            throw new AssertionError("the broker did not start", e);
        }
    }

    /** Stops the broker and leaves what it has on the disk. */
    public void stop() {
        broker.close();
    }

    /** Stops the broker and starts another one on the same data. */
    public RunningBroker restarted() {
        broker.close();
        return start(folder, configuration, Clock.SYSTEM);
    }

    /** Stops the broker, does something with its store, and starts another one on the same data. */
    public RunningBroker restarted(Consumer<StoreSettings> meanwhile) {
        broker.close();
        meanwhile.accept(configuration.store());
        return start(folder, configuration, Clock.SYSTEM);
    }

    private static Configuration on(Path folder, Compatibility compatibility) {
        Configuration defaults = Configuration.defaultsOf(compatibility);
        ListenerSettings listener = ListenerSettings.DEFAULTS;
        return new Configuration(
                compatibility,
                List.of(new ListenerSettings(
                        listener.name(),
                        "127.0.0.1",
                        0,
                        listener.protocols(),
                        listener.signedRequests(),
                        listener.backlog(),
                        listener.maxConnections(),
                        listener.maxConnectRate(),
                        listener.proxyProtocolFrom())),
                EnginesHere.with(defaults.tls(), EnginesHere.ofTheLibrary()),
                defaults.serverCertificates(),
                defaults.revocation(),
                defaults.limits(),
                defaults.newcomers(),
                defaults.sessions(),
                defaults.policy(),
                StoreSettings.DEFAULTS.at(folder),
                defaults.log(),
                new ThreadSettings(3), // more loops than cores: moves and hand-overs happen
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

    /** A configuration with some of its sections changed: the one place that lists them all. */
    private static final class Draft {
        private final Configuration from;
        List<ListenerSettings> listeners;
        TlsSettings tls;
        RevocationSettings revocation;
        LimitSettings limits;
        NewcomerSettings newcomers;
        SessionSettings sessions;
        StoreSettings store;
        ShutdownSettings shutdown;
        TracingSettings tracing;
        ControlSettings control;
        RotationSettings rotation;
        IssuingSettings issuing;
        ProvisioningSettings provisioning;

        Draft(Configuration from) {
            this.from = from;
            this.listeners = from.listeners();
            this.tls = from.tls();
            this.revocation = from.revocation();
            this.limits = from.limits();
            this.newcomers = from.newcomers();
            this.sessions = from.sessions();
            this.store = from.store();
            this.shutdown = from.shutdown();
            this.tracing = from.tracing();
            this.control = from.control();
            this.rotation = from.rotation();
            this.issuing = from.issuing();
            this.provisioning = from.provisioning();
        }

        Configuration made() {
            return new Configuration(
                    from.compatibility(),
                    listeners,
                    tls,
                    from.serverCertificates(),
                    revocation,
                    limits,
                    newcomers,
                    sessions,
                    from.policy(),
                    store,
                    from.log(),
                    from.threads(),
                    from.memory(),
                    shutdown,
                    from.admin(),
                    control,
                    provisioning,
                    issuing,
                    from.observability(),
                    from.history(),
                    rotation,
                    from.logging(),
                    tracing);
        }
    }

    private static Configuration with(Configuration from, Consumer<Draft> change) {
        Draft draft = new Draft(from);
        change.accept(draft);
        return draft.made();
    }

    public static Configuration withStore(Configuration from, StoreSettings store) {
        return with(from, draft -> draft.store = store);
    }

    public static Configuration withNewcomers(Configuration from, NewcomerSettings newcomers) {
        return with(from, draft -> draft.newcomers = newcomers);
    }

    public static Configuration withRevocation(Configuration from, RevocationSettings revocation) {
        return with(from, draft -> draft.revocation = revocation);
    }

    public static Configuration withTracing(Configuration from, TracingSettings tracing) {
        return with(from, draft -> draft.tracing = tracing);
    }

    /** With the control plane, which the others have not, on a free port. */
    public static Configuration withControl(Configuration from) {
        return withControl(from, new ControlSettings(true, "127.0.0.1", 0, "", ""));
    }

    public static Configuration withControl(Configuration from, ControlSettings control) {
        return with(from, draft -> draft.control = control);
    }

    public static Configuration withRotation(Configuration from, RotationSettings rotation) {
        return with(from, draft -> draft.rotation = rotation);
    }

    public static Configuration withIssuing(Configuration from, IssuingSettings issuing) {
        return with(from, draft -> draft.issuing = issuing);
    }

    public static Configuration withProvisioning(Configuration from, ProvisioningSettings provisioning) {
        return with(from, draft -> draft.provisioning = provisioning);
    }

    public static Configuration withTls(Configuration from, TlsSettings tls) {
        return with(from, draft -> draft.tls = tls);
    }

    public static Configuration withLimits(Configuration from, LimitSettings limits) {
        return with(from, draft -> draft.limits = limits);
    }

    public static Configuration withSessions(Configuration from, SessionSettings sessions) {
        return with(from, draft -> draft.sessions = sessions);
    }

    public static Configuration withShutdown(Configuration from, ShutdownSettings shutdown) {
        return with(from, draft -> draft.shutdown = shutdown);
    }

    public static Configuration withListener(Configuration from, ListenerSettings listener) {
        return withListeners(from, List.of(listener));
    }

    private static Configuration withListeners(Configuration from, List<ListenerSettings> listeners) {
        return with(from, draft -> draft.listeners = listeners);
    }

    /** Beside the listeners that are there: one more, on a free port. */
    public static Configuration andListener(Configuration from, String name, boolean signed, Protocol... protocols) {
        ListenerSettings defaults = ListenerSettings.DEFAULTS;
        List<ListenerSettings> listeners = new ArrayList<>(from.listeners());
        listeners.add(new ListenerSettings(
                name,
                "127.0.0.1",
                0,
                List.of(protocols),
                signed,
                defaults.backlog(),
                defaults.maxConnections(),
                defaults.maxConnectRate(),
                defaults.proxyProtocolFrom()));
        return withListeners(from, listeners);
    }

    /** With another listener beside those there are, on a free port. */
    public static Configuration withListenerBeside(Configuration from, String name, List<Protocol> protocols) {
        ListenerSettings first = from.listeners().getFirst();
        List<ListenerSettings> listeners = new ArrayList<>(from.listeners());
        listeners.add(new ListenerSettings(
                name,
                first.host(),
                0,
                protocols,
                false,
                first.backlog(),
                first.maxConnections(),
                first.maxConnectRate(),
                first.proxyProtocolFrom()));
        return withListeners(from, listeners);
    }

    private static DevelopmentCa authority() {
        try {
            Path folder = Files.createTempDirectory("gatehouse-authority");
            DevelopmentCa authority = DevelopmentCa.openOrCreate(folder);
            delete(folder); // everything needed is in memory
            return authority;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A certificate of the development authority that nobody has registered. */
    public static TestDevice stranger(String name) {
        try {
            return new TestDevice(name, AUTHORITY.issueDevice(name));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A device that may do everything under every topic, under its own name or any other. */
    public TestDevice device(String name) {
        return device(name, "everything", Policies.everything());
    }

    /** A device with this policy; several devices may share one by its name. */
    public TestDevice device(String name, String policyName, String document) {
        TestDevice device = stranger(name);
        Provisioning wanted = new Provisioning(
                name, null, Map.of(), der(device.issued()), CertificateStatus.ACTIVE, policyName, document);
        done(registry().provision(wanted));
        return device;
    }

    /** The value of a change that must go through. */
    public static <T> T done(RegistryResult<T> result) {
        if (result instanceof RegistryResult.Done<T>(T value)) {
            return value;
        }
        throw new AssertionError("registry: " + result + " (expected: done)");
    }

    private static byte[] der(IssuedCertificate issued) {
        try {
            return issued.leaf().getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    public int port() {
        return broker.listeners().getFirst().address().getPort();
    }

    /** Of the listener of that name. */
    public int port(String listener) {
        return broker.listeners().stream()
                .filter(each -> each.name().equals(listener))
                .findFirst()
                .orElseThrow()
                .address()
                .getPort();
    }

    public Registry registry() {
        return broker.registry();
    }

    public Sessions sessions() {
        return broker.sessions();
    }

    public Metrics metrics() {
        return broker.metrics();
    }

    public RecentRefusals recentRefusals() {
        return broker.recentRefusals();
    }

    /** Where the commands of an operator find the broker. */
    public Path folder() {
        return folder;
    }

    /** Where probes and metrics are served. */
    public URI observability() {
        return URI.create("http://127.0.0.1:" + broker.observability().getPort());
    }

    /** Where AWS's tools reach it, by the name that its certificate has. */
    public URI controlPlane() {
        URI address = URI.create(String.valueOf(broker.view().controlPlane()));
        return URI.create("https://localhost:" + address.getPort());
    }

    /** Has the broker read its files again; returns at once. */
    public void reload() {
        broker.reload();
    }

    /** The body of a GET on the observability port. */
    public HttpResponse<String> http(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = observability().resolve(path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** The value of one series of the scrape, 0 when it is not there: {@code gatehouse_sessions} or with labels. */
    public double metric(String series) {
        return broker.metrics()
                .scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        broker.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
