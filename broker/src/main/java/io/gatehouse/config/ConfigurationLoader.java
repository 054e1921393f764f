package io.gatehouse.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration: defaults, over them the file, over it the environment, over it the flags. Main, at start and
 * reload.
 *
 * <p>Written out key by key. A mapper by reflection would be shorter, but here a key can be searched for, its type
 * stands beside it, and nothing has to be opened up for a library. Adding a key is three lines: the record's component,
 * its default, and the line below; a test fails until {@code conf/gatehouse.yaml} has it too.
 */
public final class ConfigurationLoader {
    private static final long MAX_FILE_BYTES = 1024 * 1024;

    /** What came of it. */
    public sealed interface Result {}

    /** A configuration that can be started, and where every value of it came from, in the order of the sections. */
    public record Loaded(Configuration configuration, List<Setting> settings) implements Result {}

    /** All that is wrong, at once, in the order of the file. */
    public record Invalid(List<ConfigProblem> problems) implements Result {}

    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Map<String, String> environment;
    private final Layers layers;

    private ConfigurationLoader(ConfigurationSources sources) {
        environment = sources.environment();
        layers = new Layers(readFile(sources.file()), environment, sources.flags(), problems);
    }

    /** Reads and checks everything; starts nothing. */
    public static Result load(ConfigurationSources sources) {
        return new ConfigurationLoader(sources).load();
    }

    private Result load() {
        Compatibility compatibility =
                section("", s -> s.choice("compatibility", Compatibility.EXTENDED, Compatibility.values()));
        Configuration defaults = Configuration.defaultsOf(compatibility);
        List<ListenerSettings> listeners = listeners();
        TlsSettings tls = section("tls", s -> tls(s, defaults.tls()));
        List<CertificateSettings> certificates = certificates();
        RevocationSettings revocation = section("revocation", s -> revocation(s, defaults.revocation()));
        LimitSettings limits = section("limits", s -> limits(s, defaults.limits()));
        NewcomerSettings newcomers = section("newcomers", s -> newcomers(s, defaults.newcomers()));
        SessionSettings sessions =
                section("sessions", s -> sessions(s, defaults.sessions()).in(compatibility));
        PolicySettings policy = section("policy", s -> policy(s, defaults.policy()));
        StoreSettings store = section("store", s -> store(s, defaults.store()));
        LogSettings log = section("log", s -> log(s, defaults.log()));
        ThreadSettings threads = section(
                "threads",
                s -> new ThreadSettings(s.count("loops", defaults.threads().loops())));
        MemorySettings memory = section(
                "memory",
                s -> new MemorySettings(s.bytes("limit", defaults.memory().limit())));
        ShutdownSettings shutdown = section("shutdown", s -> shutdown(s, defaults.shutdown()));
        AdminSettings admin = section("admin", s -> admin(s, defaults.admin()));
        ControlSettings control = section("control", s -> control(s, defaults.control()));
        ProvisioningSettings provisioning = section("provisioning", s -> provisioning(s, defaults.provisioning()));
        IssuingSettings issuing = section("issuing", s -> issuing(s, defaults.issuing()));
        ObservabilitySettings observability = section("observability", s -> observability(s, defaults.observability()));
        HistorySettings history = section("history", s -> history(s, defaults.history()));
        RotationSettings rotation = section(
                "rotation",
                s -> new RotationSettings(
                        s.duration("deactivate-older-after", defaults.rotation().deactivateOlderAfter())));
        LoggingSettings logging = section(
                "logging",
                s -> new LoggingSettings(
                        s.optionalChoice("level", LogLevel.values()),
                        s.list("levels", defaults.logging().levels())));
        TracingSettings tracing = section("tracing", s -> tracing(s, defaults.tracing()));
        problems.addAll(layers.unknown());
        if (!problems.isEmpty()) {
            return new Invalid(ConfigProblem.inOrder(problems));
        }
        var configuration = new Configuration(
                compatibility,
                listeners,
                tls,
                certificates,
                revocation,
                limits,
                newcomers,
                sessions,
                policy,
                store,
                log,
                threads,
                memory,
                shutdown,
                admin,
                control,
                provisioning,
                issuing,
                observability,
                history,
                rotation,
                logging,
                tracing);
        return new Loaded(configuration, List.copyOf(settings.values()));
    }

