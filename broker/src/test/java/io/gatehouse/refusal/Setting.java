package io.gatehouse.refusal;

import io.gatehouse.RunningBroker;
import io.gatehouse.config.Compatibility;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.NewcomerSettings;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.config.TlsSettings;
import io.gatehouse.loop.Clock;
import io.gatehouse.security.FailingClock;
import io.gatehouse.security.ShiftedClock;
import io.gatehouse.tls.EnginesHere;
import io.gatehouse.transport.http.HttpsGround;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** How the broker of a case is configured. Each has room for one client more, who listens to its events. */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
enum Setting {
    EXTENDED(UnaryOperator.identity()),
    STRICT(UnaryOperator.identity()),
    /** Room for two of everything. */
    TIGHT(from -> RunningBroker.withLimits(from, limits(2, Duration.ofSeconds(10)))),
    /** Waits for nobody. */
    HASTY(from -> RunningBroker.withLimits(
            RunningBroker.withTls(
                    HttpsGround.withListeners(from),
                    tls(EnginesHere.ofTheLibrary(), TlsSettings.DEFAULTS.groups(), Duration.ofMillis(500), false)),
            limits(1000, Duration.ofMillis(500)))),
    /** One connection beside the listening one, no more. */
    CROWDED(from -> RunningBroker.withListener(from, listener(2, 0))),
    /** One place for those who are not admitted yet, and little patience with who has it. */
    NARROW_DOOR(from -> RunningBroker.withNewcomers(from, newcomers(0, 0, 1, 1, Duration.ofSeconds(1)))),
    /** Of each address one at a time, two a second, and a burst of four. */
    ONE_EACH(from -> RunningBroker.withNewcomers(from, newcomers(2, 0, 1000, 1, Duration.ofSeconds(2)))),
    /** One handshake a second, and a burst of two. */
    ONE_HANDSHAKE(from -> RunningBroker.withNewcomers(from, newcomers(0, 1, 1000, 1000, Duration.ofSeconds(2)))),
    /** Behind proxies, where the addresses of the cases are. */
    PROXIED(from -> RunningBroker.withListener(from, proxied())),
    /** One connection a second, and a burst of two. */
    THROTTLED(from -> RunningBroker.withListener(from, listener(1000, 1))),
    RESUMING(from -> RunningBroker.withTls(
            from, tls(EnginesHere.ofTheLibrary(), TlsSettings.DEFAULTS.groups(), Duration.ofSeconds(10), true))),
    JDK(from -> RunningBroker.withTls(
            from, tls(TlsSettings.Engine.JDK, List.of("x25519", "secp256r1"), Duration.ofSeconds(10), false))),
    /** A key exchange that not every device has. */
    ONE_GROUP(from -> RunningBroker.withTls(
            from, tls(EnginesHere.ofTheLibrary(), List.of("secp384r1"), Duration.ofSeconds(10), false))),
    /** Two messages that wait, no more. */
    NARROW(from -> RunningBroker.withLimits(from, queued(2))),
    /** Two messages that wait; who publishes a third is told. */
    REFUSING(from -> RunningBroker.withSessions(
            RunningBroker.withLimits(from, queued(2)),
            sessions(SessionSettings.QueueFull.REFUSE, SessionSettings.SharedCertificate.WARN))),
    /** One client to a certificate. */
    SOLE(from -> RunningBroker.withSessions(
            from, sessions(SessionSettings.QueueFull.DROP_NEWEST, SessionSettings.SharedCertificate.REFUSE))),
    /** Knows authorities, and what they revoke. */
    ISSUED(Issuing::known),
    /** With listeners for requests, signed ones too. */
    HTTPS(HttpsGround::withListeners),
    /** The same with AWS's quotas. */
    STRICT_HTTPS(HttpsGround::withListeners),
    DEFECTIVE(UnaryOperator.identity());

    /** The calendar of {@link #RESUMING}, which every case puts back. */
    static final ShiftedClock SHIFTED = new ShiftedClock();
    /** The calendar of {@link #DEFECTIVE}. */
    static final FailingClock FAILING = new FailingClock();

    private final UnaryOperator<Configuration> changes;

    Setting(UnaryOperator<Configuration> changes) {
        this.changes = changes;
    }

