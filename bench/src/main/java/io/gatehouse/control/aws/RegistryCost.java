package io.gatehouse.control.aws;

import com.sun.management.OperatingSystemMXBean;
import io.gatehouse.Folders;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.control.aws.Callers.Identification;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.indexing.FleetSearches;
import io.gatehouse.indexing.LastConnections;
import io.gatehouse.loop.Clock;
import io.gatehouse.operator.Role;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Enrolment;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.RegistryResult;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a large registry costs: how long a start reads it from the embedded store, what it takes on the heap, what is
 * looked up at a CONNECT, and what pages cost that the control plane is asked for.
 *
 * <pre>RegistryCost [folder] [devices]</pre>
 *
 * <p>A device is a thing, a certificate of its own and what attaches them; one policy is attached to all. The folder is
 * filled where it is empty, so that a second run measures the start of a process that has written nothing; without one
 * a folder is made and removed. Requests are asked of the control plane without HTTP and signatures.
 */
final class RegistryCost {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");
    private static final String POLICY = "fleet";
    private static final int SMALL = 1_000;
    private static final int IN_ONE_STEP = 1_000;
    private static final int LOOK_UPS = 2_000_000;
    private static final int PAGES = 1_000;

    private static final List<String> REQUESTS = List.of(
            "GET /things?maxResults=250",
            "GET /things?maxResults=250&thingTypeName=none",
            "GET /things?maxResults=250&attributeName=none&attributeValue=x",
            "GET /certificates?pageSize=250",
            "POST /policy-targets/" + POLICY + "?pageSize=250",
            "POST /indices/search {\"queryString\":\"thingName:*\",\"maxResults\":250}",
            "POST /indices/search {\"queryString\":\"thingName:sensor-00009*\",\"maxResults\":250}");

    private RegistryCost() {}

    public static void main(String[] arguments) throws Exception {
        Path folder =
                arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("gatehouse-registry-cost");
        int devices = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        try {
            measured(folder.resolve("small"), SMALL);
            measured(folder.resolve("large-" + devices), devices);
        } finally {
            if (arguments.length == 0) {
                Folders.delete(folder);
            }
        }
    }

