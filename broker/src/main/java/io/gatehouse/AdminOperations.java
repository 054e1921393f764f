package io.gatehouse;

import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Simulation;
import io.gatehouse.cli.Version;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.Protocol;
import io.gatehouse.control.Administration;
import io.gatehouse.control.Authorities;
import io.gatehouse.control.BillingGroups;
import io.gatehouse.control.BrokerView;
import io.gatehouse.control.Certificates;
import io.gatehouse.control.Connections;
import io.gatehouse.control.DeviceEndpoint;
import io.gatehouse.control.Documents;
import io.gatehouse.control.Drains;
import io.gatehouse.control.Fleets;
import io.gatehouse.control.Groups;
import io.gatehouse.control.Histories;
import io.gatehouse.control.OperatorAccounts;
import io.gatehouse.control.PastRefusals;
import io.gatehouse.control.Policies;
import io.gatehouse.control.PolicyTools;
import io.gatehouse.control.PolicyVersions;
import io.gatehouse.control.Reloads;
import io.gatehouse.control.RevocationLists;
import io.gatehouse.control.Stores;
import io.gatehouse.control.Taggings;
import io.gatehouse.control.Templates;
import io.gatehouse.control.ThingChanges;
import io.gatehouse.control.ThingTemplates;
import io.gatehouse.control.Things;
import io.gatehouse.control.Tracing;
import io.gatehouse.control.Types;
import io.gatehouse.control.Whereabouts;
import io.gatehouse.engine.StoreOperations;
import io.gatehouse.history.ClientHistory;
import io.gatehouse.indexing.FleetSearches;
import io.gatehouse.loop.Clock;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.refusal.RecentRefusals;
import io.gatehouse.registry.Registry;
import io.gatehouse.reload.Reloader;
import io.gatehouse.revocation.Revocation;
import io.gatehouse.session.Sessions;
import io.gatehouse.tls.TlsDescription;
import io.gatehouse.trace.Traces;
import io.gatehouse.transport.Listener;
import io.gatehouse.transport.LiveTraces;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** What the admin socket offers, put together from the parts of a running broker. */
final class AdminOperations {
    private AdminOperations() {}

    static Administration of(
            Configuration configuration,
            ServerIdentity identity,
            StoreOperations store,
            Registry registry,
            FleetSearches searches,
            ThingRegistrar registrar,
            Gatekeeper gatekeeper,
            Revocation revocation,
            Sessions sessions,
            ClientHistory history,
            RecentRefusals recent,
            InstantSource instants,
            List<Listener> listeners,
            Reloader reloader,
            Drains drains,
            Traces traces,
            OperatorAccounts operators,
            Supplier<BrokerView> view) {
        LiveSessions live = new LiveSessions(sessions);
        Supplier<DeviceEndpoint> endpoint = () -> endpoint(configuration, identity, listeners);
        return Administration.of(
                new Things(registry, searches, identity.authority(), Rules.scope(configuration.policy()), endpoint),
                new ThingChanges(registry),
                new ThingTemplates(registrar),
                new Templates(registry),
                new Types(registry),
                new Groups(registry, searches),
                new BillingGroups(registry),
                new Taggings(registry, Rules.scope(configuration.policy())),
                new Certificates(registry, revocation),
                new Fleets(registry, Rules.scope(configuration.policy()), endpoint),
                new Authorities(registry),
                new RevocationLists(revocation),
                new Policies(
                        registry,
                        Rules.scope(configuration.policy()),
                        Rules.registry(configuration).policy()),
                new PolicyTools(
                        registry,
                        Rules.scope(configuration.policy()),
                        Rules.registry(configuration).policy(),
                        new Simulation(registry, gatekeeper),
                        live),
                new PolicyVersions(registry),
                new Connections(live),
                new Histories(history),
                new PastRefusals(recent, new Whereabouts(registry, live, history, instants)),
                new Stores(store, configuration.store().dataDirectory(), Version.current(), instants),
                new Documents(
                        registry,
                        Rules.scope(configuration.policy()),
                        Rules.registry(configuration).policy()),
                new Reloads(reloader::now),
                drains,
                new Tracing(traces, new LiveTraces(sessions)::begun),
                operators,
                new io.gatehouse.control.Broker(view));
    }

    /** What a new device is told to connect to. */
    static DeviceEndpoint endpoint(Configuration configuration, ServerIdentity identity, List<Listener> listeners) {
        ListenerSettings mqtt = forDevices(configuration.listeners());
        Listener listener = listeners.get(configuration.listeners().indexOf(mqtt));
        return identity.endpoint(mqtt.host(), listener.address().getPort());
    }

    /** The first listener that speaks MQTT, or the first of all. */
    private static ListenerSettings forDevices(List<ListenerSettings> listeners) {
        return listeners.stream()
                .filter(listener -> listener.protocols().contains(Protocol.MQTT))
                .findFirst()
                .orElse(listeners.getFirst());
    }

    /** What the broker says about itself. */
    static BrokerView view(
            Configuration configuration,
            ServerIdentity identity,
            TlsDescription tls,
            String revocation,
            List<Listener> listeners,
            Clock clock) {
        DevelopmentCa authority = identity.authority();
        return new BrokerView(
                Version.current(),
                Instant.ofEpochMilli(clock.wallMillis()),
                true,
                listeners.stream()
                        .map(listener -> new BrokerView.Listener(
                                listener.name(),
                                Addresses.host(listener.address()),
                                listener.address().getPort()))
                        .toList(),
                null,
                tls.engine() + ", " + String.join(" and ", tls.versions()),
                revocation,
                authority == null ? null : authority.notAfter(),
                configuration.store().dataDirectory().toAbsolutePath().toString(),
                Rules.store(configuration).blockCacheBytes(),
                Rules.store(configuration).writeBufferBytes());
    }
}