    RunningBroker start() {
        boolean strict = this == STRICT || this == STRICT_HTTPS;
        Compatibility compatibility = strict ? Compatibility.STRICT : Compatibility.EXTENDED;
        Clock clock = this == RESUMING ? SHIFTED : this == DEFECTIVE ? FAILING : Clock.SYSTEM;
        return RunningBroker.start(compatibility, changes, clock);
    }

    private static ListenerSettings listener(int maxConnections, int maxConnectRate) {
        ListenerSettings defaults = ListenerSettings.DEFAULTS;
        return new ListenerSettings(
                defaults.name(),
                "127.0.0.1",
                0,
                defaults.protocols(),
                defaults.signedRequests(),
                defaults.backlog(),
                maxConnections,
                maxConnectRate,
                defaults.proxyProtocolFrom());
    }

    private static ListenerSettings proxied() {
        ListenerSettings open = listener(1000, 0);
        return new ListenerSettings(
                open.name(),
                open.host(),
                open.port(),
                open.protocols(),
                open.signedRequests(),
                open.backlog(),
                open.maxConnections(),
                open.maxConnectRate(),
                List.of("127.0.1.0/24"));
    }

    private static NewcomerSettings newcomers(
            int connectsOfAddress, int handshakes, int places, int placesOfAddress, Duration crowdedTimeout) {
        NewcomerSettings defaults = NewcomerSettings.DEFAULTS;
        return new NewcomerSettings(
                0,
                connectsOfAddress,
                handshakes,
                0,
                places,
                crowdedTimeout,
                placesOfAddress,
                2L * NewcomerSettings.LEAST_SHARE_BYTES * places,
                defaults.maxAddresses(),
                defaults.proxyHeaderTimeout());
    }

    private static TlsSettings tls(
            TlsSettings.Engine engine, List<String> groups, Duration timeout, boolean resumption) {
        TlsSettings defaults = TlsSettings.DEFAULTS;
        return new TlsSettings(
                engine,
                null,
                null,
                null,
                null,
                null,
                null,
                defaults.versions(),
                groups,
                timeout,
                defaults.maxClientHelloBytes(),
                resumption,
                defaults.ticketLifetime(),
                defaults.expiredCertificateGrace(),
                defaults.expiryWarning());
    }

    private static SessionSettings sessions(
            SessionSettings.QueueFull queueFull, SessionSettings.SharedCertificate shared) {
        SessionSettings defaults = SessionSettings.EXTENDED;
        return new SessionSettings(
                defaults.maxExpiry(),
                defaults.minKeepAlive(),
                defaults.maxKeepAlive(),
                defaults.foreignClientId(),
                defaults.maxWillDelay(),
                queueFull,
                defaults.backlogRate(),
                defaults.reasonStrings(),
                shared,
                defaults.maxSignedConnection());
    }

    private static LimitSettings queued(int messages) {
        LimitSettings defaults = LimitSettings.EXTENDED;
        return limits(
                defaults.maxSubscriptionsPerSession(),
                defaults.receiveMaximum(),
                defaults.connectTimeout(),
                messages,
                defaults.maxRetainedMessages(),
                defaults.maxSessions());
    }

    /** @param few of sessions, subscriptions, retained messages and whatever else is counted in pieces */
    private static LimitSettings limits(int few, Duration connectTimeout) {
        int queued = LimitSettings.EXTENDED.maxQueuedMessages();
        return limits(few, few, connectTimeout, queued, few, few + 1); // the session that listens
    }

    private static LimitSettings limits(
            int subscriptions, int receiveMaximum, Duration connectTimeout, int queued, int retained, int sessions) {
        LimitSettings defaults = LimitSettings.EXTENDED;
        return new LimitSettings(
                defaults.maxPacketBytes(),
                defaults.maxPacketBytesBeforeConnect(),
                defaults.maxPayloadBytes(),
                defaults.maxClientIdBytes(),
                defaults.maxTopicBytes(),
                defaults.maxTopicLevels(),
                defaults.maxSubscriptionsPerPacket(),
                subscriptions,
                receiveMaximum,
                defaults.maxInflight(),
                defaults.topicAliasMaximum(),
                defaults.maxUserPropertyBytes(),
                connectTimeout,
                connectTimeout,
                queued,
                defaults.maxQueuedBytes(),
                retained,
                defaults.maxRetainedBytes(),
                sessions,
                defaults.maxOutboundBytes());
    }
}