    private <T> T section(String name, Function<Section, T> make) {
        return new Section(name, layers, environment, problems, settings).read(make);
    }

    private List<ListenerSettings> listeners() {
        Set<String> names = layers.namesUnder("listeners");
        List<ListenerSettings> listeners = new ArrayList<>();
        for (String name : names.isEmpty() ? Set.of(ListenerSettings.DEFAULTS.name()) : names) {
            // A name that is refused must not hide what is wrong below it: the keys are read under a good one.
            String holding = isName(name) ? name : ListenerSettings.DEFAULTS.name();
            listeners.add(section("listeners." + name, s -> listener(s, holding, ListenerSettings.DEFAULTS)));
        }
        return listeners;
    }

    private boolean isName(String name) {
        if (ListenerSettings.isName(name)) {
            return true;
        }
        problems.add(ConfigProblem.expected(
                layers.originOf("listeners." + name),
                "listeners." + name,
                name,
                "a name of lower-case letters, digits and -, at most 32"));
        return false;
    }

    private static ListenerSettings listener(Section s, String name, ListenerSettings d) {
        return new ListenerSettings(
                name,
                s.text("host", d.host()),
                s.count("port", d.port()),
                s.choices("protocols", d.protocols(), Protocol.values()),
                s.flag("signed-requests", d.signedRequests()),
                s.count("backlog", d.backlog()),
                s.count("max-connections", d.maxConnections()),
                s.count("max-connect-rate", d.maxConnectRate()),
                s.list("proxy-protocol-from", d.proxyProtocolFrom()));
    }

    private static TlsSettings tls(Section s, TlsSettings d) {
        return new TlsSettings(
                s.choice("engine", d.engine(), TlsSettings.Engine.values()),
                s.optionalPath("certificate"),
                s.optionalPath("key"),
                s.optionalPath("ocsp-response"),
                s.optionalPath("rsa-certificate"),
                s.optionalPath("rsa-key"),
                s.optionalPath("rsa-ocsp-response"),
                s.list("versions", d.versions()),
                s.list("groups", d.groups()),
                s.duration("handshake-timeout", d.handshakeTimeout()),
                s.intBytes("max-client-hello-bytes", d.maxClientHelloBytes()),
                s.flag("resumption", d.resumption()),
                s.duration("ticket-lifetime", d.ticketLifetime()),
                s.duration("expired-certificate-grace", d.expiredCertificateGrace()),
                s.duration("expiry-warning", d.expiryWarning()));
    }

    private List<CertificateSettings> certificates() {
        List<CertificateSettings> certificates = new ArrayList<>();
        for (String name : layers.namesUnder("server-certificates")) {
            certificates.add(section(
                    "server-certificates." + name,
                    s -> new CertificateSettings(
                            name,
                            needed(s, name, "certificate"),
                            needed(s, name, "key"),
                            s.optionalPath("ocsp-response"))));
        }
        return certificates;
    }

    private Path needed(Section s, String certificate, String key) {
        Path path = s.path(key, CertificateSettings.MISSING);
        if (path.equals(CertificateSettings.MISSING)) {
            String section = "server-certificates." + certificate;
            problems.add(ConfigProblem.expected(layers.originOf(section), section + "." + key, "nothing", "a file"));
        }
        return path;
    }

