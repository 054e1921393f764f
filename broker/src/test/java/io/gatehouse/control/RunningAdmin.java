package io.gatehouse.control;

import io.gatehouse.admission.GateRules;
import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Simulation;
import io.gatehouse.audit.Audit;
import io.gatehouse.config.AdminSettings;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.KeyValue;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.StoreOperations;
import io.gatehouse.engine.StoreStatistics;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.history.ClientHistory;
import io.gatehouse.history.HistoryLimits;
import io.gatehouse.indexing.FleetSearches;
import io.gatehouse.indexing.LastConnections;
import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.operator.Operators;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.IssuingRules;
import io.gatehouse.pki.Pem;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.refusal.RecentRefusals;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.reload.Reloaded;
import io.gatehouse.revocation.Nobody;
import io.gatehouse.revocation.Revocation;
import io.gatehouse.trace.Traces;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Registry, authority and admin socket of a broker, without its MQTT part. */
public final class RunningAdmin implements AutoCloseable {
    public static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");
    public static final DeviceEndpointOfTest ENDPOINT = new DeviceEndpointOfTest("localhost", 18883);

    /** Where devices of these tests would connect. */
    public record DeviceEndpointOfTest(String host, int port) {}

    private static final StoreOperations NO_STORE = new StoreOperations() {
        @Override
        public void checkpoint(Path folder) throws StoreException {
            throw new StoreException("this test has no store");
        }

        @Override
        public StoreStatistics statistics() {
            return new StoreStatistics(List.of(), 0);
        }
    };

    private final @Nullable RocksStore store;
    private final Registry registry;
    private final AdminServer server;
    private final ClientHistory history;
    private final Audit audit;
    private final FixedConnections connections = new FixedConnections();
    private volatile Map<String, Reloaded> reloaded = Map.of();
    private final RecentRefusals refusals = new RecentRefusals(100, 1024 * 1024);

    private RunningAdmin(@Nullable RocksStore store, KeyValue keyValue, Path data, @Nullable String health)
            throws Exception {
        this.store = store;
        DevelopmentCa authority = DevelopmentCa.openOrCreate(data);
        registry = Registry.open(keyValue, SCOPE, RegistryLimits.EXTENDED, InstantSource.system());
        history = ClientHistory.open(keyValue, new HistoryLimits(50, 100, 1 << 20));
        Revocation revocation = Nobody.revoked(data);
        Supplier<DeviceEndpoint> endpoint =
                () -> new DeviceEndpoint(ENDPOINT.host(), ENDPOINT.port(), Pem.of(authority.root()));
        audit = Audit.open(data, InstantSource.system());
        FleetSearches searches = FleetSearches.of(registry, LastConnections.of(registry), Clock.SYSTEM);
        Administration administration = Administration.of(
                new Things(registry, searches, authority, SCOPE, endpoint),
                new ThingChanges(registry),
                new ThingTemplates(new ThingRegistrar(
                        registry,
                        new DeviceIssuer(authority.issuingAuthority(), IssuingRules.asAws(1), Clock.SYSTEM),
                        SCOPE)),
                new Templates(registry),
                new Types(registry),
                new Groups(registry, searches),
                new BillingGroups(registry),
                new Taggings(registry, SCOPE),
                new Certificates(registry, revocation),
                new Fleets(registry, SCOPE, endpoint),
                new Authorities(registry),
                new RevocationLists(revocation),
                new Policies(registry, SCOPE, PolicyLimits.EXTENDED),
                new PolicyTools(
                        registry,
                        SCOPE,
                        PolicyLimits.EXTENDED,
                        new Simulation(
                                registry,
                                new Gatekeeper(
                                        registry,
                                        new GateRules(128, Duration.ZERO, Qos.EXACTLY_ONCE, true),
                                        InstantSource.system())),
                        (certificates, most) -> List.of()),
                new PolicyVersions(registry),
                new Connections(connections),
                new Histories(history),
                new PastRefusals(refusals, new Whereabouts(registry, connections, history, InstantSource.system())),
                new Stores(store == null ? NO_STORE : store, data, "test", InstantSource.system()),
                new Documents(registry, SCOPE, PolicyLimits.EXTENDED),
                new Reloads(() -> CompletableFuture.completedFuture(reloaded)),
                new Drains(() -> {}, () -> new DrainApi.DrainView(DrainApi.Phase.RUNNING, 0, 0, 0)),
                new Tracing(new Traces(Clock.SYSTEM), trace -> CompletableFuture.completedFuture(null)),
                new OperatorAccounts(Operators.open(keyValue, data, InstantSource.system()), registry, audit),
                new Broker(() -> view(data)));
        server = AdminServer.open(AdminSettings.DEFAULTS, data, health, administration);
    }

    /** What a reload is going to answer. */
    public void reloads(Map<String, Reloaded> outcomes) {
        reloaded = outcomes;
    }

    /** With a registry that forgets. */
    public static RunningAdmin inMemory(Path data) throws Exception {
        return new RunningAdmin(null, new MemoryKeyValue(), data, null);
    }

    /** With a registry that forgets, and a health probe elsewhere. */
    public static RunningAdmin inMemory(Path data, String health) throws Exception {
        return new RunningAdmin(null, new MemoryKeyValue(), data, health);
    }

    /** With the real store. */
    public static RunningAdmin onDisk(Path data) throws Exception {
        RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data));
        return new RunningAdmin(store, store.keyValue(), data, null);
    }

    public RecentRefusals refusals() {
        return refusals;
    }

    public Registry registry() {
        return registry;
    }

    public AdminAddress address() {
        return server.address();
    }

    public ClientHistory history() {
        return history;
    }

    /** The one live connection of these tests, client id {@code lamp}. */
    public FixedConnections connections() {
        return connections;
    }

    private static BrokerView view(Path data) {
        return new BrokerView(
                "test",
                Instant.EPOCH,
                true,
                List.of(new BrokerView.Listener("mqtts", ENDPOINT.host(), ENDPOINT.port())),
                null,
                "BoringSSL",
                "by the registry alone",
                Instant.parse("2036-01-01T00:00:00Z"),
                data.toString(),
                64L << 20,
                32L << 20);
    }

    @Override
    public void close() throws IOException {
        server.close();
        history.close();
        audit.close();
        registry.close();
        if (store != null) {
            store.close();
        }
    }
}
