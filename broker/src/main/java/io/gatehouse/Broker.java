package io.gatehouse;

import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Signers;
import io.gatehouse.audit.Audit;
import io.gatehouse.cli.Version;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ConfigurationSource;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.control.AdminServer;
import io.gatehouse.control.BrokerView;
import io.gatehouse.control.Drains;
import io.gatehouse.control.OperatorAccounts;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.rocks.LogGroupQueues;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.events.LifecycleEvents;
import io.gatehouse.events.RegistryEvents;
import io.gatehouse.events.ThingPresence;
import io.gatehouse.history.ClientHistory;
import io.gatehouse.history.RefusalHistory;
import io.gatehouse.history.SessionHistory;
import io.gatehouse.indexing.LastConnections;
import io.gatehouse.log.LogLevels;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loops;
import io.gatehouse.memory.HeapWatch;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.metrics.HealthCheck;
import io.gatehouse.metrics.HealthState;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.metrics.ObservabilityServer;
import io.gatehouse.operator.Bootstrap;
import io.gatehouse.operator.OperatorGate;
import io.gatehouse.operator.Operators;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.provisioning.FirstConnects;
import io.gatehouse.provisioning.bulk.BulkRegistration;
import io.gatehouse.provisioning.fleet.FleetProvisioning;
import io.gatehouse.refusal.RecentRefusals;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.registry.Registry;
import io.gatehouse.reload.Reloader;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.revocation.LiveCertificates;
import io.gatehouse.rotation.CertificateRotation;
import io.gatehouse.rotation.CertificateUses;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;
import io.gatehouse.session.Lifecycle;
import io.gatehouse.session.LogTrimmer;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.TopicServices;
import io.gatehouse.telemetry.Spans;
import io.gatehouse.tls.ServerTls;
import io.gatehouse.tls.TlsConfigurationException;
import io.gatehouse.tls.TlsDescription;
import io.gatehouse.trace.Traces;
import io.gatehouse.transport.ConnectionContext;
import io.gatehouse.transport.Listener;
import io.gatehouse.transport.LiveOperators;
import io.gatehouse.transport.LiveRequests;
import io.gatehouse.transport.LiveRights;
import io.gatehouse.transport.StoredRights;
import io.gatehouse.transport.Terms;
import io.gatehouse.transport.http.DataPlane;
import io.gatehouse.transport.http.HttpTerms;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One broker, put together by hand, top to bottom: read {@link #start} to see what depends on what. Everything is
 * started in order and stopped in the opposite one; a start that fails half-way leaves nothing running.
 */
final class Broker implements AutoCloseable {
    /** How often files are looked at; a change is applied within two looks. */
    private static final Duration RELOAD_LOOK = Duration.ofSeconds(1);

    private final Stop stop;
    private final Metrics metrics;
    private final RecentRefusals recent;
    private final Registry registry;
    private final Sessions sessions;
    private final List<Listener> listeners;
    private final InetSocketAddress observability;
    private final Supplier<BrokerView> view;
    private final Reloader reloader;

    private Broker(
            Stop stop,
            Metrics metrics,
            RecentRefusals recent,
            Registry registry,
            Sessions sessions,
            List<Listener> listeners,
            InetSocketAddress observability,
            Supplier<BrokerView> view,
            Reloader reloader) {
        this.stop = stop;
        this.metrics = metrics;
        this.recent = recent;
        this.registry = registry;
        this.sessions = sessions;
        this.listeners = listeners;
        this.observability = observability;
        this.view = view;
        this.reloader = reloader;
    }

    /** As below, with a configuration that does not change. */
    static Broker start(Configuration configuration, ServerIdentity identity, Clock clock)
            throws IOException, StoreException, TlsConfigurationException {
        return start(configuration, ConfigurationSource.fixed(configuration), identity, clock);
    }

    /**
     * Returns once every listener accepts.
     *
     * @param source where {@code configuration} came from
     */
    static Broker start(Configuration configuration, ConfigurationSource source, ServerIdentity identity, Clock clock)
            throws IOException, StoreException, TlsConfigurationException {
        Deque<AutoCloseable> started = new ArrayDeque<>();
        try {
            return assemble(configuration, source, identity, clock, started);
        } catch (IOException | StoreException | TlsConfigurationException | RuntimeException failure) {
            Stop.all(started);
            throw failure;
        }
    }

    private static Broker assemble(
            Configuration configuration,
            ConfigurationSource source,
            ServerIdentity identity,
            Clock clock,
            Deque<AutoCloseable> started)
            throws IOException, StoreException, TlsConfigurationException {
        InstantSource instants = () -> Instant.ofEpochMilli(clock.wallMillis());
        int loopCount = configuration.threads().loopsOn(Runtime.getRuntime().availableProcessors());

        HealthState health = new HealthState();
        Metrics metrics = opened(new Metrics(loopCount), started);
        Spans spans = configuration.tracing().isOn()
                ? opened(new Spans(configuration.tracing(), Version.current(), metrics.registry(), clock), started)
                : null;
        long maxHeap = Runtime.getRuntime().maxMemory();
        MemoryGuard memory = MemoryGuard.ofThisJvm();
        HeapWatch heap = opened(new HeapWatch(memory), started);
        metrics.memory(configuration.memory()::limit, memory::liveHeap, memory::heapIsTight, memory::buffersAreTight);
        metrics.health(health);
        ObservabilityServer observability = opened(
                ObservabilityServer.start(
                        configuration.observability().host(),
                        configuration.observability().port(),
                        metrics,
                        health),
                started);

        RocksStore store = opened(
                RocksStore.open(Rules.store(configuration), Rules.retained(configuration), new StoreReadiness(health)),
                started);
        Registry registry = opened(
                Registry.open(
                        store.keyValue(), Rules.scope(configuration.policy()), Rules.registry(configuration), instants),
                started);
        Operators operators =
                Operators.open(store.keyValue(), configuration.store().dataDirectory(), instants);
        OperatorGate operatorGate = new OperatorGate(operators, instants);
        Audit audit = opened(Audit.open(configuration.store().dataDirectory(), instants), started);
        ClientHistory history =
                opened(ClientHistory.open(store.keyValue(), Rules.history(configuration.history(), maxHeap)), started);
        health.pass(HealthCheck.STORE);
        RecentRefusals recent = new RecentRefusals(
                configuration.observability().recentRefusals(),
                configuration.observability().recentRefusalBytes());
        Traces traces = new Traces(clock);
        RegistrationNotices notices = new RegistrationNotices(clock);
        FirstConnects firstConnects = opened(
                new FirstConnects(Rules.justInTime(configuration, registry, notices, clock), metrics.firstConnects()),
                started);
        Refusals refusals = opened(
                new Refusals(
                        metrics, List.of(recent, new RefusalHistory(history, clock), firstConnects), traces, clock),
                started);

        Loops loops = opened(Loops.start(loopCount, clock), started);
        LogGroupQueues groups =
                new LogGroupQueues(store.log(), store.keyValue(), Rules.hashMatchesParent(configuration));
        TopicTrie subscriptions = new TopicTrie(Rules.hashMatchesParent(configuration), groups);
        RetainedMessages retained = new RetainedMessages(store.retained(), Rules.hashMatchesParent(configuration));
        DiskReaders readers = opened(new DiskReaders(loopCount), started);
        Router router = new Router(
                loops,
                subscriptions,
                store.log(),
                Rules.outbox(maxHeap, loopCount),
                List.of(traces),
                index -> metrics.loop(index)::dropped);
        notices.through(router);
        LifecycleEvents events = new LifecycleEvents(router, clock, Rules.extended(configuration));
        registry.addListener(new RegistryEvents(
                router, loops, Rules.scope(configuration.policy()), clock, metrics.registryEvents()));
        DeviceIssuer issuer = identity.issuer(configuration.issuing(), clock);
        FleetProvisioning fleet = opened(Rules.fleet(configuration, registry, issuer, metrics, clock), started);
        TopicServices services = opened(new TopicServices(List.of(fleet)), started);
        LastConnections things = LastConnections.of(registry);
        CertificateUses uses =
                configuration.rotation().isOn() ? CertificateUses.of(registry, clock) : CertificateUses.none();
        Sessions sessions = new Sessions(
                loops,
                Rules.session(configuration),
                subscriptions,
                router,
                retained,
                store.log(),
                store.keyValue(),
                readers,
                Lifecycle.of(new SessionHistory(history, clock), events, new ThingPresence(things, clock), uses),
                registry::isAttached,
                metrics,
                refusals,
                memory,
                services,
                spans);

        IssuerRevocation issuers = opened(IssuerRevocation.open(configuration, registry, metrics, instants), started);
        Gatekeeper gatekeeper = new Gatekeeper(
                registry,
                Rules.gate(configuration),
                instants,
                issuers.revocation(),
                fleet.claims(),
                new Signers(operators, registry),
                uses::used);
        ListenerTls tls = opened(ListenerTls.open(configuration, identity.certificates(), gatekeeper), started);
        ServerTls first = tls.first();
        TlsDescription front = first.description();
        metrics.tls()
                .certificateNotAfter(
                        "server", () -> first.description().notAfter().getEpochSecond());
        health.ask(HealthCheck.CERTIFICATE, () -> first.certificates().problemAt(instants.instant()));
        registry.addListener(new LiveRights(sessions, tls.all(), metrics, clock));
        LiveOperators.follow(operators, registry, sessions);
        sessions.restore(new StoredRights(gatekeeper)).join();
        groups.sweep();
        sessions.watchCertificates();
        Terms terms = Terms.of(configuration.compatibility(), configuration.limits(), configuration.sessions());
        ConnectionContext connections = new ConnectionContext(
                loops,
                gatekeeper,
                sessions,
                router,
                metrics,
                refusals,
                events,
                terms,
                new DataPlane(
                        HttpTerms.of(
                                configuration.compatibility(),
                                terms.wireLimits(),
                                configuration.limits(),
                                configuration.sessions()),
                        sessions,
                        router,
                        retained,
                        readers,
                        new LastDepartures(history),
                        operatorGate,
                        metrics,
                        refusals),
                traces,
                spans,
                configuration.newcomers(),
                memory);
        health.ask(HealthCheck.OVERLOAD, connections::overload);
        LiveRequests requests = new LiveRequests(connections);
        registry.addListener(requests);
        requests.watchCertificates();
        LiveCertificates live = issuers.watch(sessions, requests, tls.all());
        issuers.staple(first, configuration.revocation(), instants);
        Housekeeping housekeeping = opened(
                Housekeeping.start(
                        groups,
                        new LogTrimmer(
                                store.log(),
                                sessions,
                                clock,
                                configuration.log().maxBytes(),
                                configuration.log().minBytes(),
                                configuration.log().minAge()),
                        retained,
                        new CertificateExpiry(first, configuration.tls().expiryWarning(), clock),
                        new DeviceCertificateExpiry(registry, clock),
                        new CertificateRotation(
                                registry,
                                uses,
                                () -> live.ids(true),
                                audit,
                                configuration.rotation().deactivateOlderAfter(),
                                metrics::certificateRotated,
                                clock),
                        heap,
                        fleet,
                        clock),
                started);
        List<Listener> listeners = new ArrayList<>();
        for (Map.Entry<ListenerSettings, ServerTls> each : tls.each().entrySet()) {
            Listener listener = opened(new Listener(each.getKey(), each.getValue(), connections, clock), started);
            listener.bind();
            listeners.add(listener);
        }

        CertificateReload certificates = new CertificateReload(identity, tls.all(), loops);
        Reloader reloader = opened(
                Reloader.start(
                        List.of(
                                new ConfigurationReload(
                                        source, configuration, connections, listeners, certificates, new LogLevels()),
                                certificates,
                                new RevocationIssuersReload(issuers.revocation()), // before the lists they signed
                                new RevocationReload(issuers.revocation())),
                        metrics.reloads(),
                        RELOAD_LOOK),
                started);

        BulkRegistration bulk =
                opened(Rules.bulkRegistration(configuration, store, registry, issuer, audit, metrics, clock), started);
        OperatorAccounts accounts = new OperatorAccounts(operators, registry, audit);
        ControlListener control = ControlListener.open(
                configuration,
                registry,
                operators,
                new Bootstrap(
                        operators, store.keyValue(), configuration.control().bootstrapToken()),
                accounts,
                operatorGate,
                gatekeeper,
                audit,
                metrics,
                first::certificates,
                issuer,
                fleet.claims(),
                bulk,
                things,
                clock,
                () -> AdminOperations.endpoint(configuration, identity, listeners)
                        .host());
        if (control != null) {
            opened(control, started);
        }

        Drain drain = new Drain(configuration.shutdown());
        metrics.drain(drain::remaining);
        BrokerView atStart = AdminOperations.view(
                configuration, identity, front, issuers.revocation().words(), listeners, clock);
        Supplier<BrokerView> view =
                () -> atStart.withControlPlane(control == null ? null : control.whereabouts()); // which may open later
        opened(
                AdminServer.open(
                        configuration.admin(),
                        configuration.store().dataDirectory(),
                        "http://" + Addresses.hostAndPort(observability.address()),
                        AdminOperations.of(
                                configuration,
                                identity,
                                store,
                                registry,
                                Rules.registrar(configuration, registry, issuer, metrics),
                                gatekeeper,
                                issuers.revocation(),
                                sessions,
                                history,
                                recent,
                                instants,
                                listeners,
                                reloader,
                                new Drains(drain::ask, drain::view),
                                traces,
                                accounts,
                                view)),
                started);

        identity.showIssuerEnd(metrics.tls());
        metrics.buildInfo(Version.current(), Version.revision(), front.engine());
        Figures.ofMessages(metrics, router, subscriptions, retained, sessions);
        Figures.ofStore(metrics, store, configuration.log());
        Figures.ofClients(metrics, sessions, history, registry, instants);
        Figures.ofOperators(metrics, operators, audit);
        Figures.ofProcess(metrics, loops);
        health.pass(HealthCheck.LISTENERS);
        health.started();
        Stop stop = new Stop(
                configuration.shutdown(),
                drain,
                health,
                connections,
                sessions,
                List.copyOf(listeners),
                housekeeping,
                groups,
                started);
        drain.whenAsked(stop::run);
        return new Broker(
                stop,
                metrics,
                recent,
                registry,
                sessions,
                List.copyOf(listeners),
                observability.address(),
                view,
                reloader);
    }

    private static <T extends AutoCloseable> T opened(T part, Deque<AutoCloseable> started) {
        started.push(part);
        return part;
    }

    /** What it says about itself: the banner, and {@code gatehouse version}. */
    BrokerView view() {
        return view.get();
    }

    /** Reads everything again that can be; returns at once. Complete when that is done. */
    CompletableFuture<?> reload() {
        return reloader.now();
    }

    Registry registry() {
        return registry;
    }

    Sessions sessions() {
        return sessions;
    }

    Metrics metrics() {
        return metrics;
    }

    RecentRefusals recentRefusals() {
        return recent;
    }

    List<Listener> listeners() {
        return listeners;
    }

    /** Where probes and metrics are served. */
    InetSocketAddress observability() {
        return observability;
    }

    /** Runs {@code task} when it begins to stop, whoever stops it. */
    void whenStopBegins(Runnable task) {
        stop.whenBegun(task);
    }

    /** Completes when it has stopped, whoever stopped it; with what went wrong, where it did not stop in order. */
    CompletableFuture<@Nullable Void> stopped() {
        return stop.stopped();
    }

    /** Stops in order, see {@link Stop}. Idempotent. */
    @Override
    public void close() {
        stop.run();
    }
}