    private static RevocationSettings revocation(Section s, RevocationSettings d) {
        return new RevocationSettings(
                s.optionalPath("issuers"),
                s.list("crl-files", d.crlFiles()),
                s.list("crl-urls", d.crlUrls()),
                s.duration("crl-refresh", d.crlRefresh()),
                s.duration("crl-timeout", d.crlTimeout()),
                s.intBytes("max-crl-bytes", d.maxCrlBytes()),
                s.choice("stale-crl", d.staleCrl(), RevocationSettings.StaleCrl.values()),
                s.duration("clock-skew", d.clockSkew()),
                s.choice("ocsp", d.ocsp(), RevocationSettings.Ocsp.values()),
                s.text("ocsp-responder", d.ocspResponder()),
                s.flag("ocsp-aia", d.ocspAia()),
                s.flag("ocsp-nonce", d.ocspNonce()),
                s.duration("ocsp-timeout", d.ocspTimeout()),
                s.count("ocsp-concurrency", d.ocspConcurrency()),
                s.count("ocsp-cache-entries", d.ocspCacheEntries()),
                s.duration("ocsp-cache-max-age", d.ocspCacheMaxAge()),
                s.choice("stapling", d.stapling(), RevocationSettings.Stapling.values()));
    }

    private static ControlSettings control(Section s, ControlSettings d) {
        return new ControlSettings(
                s.flag("enabled", d.enabled()),
                s.text("host", d.host()),
                s.count("port", d.port()),
                s.text("endpoint", d.endpoint()),
                s.text("bootstrap-token", d.bootstrapToken()));
    }

    private static ProvisioningSettings provisioning(Section s, ProvisioningSettings d) {
        return new ProvisioningSettings(
                s.optionalPath("hook-ca"), s.text("hook-token", d.hookToken()), s.optionalPath("bulk-folder"));
    }

    private static IssuingSettings issuing(Section s, IssuingSettings d) {
        return new IssuingSettings(
                s.optionalPath("pkcs12"),
                s.optionalPath("password-file"),
                s.optionalPath("pkcs11"),
                s.optionalPath("pin-file"),
                s.text("alias", d.alias()),
                s.count("keys-per-second", d.keysPerSecond()),
                s.count("keys-at-once", d.keysAtOnce()),
                s.count("requests-per-second", d.requestsPerSecond()));
    }

    private static TracingSettings tracing(Section s, TracingSettings d) {
        return new TracingSettings(
                s.text("endpoint", d.endpoint()),
                s.text("authorization", d.authorization()),
                s.share("sample", d.sample()),
                s.count("max-spans-per-second", d.maxSpansPerSecond()));
    }

    private static LimitSettings limits(Section s, LimitSettings d) {
        return new LimitSettings(
                s.intBytes("max-packet-bytes", d.maxPacketBytes()),
                s.intBytes("max-packet-bytes-before-connect", d.maxPacketBytesBeforeConnect()),
                s.intBytes("max-payload-bytes", d.maxPayloadBytes()),
                s.intBytes("max-client-id-bytes", d.maxClientIdBytes()),
                s.intBytes("max-topic-bytes", d.maxTopicBytes()),
                s.count("max-topic-levels", d.maxTopicLevels()),
                s.count("max-subscriptions-per-packet", d.maxSubscriptionsPerPacket()),
                s.count("max-subscriptions-per-session", d.maxSubscriptionsPerSession()),
                s.count("receive-maximum", d.receiveMaximum()),
                s.count("max-inflight", d.maxInflight()),
                s.count("topic-alias-maximum", d.topicAliasMaximum()),
                s.intBytes("max-user-property-bytes", d.maxUserPropertyBytes()),
                s.duration("connect-timeout", d.connectTimeout()),
                s.duration("packet-timeout", d.packetTimeout()),
                s.count("max-queued-messages", d.maxQueuedMessages()),
                s.bytes("max-queued-bytes", d.maxQueuedBytes()),
                s.count("max-retained-messages", d.maxRetainedMessages()),
                s.bytes("max-retained-bytes", d.maxRetainedBytes()),
                s.count("max-sessions", d.maxSessions()),
                s.intBytes("max-outbound-bytes", d.maxOutboundBytes()));
    }

    private static NewcomerSettings newcomers(Section s, NewcomerSettings d) {
        return new NewcomerSettings(
                s.count("max-connect-rate", d.maxConnectRate()),
                s.count("max-connect-rate-per-address", d.maxConnectRatePerAddress()),
                s.count("max-handshake-rate", d.maxHandshakeRate()),
                s.count("max-handshake-rate-per-address", d.maxHandshakeRatePerAddress()),
                s.count("max-at-once", d.maxAtOnce()),
                s.duration("crowded-timeout", d.crowdedTimeout()),
                s.count("max-per-address", d.maxPerAddress()),
                s.bytes("max-bytes", d.maxBytes()),
                s.count("max-addresses", d.maxAddresses()),
                s.duration("proxy-header-timeout", d.proxyHeaderTimeout()));
    }

