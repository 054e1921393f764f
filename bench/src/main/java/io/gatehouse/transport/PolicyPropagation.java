package io.gatehouse.transport;

import io.gatehouse.Folders;
import io.gatehouse.admission.Admission;
import io.gatehouse.admission.ConnectAttributes;
import io.gatehouse.admission.GateRules;
import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Peer;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.DiskReaders;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loops;
import io.gatehouse.memory.MemoryGuard;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.refusal.Refusals;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Provisioning;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.retain.RetainedMessages;
import io.gatehouse.routing.OutboxLimits;
import io.gatehouse.routing.Router;
import io.gatehouse.routing.TopicTrie;
import io.gatehouse.session.CloseReason;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.Lifecycle;
import io.gatehouse.session.Link;
import io.gatehouse.session.Opening;
import io.gatehouse.session.Origin;
import io.gatehouse.session.Overflow;
import io.gatehouse.session.Principal;
import io.gatehouse.session.Rights;
import io.gatehouse.session.SessionRules;
import io.gatehouse.session.Sessions;
import io.gatehouse.session.Sharing;
import io.gatehouse.session.TopicServices;
import io.gatehouse.tls.CertificateIds;
import io.gatehouse.tls.Handshake;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a fleet acts by the old policy: each session has a thing and a certificate of its own, all of them one
 * policy that is attached to the certificates, and one by a group. A new version of each is stored in turn, and what
 * {@code gatehouse_policy_propagation_seconds} says is read: from the commit until the last session has asked the gate
 * again. Registry, store, gate and sessions are the broker's; connections are left out, since nothing of the change
 * touches them.
 */
@Command(
        name = "PolicyPropagation",
        mixinStandardHelpOptions = true,
        description = "A changed policy, until every session of a fleet decides by it.")
public final class PolicyPropagation implements Callable<Integer> {
    private static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");
    private static final int THINGS_IN_ONE_CHANGE = 500;
    private static final SessionRules RULES = new SessionRules(
            Qos.EXACTLY_ONCE,
            true,
            true,
            true,
            100,
            100,
            32,
            10,
            1024,
            32,
            1000,
            1 << 20,
            Overflow.DROP_NEWEST,
            0,
            0,
            0,
            1_000_000,
            true,
            Sharing.WARN);

    @Option(names = "--sessions", defaultValue = "10000", description = "Default: 10000.")
    private int count;

    @Option(names = "--rounds", defaultValue = "20", description = "Versions of each policy (default: 20).")
    private int rounds;

    @Option(names = "--loops", defaultValue = "2", description = "Event loops (default: 2).")
    private int loopCount;