    private static void measured(Path folder, int devices) throws Exception {
        StoreSettings settings = settings(folder);
        if (!Files.exists(folder)) {
            filled(settings, devices);
        }
        long empty = heapUsed();
        long begin = System.nanoTime();
        long processor = PROCESS.getProcessCpuTime();
        try (RocksStore store = RocksStore.open(settings);
                Registry registry = opened(store)) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            double worked = (PROCESS.getProcessCpuTime() - processor) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%n%d devices: read in %.2f s (%.2f s of processor time, collector and compilers included), %d bytes"
                            + " of heap each%n",
                    devices,
                    seconds,
                    worked,
                    (heapUsed() - empty) / devices);
            System.out.printf(Locale.ROOT, "looked up at CONNECT: %.0f ns%n%n", lookUpNanos(registry));
            pages(registry);
        }
    }

    private static StoreSettings settings(Path folder) {
        StoreSettings defaults = StoreSettings.DEFAULTS;
        return new StoreSettings(
                folder, StoreSettings.Fsync.OFF, defaults.blockCacheBytes(), defaults.writeBufferBytes());
    }

    private static Registry opened(RocksStore store) throws Exception {
        return Registry.open(store.keyValue(), SCOPE, RegistryLimits.EXTENDED, InstantSource.system());
    }

    // ---- Filling

    private static void filled(StoreSettings settings, int devices) throws Exception {
        Path authority = Files.createTempDirectory("gatehouse-registry-cost-ca");
        try (RocksStore store = RocksStore.open(settings);
                Registry registry = opened(store)) {
            Pattern pattern = new Pattern(
                    DevelopmentCa.openOrCreate(authority).issueDevice(name(0)).leaf());
            require(registry.createPolicy(
                    POLICY,
                    "{\"Version\":\"2012-10-17\",\"Statement\":"
                            + "[{\"Effect\":\"Allow\",\"Action\":\"iot:*\",\"Resource\":\"*\"}]}"));
            List<Enrolment> wanted = new ArrayList<>();
            for (int i = 0; i < devices; i++) {
                wanted.add(new Enrolment(name(i), pattern.certificate(i), CertificateStatus.ACTIVE, POLICY));
                if (wanted.size() == IN_ONE_STEP || i == devices - 1) {
                    registry.bulk().enrol(wanted).forEach(RegistryCost::require);
                    wanted.clear();
                }
            }
        } finally {
            Folders.delete(authority);
        }
    }

    private static String name(int i) {
        return String.format(Locale.ROOT, "sensor-%07d", i);
    }

    private static void require(RegistryResult<?> result) {
        if (!(result instanceof RegistryResult.Done)) {
            throw new IllegalStateException(result.sentence());
        }
    }

    /**
     * Certificates as an authority issues them one after the other: each has a name, a serial number, a key and a
     * signature of its own. The signatures are not valid, which the registry does not look at, and the keys are some
     * hundred; a million real ones would take longer than everything that is measured.
     */
    private static final class Pattern {
        private static final int KEYS = 500;
        private static final int KEY_ID = 20;

        private final byte[] der;
        private final List<Integer> names = new ArrayList<>();
        private final int serial;
        private final int key;
        private final int keyId;
        private final int signature;
        private final List<byte[]> keys = new ArrayList<>();

        Pattern(X509Certificate certificate) throws Exception {
            der = certificate.getEncoded();
            byte[] number = certificate.getSerialNumber().toByteArray();
            byte[] name = name(0).getBytes(StandardCharsets.US_ASCII);
            for (int at = indexOf(der, name, 0); at >= 0; at = indexOf(der, name, at + 1)) {
                names.add(at);
            }
            serial = indexOf(der, number, 0) + number.length;
            byte[] point = point(certificate.getPublicKey());
            key = indexOf(der, point, 0);
            byte[] extension = certificate.getExtensionValue("2.5.29.14");
            keyId = extension == null
                    ? -1
                    : indexOf(der, Arrays.copyOfRange(extension, extension.length - KEY_ID, extension.length), 0);
            signature = der.length - certificate.getSignature().length;
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            for (int i = 0; i < KEYS; i++) {
                keys.add(point(generator.generateKeyPair().getPublic()));
            }
        }

        private static byte[] point(PublicKey key) {
            byte[] encoded = key.getEncoded();
            return Arrays.copyOfRange(encoded, encoded.length - 64, encoded.length);
        }

        private static int indexOf(byte[] all, byte[] part, int from) {
            for (int at = from; at <= all.length - part.length; at++) {
                if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                    return at;
                }
            }
            return -1;
        }

        byte[] certificate(int i) {
            Random random = new Random(i);
            byte[] one = der.clone();
            byte[] name = name(i).getBytes(StandardCharsets.US_ASCII);
            names.forEach(at -> System.arraycopy(name, 0, one, at, name.length));
            ByteBuffer.wrap(one).putLong(serial - Long.BYTES, random.nextLong());
            ByteBuffer.wrap(one).putInt(serial - Integer.BYTES, i);
            byte[] point = keys.get(random.nextInt(KEYS));
            System.arraycopy(point, 0, one, key, point.length);
            if (keyId >= 0) {
                put(random, one, keyId, KEY_ID);
            }
            put(random, one, signature + 5, 31); // of r, behind what says how long it is
            put(random, one, one.length - 31, 31); // of s
            return one;
        }

        private static void put(Random random, byte[] one, int at, int length) {
            byte[] own = new byte[length];
            random.nextBytes(own);
            System.arraycopy(own, 0, one, at, length);
        }
    }

    // ---- Measuring

    /** What the gate asks the registry of one certificate; the certificates in no order that memory knows. */
    private static double lookUpNanos(Registry registry) {
        List<String> ids = new ArrayList<>();
        String after = null;
        while (ids.size() < LOOK_UPS / 10) {
            List<Certificate> page = registry.certificates("", after, IN_ONE_STEP);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(certificate -> ids.add(new String(certificate.id())));
            after = page.getLast().id();
        }
        Random random = new Random(1);
        String[] asked = new String[LOOK_UPS / 10];
        Arrays.setAll(asked, _ -> ids.get(random.nextInt(ids.size())));
        lookedUp(registry, asked); // for the compiler
        long begin = THREADS.getCurrentThreadCpuTime();
        for (int round = 0; round < 10; round++) {
            lookedUp(registry, asked);
        }
        return (THREADS.getCurrentThreadCpuTime() - begin) / (double) LOOK_UPS;
    }

    private static void lookedUp(Registry registry, String[] ids) {
        int policies = 0;
        for (String id : ids) {
            var principal = registry.principal(id);
            policies += principal == null
                    ? 0
                    : principal
                            .policiesFor(principal.things().getFirst().thing())
                            .size();
        }
        if (policies != ids.length) {
            throw new IllegalStateException(policies + " policies (expected: one of each)");
        }
    }

    private static void pages(Registry registry) {
        LastConnections connections = LastConnections.of(registry);
        ControlPlane plane = ControlPlane.builder(registry, SCOPE)
                .registry(PolicyLimits.EXTENDED)
                .fleetIndexing(FleetSearches.of(registry, connections, Clock.SYSTEM), connections)
                .build(
                        _ -> new Identification.Known(new Caller("bench", Role.ADMIN, AwsService.IOT)),
                        new AuditTrail() {
                            @Override
                            public boolean ready() {
                                return true;
                            }

                            @Override
                            public boolean keep(AuditCall call) {
                                return true;
                            }
                        });
        System.out.println("| Request | Pages | p50 | p99 | Longest |");
        System.out.println("|---|---|---|---|---|");
        for (String request : REQUESTS) {
            followed(plane, request); // for the compiler
            System.out.println(row(request, followed(plane, request)));
        }
    }

    /** Nanoseconds of each page, as a client does who follows the tokens; from the beginning again at the end. */
    private static long[] followed(ControlPlane plane, String request) {
        long[] nanos = new long[PAGES];
        String token = null;
        for (int i = 0; i < PAGES; i++) {
            RawRequest asked = request(request, token);
            long begin = System.nanoTime();
            Reply reply = plane.answer(asked);
            nanos[i] = System.nanoTime() - begin;
            if (reply.status() != 200) {
                throw new IllegalStateException(request + ": " + reply.body());
            }
            String next = reply.body().textOf("nextToken");
            token = next == null ? reply.body().textOf("nextMarker") : next;
        }
        return nanos;
    }

    private static RawRequest request(String text, @Nullable String token) {
        String[] parts = text.split(" ", 3);
        boolean inBody = parts.length > 2;
        String target = parts[1];
        String body = inBody ? parts[2] : "";
        if (token != null && inBody) {
            body = body.replace("}", ",\"nextToken\":\"" + token + "\"}");
        } else if (token != null) {
            target += (target.startsWith("/things") ? "&nextToken=" : "&marker=")
                    + URLEncoder.encode(token, StandardCharsets.UTF_8);
        }
        int question = target.indexOf('?');
        return new RawRequest(
                parts[0],
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                List.of(),
                body.getBytes(StandardCharsets.UTF_8),
                null,
                InetSocketAddress.createUnresolved("192.0.2.1", 1));
    }

    private static String row(String request, long[] nanos) {
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "| `%s` | %d | %.2f ms | %.2f ms | %.2f ms |",
                request,
                nanos.length,
                nanos[nanos.length / 2] / 1e6,
                nanos[(int) (nanos.length * 0.99)] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }

    private static long heapUsed() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
