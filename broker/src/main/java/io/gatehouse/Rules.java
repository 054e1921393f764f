package io.gatehouse;

import io.gatehouse.admission.GateRules;
import io.gatehouse.audit.Audit;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.HistorySettings;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.config.PolicySettings;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.config.SessionSettings.ForeignClientId;
import io.gatehouse.config.SessionSettings.QueueFull;
import io.gatehouse.config.SessionSettings.SharedCertificate;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.RetainedLimits;
import io.gatehouse.engine.StoreException;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.history.HistoryLimits;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.IssuingMetrics;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.provisioning.JustInTimeRegistration;
import io.gatehouse.provisioning.RegistrationEvents;
import io.gatehouse.provisioning.TemplateCatalogue;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.provisioning.bulk.BulkRegistration;
import io.gatehouse.provisioning.fleet.FleetProvisioning;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.routing.OutboxLimits;
import io.gatehouse.session.Overflow;
import io.gatehouse.session.SessionRules;
import io.gatehouse.session.Sharing;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Translates the configuration into what each package calls its rules: the packages know no configuration. */
final class Rules {
    private static final int FIRST_CONNECTS_PER_SECOND = 100;

    private Rules() {}

    static Qos maximumQos(Configuration configuration) {
        return extended(configuration) ? Qos.EXACTLY_ONCE : Qos.AT_LEAST_ONCE;
    }

    /** {@code sensor/#} matches {@code sensor}: in the OASIS text yes, at AWS no. */
    static boolean hashMatchesParent(Configuration configuration) {
        return extended(configuration);
    }

    static SessionRules session(Configuration configuration) {
        LimitSettings limits = configuration.limits();
        SessionSettings sessions = configuration.sessions();
        return new SessionRules(
                maximumQos(configuration),
                extended(configuration),
                extended(configuration),
                hashMatchesParent(configuration),
                limits.receiveMaximum(),
                limits.maxInflight(),
                limits.topicAliasMaximum(),
                limits.maxSubscriptionsPerSession(),
                limits.maxTopicBytes(),
                limits.maxTopicLevels(),
                limits.maxQueuedMessages(),
                limits.maxQueuedBytes(),
                overflow(sessions.queueFull()),
                sessions.backlogRate(),
                sessions.maxExpiry().toSeconds(),
                sessions.maxWillDelay().toSeconds(),
                limits.maxSessions(),
                sessions.foreignClientId() == ForeignClientId.REFUSE,
                sharing(sessions.sharedCertificate()));
    }

    private static Sharing sharing(SharedCertificate configured) {
        return switch (configured) {
            case ALLOW -> Sharing.ALLOW;
            case WARN -> Sharing.WARN;
            case REFUSE -> Sharing.REFUSE;
        };
    }

    private static Overflow overflow(QueueFull configured) {
        return switch (configured) {
            case DROP_NEWEST -> Overflow.DROP_NEWEST;
            case DROP_OLDEST -> Overflow.DROP_OLDEST;
            case REFUSE -> Overflow.REFUSE;
        };
    }

    static GateRules gate(Configuration configuration) {
        return new GateRules(
                configuration.limits().maxClientIdBytes(),
                configuration.tls().expiredCertificateGrace(),
                maximumQos(configuration),
                extended(configuration));
    }

    static PolicyScope scope(PolicySettings policy) {
        return new PolicyScope(policy.partition(), policy.region(), policy.account());
    }

    static RegistryLimits registry(Configuration configuration) {
        RegistryLimits limits = extended(configuration) ? RegistryLimits.EXTENDED : RegistryLimits.STRICT;
        int characters = configuration.policy().maxDocumentCharacters();
        return limits.with(limits.policy().withMaxCharacters(characters));
    }

    static RetainedLimits retained(Configuration configuration) {
        return new RetainedLimits(
                configuration.limits().maxRetainedMessages(),
                configuration.limits().maxRetainedBytes());
    }

    /** @param maxHeap of which the history may have an eighth */
    static HistoryLimits history(HistorySettings history, long maxHeap) {
        return new HistoryLimits(
                history.maxEventsPerClient(), history.maxClients(), Math.min(history.maxBytes(), maxHeap / 8));
    }

    /** @param maxHeap of which an eighth may wait on the way between loops */
    static OutboxLimits outbox(long maxHeap, int loops) {
        OutboxLimits most = OutboxLimits.DEFAULT;
        return new OutboxLimits(most.messages(), Math.min(most.bytes(), maxHeap / 8 / loops));
    }

    /** Of devices that come for the first time: each costs a signature, a commit and an event. */
    static JustInTimeRegistration justInTime(
            Configuration configuration, Registry registry, RegistrationEvents events, Clock clock) {
        PolicyScope scope = scope(configuration.policy());
        return new JustInTimeRegistration(
                registry,
                new TemplateCatalogue(registry),
                new ThingRegistrar(registry, null, scope),
                events,
                scope,
                clock,
                FIRST_CONNECTS_PER_SECOND);
    }

    /** The issuer, for one of those who ask it; {@code null} where nothing is issued. */
    static @Nullable DeviceIssuer counted(@Nullable DeviceIssuer issuer, IssuingMetrics metrics, IssuingMetrics.By by) {
        return issuer == null ? null : issuer.telling(() -> metrics.issued(by));
    }

    /**
     * For devices that come with a claim.
     *
     * @param issuer {@code null} where nothing is issued
     * @throws IOException the CA file of webhooks cannot be used
     */
    static FleetProvisioning fleet(
            Configuration configuration, Registry registry, @Nullable DeviceIssuer issuer, Metrics metrics, Clock clock)
            throws IOException {
        return FleetProvisioning.open(
                configuration.provisioning(),
                registry,
                counted(issuer, metrics.issuing(), IssuingMetrics.By.FLEET),
                counted(issuer, metrics.issuing(), IssuingMetrics.By.CLAIM),
                scope(configuration.policy()),
                metrics.provisioning(),
                clock);
    }

    /** For operators, who register a thing by a template. */
    static ThingRegistrar registrar(
            Configuration configuration, Registry registry, @Nullable DeviceIssuer issuer, Metrics metrics) {
        return new ThingRegistrar(
                registry,
                counted(issuer, metrics.issuing(), IssuingMetrics.By.REGISTER_THING),
                scope(configuration.policy()));
    }

    static BulkRegistration bulkRegistration(
            Configuration configuration,
            RocksStore store,
            Registry registry,
            @Nullable DeviceIssuer issuer,
            Audit audit,
            Metrics metrics,
            Clock clock)
            throws StoreException {
        PolicyScope scope = scope(configuration.policy());
        return BulkRegistration.open(
                configuration.provisioning().bulkFolder(),
                configuration.store().dataDirectory(),
                store.keyValue(),
                registry,
                new ThingRegistrar(registry, counted(issuer, metrics.issuing(), IssuingMetrics.By.BULK), scope),
                audit,
                scope,
                metrics.bulkRegistration(),
                clock);
    }

    /** The store has what it is configured to have, or its part of the limit if that is less. */
    static StoreSettings store(Configuration configuration) {
        return configuration.memory().isSet()
                ? configuration.store().within(configuration.memory().storeBytes())
                : configuration.store();
    }

    static boolean extended(Configuration configuration) {
        return switch (configuration.compatibility()) {
            case EXTENDED -> true;
            case STRICT -> false;
        };
    }
}