    private final AtomicLong decided = new AtomicLong();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new PolicyPropagation()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (count < 1 || count > 100_000 || rounds < 1 || loopCount < 1) {
            System.err.println("sessions: " + count + ", rounds: " + rounds + ", loops: " + loopCount
                    + " (expected: 1 to 100,000; at least 1; at least 1)");
            return 2;
        }
        Path folder = Files.createTempDirectory("gatehouse-bench");
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(folder.resolve("store")));
                Loops loops = Loops.start(loopCount, Clock.SYSTEM);
                DiskReaders readers = new DiskReaders(1);
                Metrics metrics = new Metrics(loopCount);
                Refusals refusals = new Refusals(metrics, List.of(), Clock.SYSTEM)) {
            Registry registry = Registry.open(store.keyValue(), SCOPE, RegistryLimits.EXTENDED, InstantSource.system());
            var _ = Devices.mint(folder, count, List.of());
            List<Devices.Registered> devices = Devices.read(folder);
            register(registry, devices);
            TopicTrie trie = new TopicTrie(true);
            Sessions sessions = new Sessions(
                    loops,
                    RULES,
                    trie,
                    new Router(
                            loops,
                            trie,
                            store.log(),
                            OutboxLimits.DEFAULT,
                            List.of(),
                            loop -> metrics.loop(loop)::dropped),
                    new RetainedMessages(store.retained(), true),
                    store.log(),
                    store.keyValue(),
                    readers,
                    Lifecycle.of(),
                    registry::isAttached,
                    metrics,
                    refusals,
                    MemoryGuard.UNLIMITED,
                    new TopicServices(List.of()),
                    null);
            registry.addListener(new LiveRights(sessions, List.of(), metrics, Clock.SYSTEM));
            Gatekeeper gatekeeper = new Gatekeeper(
                    registry, new GateRules(128, Duration.ZERO, Qos.EXACTLY_ONCE, true), InstantSource.system());
            open(sessions, loops, gatekeeper, devices);
            System.out.printf(
                    Locale.ROOT,
                    "%,d sessions on %d loops, a new version of a policy of all, until the last decides by it%n",
                    count,
                    loopCount);
            measure("attached to each certificate", "own", registry, metrics);
            measure("attached to their group", "shared", registry, metrics);
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private void measure(String kind, String policy, Registry registry, Metrics metrics) {
        double[] millis = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            double changes = metric(metrics, "count");
            double before = metric(metrics, "sum");
            long asked = decided.get();
            require(registry.putPolicy(policy, document(policy + "-" + round)));
            while (metric(metrics, "count") == changes) {
                LockSupport.parkNanos(1_000_000);
            }
            if (decided.get() - asked != count) {
                throw new IllegalStateException(
                        "decided again: " + (decided.get() - asked) + " sessions (expected: " + count + ")");
            }
            millis[round] = (metric(metrics, "sum") - before) * 1000;
        }
        double first = millis[0];
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "  %-28s first %6.0f ms   median %6.0f ms   slowest of %d %6.0f ms%n",
                kind,
                first,
                millis[rounds / 2],
                rounds,
                millis[rounds - 1]);
    }

    private static double metric(Metrics metrics, String kind) {
        String series = "gatehouse_policy_propagation_seconds_" + kind + " ";
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    /** As the quick start writes it, and a topic that tells the versions apart. */
    private static String document(String version) {
        String self = "${iot:Connection.Thing.ThingName}";
        return "{\"Version\":\"2012-10-17\",\"Statement\":["
                + allow("iot:Connect", "client/" + self) + ","
                + allow("iot:Publish", "topic/" + self + "/*") + ","
                + allow("iot:Subscribe", "topicfilter/" + self + "/*") + ","
                + allow("iot:Receive", "topic/" + self + "/*") + ","
                + allow("iot:Publish", "topic/versions/" + version) + "]}";
    }

    private static String allow(String action, String resource) {
        return "{\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\"" + SCOPE.arn(resource) + "\"}";
    }

    /** Many at once, so that they share the store's commits. */
    private void register(Registry registry, List<Devices.Registered> devices) throws Exception {
        require(registry.putPolicy("own", document("own")));
        require(registry.putPolicy("shared", document("shared")));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> tasks = devices.stream()
                    .<Callable<Boolean>>map(device -> () -> {
                        require(registry.provision(new Provisioning(
                                device.name(), null, Map.of(), device.der(), CertificateStatus.ACTIVE, "own", null)));
                        return true;
                    })
                    .toList();
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                var _ = done.get();
            }
        }
        require(registry.thingGroups().create("fleet", null, "", Map.of()));
        List<String> names = devices.stream().map(Devices.Registered::name).toList();
        for (int from = 0; from < names.size(); from += THINGS_IN_ONE_CHANGE) {
            require(registry.thingGroups()
                    .add("fleet", names.subList(from, Math.min(from + THINGS_IN_ONE_CHANGE, names.size()))));
        }
        require(registry.thingGroups().attachPolicy("shared", "fleet"));
    }

    private void open(Sessions sessions, Loops loops, Gatekeeper gatekeeper, List<Devices.Registered> devices)
            throws Exception {
        CertificateFactory certificates = CertificateFactory.getInstance("X.509");
        CountDownLatch opened = new CountDownLatch(devices.size());
        for (Devices.Registered device : devices) {
            X509Certificate leaf =
                    (X509Certificate) certificates.generateCertificate(new ByteArrayInputStream(device.der()));
            Handshake handshake =
                    new Handshake(CertificateIds.of(leaf), leaf, "none", "none", null, false, null, null, null);
            Peer peer = new Peer(handshake, "bench", "127.0.0.1", 1);
            Rights rights = policies -> {
                decided.incrementAndGet();
                return StoredRights.standing(
                        gatekeeper.admit(peer, device.name(), ConnectAttributes.NONE, null, policies));
            };
            Loop home = loops.homeOf(device.name());
            home.post(() -> {
                Admission admission = gatekeeper.admit(peer, device.name(), ConnectAttributes.NONE, null);
                Opening opening = sessions.of(home)
                        .open(
                                new IdleLink(),
                                connect(device.name()),
                                device.name(),
                                new Principal(Principal.idOf(peer.certificateId(), peer.operator()), device.name()),
                                new Origin("bench", "127.0.0.1", 1, false, false),
                                StoredRights.standing(admission),
                                rights);
                if (opening instanceof Opening.Opened done) {
                    done.session().resume();
                    opened.countDown();
                }
            });
        }
        if (!opened.await(120, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not opened: " + opened.getCount() + " sessions (expected: none)");
        }
    }

    private static Connect connect(String clientId) {
        return new Connect(
                ProtocolVersion.MQTT_5,
                clientId,
                true,
                0,
                0,
                100,
                Integer.MAX_VALUE,
                0,
                false,
                true,
                List.of(),
                null,
                null,
                null);
    }

    private static void require(RegistryResult<?> result) {
        if (!(result instanceof RegistryResult.Done)) {
            throw new IllegalStateException("registry: " + result + " (expected: done)");
        }
    }

    /** A connection on which nothing happens. */
    private static final class IdleLink implements Link {
        private static final ConnectionInfo INFO = new ConnectionInfo(
                "1",
                "bench",
                "127.0.0.1:1",
                "127.0.0.1",
                "mqtt5",
                "none",
                "none",
                null,
                null,
                false,
                0,
                true,
                Instant.EPOCH,
                null,
                new ConnectionInfo.Route(false, "127.0.0.1", 8883));

        @Override
        public void send(Packet packet) {}

        @Override
        public boolean publish(
                Message message, Qos qos, boolean retain, SubscriptionIds ids, int packetId, boolean duplicate) {
            return true;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void holdReading(boolean hold) {}

        @Override
        public void close(CloseReason reason) {
            throw new IllegalStateException("closed: " + reason + " (expected: open to the end)");
        }

        @Override
        public ClientCertificate certificate() {
            throw new UnsupportedOperationException("nothing is refused here");
        }

        @Override
        public ConnectionInfo info() {
            return INFO;
        }
    }
}