    private static SessionSettings sessions(Section s, SessionSettings d) {
        return new SessionSettings(
                s.duration("max-expiry", d.maxExpiry()),
                s.duration("min-keep-alive", d.minKeepAlive()),
                s.duration("max-keep-alive", d.maxKeepAlive()),
                s.choice("foreign-client-id", d.foreignClientId(), SessionSettings.ForeignClientId.values()),
                s.duration("max-will-delay", d.maxWillDelay()),
                s.choice("queue-full", d.queueFull(), SessionSettings.QueueFull.values()),
                s.count("backlog-rate", d.backlogRate()),
                s.flag("reason-strings", d.reasonStrings()),
                s.choice("shared-certificate", d.sharedCertificate(), SessionSettings.SharedCertificate.values()),
                s.duration("max-signed-connection", d.maxSignedConnection()));
    }

    private static PolicySettings policy(Section s, PolicySettings d) {
        return new PolicySettings(
                s.text("partition", d.partition()),
                s.text("region", d.region()),
                s.text("account", d.account()),
                s.count("max-document-characters", d.maxDocumentCharacters()));
    }

    private static StoreSettings store(Section s, StoreSettings d) {
        return new StoreSettings(
                s.path("data-directory", d.dataDirectory()),
                s.choice("fsync", d.fsync(), StoreSettings.Fsync.values(), StoreSettings.Fsync::text),
                s.bytes("block-cache-bytes", d.blockCacheBytes()),
                s.bytes("write-buffer-bytes", d.writeBufferBytes()));
    }

    private static LogSettings log(Section s, LogSettings d) {
        return new LogSettings(
                s.bytes("max-bytes", d.maxBytes()),
                s.bytes("min-bytes", d.minBytes()),
                s.duration("min-age", d.minAge()));
    }

    private static ShutdownSettings shutdown(Section s, ShutdownSettings d) {
        return new ShutdownSettings(
                s.duration("drain", d.drain()),
                s.count("disconnect-rate", d.disconnectRate()),
                s.duration("disconnect-within", d.disconnectWithin()),
                s.duration("grace", d.grace()));
    }

    private static AdminSettings admin(Section s, AdminSettings d) {
        return new AdminSettings(s.text("host", d.host()), s.count("port", d.port()));
    }

    private static ObservabilitySettings observability(Section s, ObservabilitySettings d) {
        return new ObservabilitySettings(
                s.text("host", d.host()),
                s.count("port", d.port()),
                s.count("recent-refusals", d.recentRefusals()),
                s.bytes("recent-refusal-bytes", d.recentRefusalBytes()));
    }

    private static HistorySettings history(Section s, HistorySettings d) {
        return new HistorySettings(
                s.count("max-events-per-client", d.maxEventsPerClient()),
                s.count("max-clients", d.maxClients()),
                s.bytes("max-bytes", d.maxBytes()));
    }

    private Map<String, RawValue> readFile(@Nullable Path file) {
        if (file == null) {
            return Map.of();
        }
        String problem;
        try {
            long size = Files.size(file);
            if (size <= MAX_FILE_BYTES) {
                return YamlFile.read(file.toString(), Files.readString(file), problems);
            }
            problem = size + " bytes (expected: at most " + Quantity.format(MAX_FILE_BYTES) + ")";
        } catch (NoSuchFileException e) {
            problem = "no such file (expected: a configuration file; without --config none is needed)";
        } catch (CharacterCodingException e) {
            problem = "not UTF-8 (expected: a text file in UTF-8)";
        } catch (IOException e) {
            problem = "cannot be read: " + e + " (expected: a file this user may read)";
        }
        problems.add(new ConfigProblem(new Origin.InFile(file.toString(), 1, 1), "", problem, null));
        return Map.of();
    }
}
