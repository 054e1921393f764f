package io.gatehouse.admission;

import io.gatehouse.Folders;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Provisioning;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.tls.CertificateIds;
import io.gatehouse.tls.Handshake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A CONNECT at the gate: one that is let in, and one that {@code iot:Connect} refuses. A refusal must not cost more
 * than what it prevents, or it is worth ordering. What its explanation costs is in {@code policy.DecisionBenchmark}.
 */
public class ConnectBenchmark extends LoopBenchmark {
    private static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");

    @Param({"4", "40"})
    public int statements = 4;

    private Path folder;
    private RocksStore store;
    private Gatekeeper gatekeeper;
    private Peer peer;

    @Setup
    public void prepare() throws Exception {
        folder = Files.createTempDirectory("gatehouse-bench");
        IssuedCertificate issued = DevelopmentCa.openOrCreate(folder).issueDevice("press-4");
        store = RocksStore.open(StoreSettings.DEFAULTS.at(folder.resolve("store")));
        Registry registry = Registry.open(store.keyValue(), SCOPE, RegistryLimits.EXTENDED, InstantSource.system());
        require(registry.putPolicy("fleet", policy()));
        require(registry.provision(new Provisioning(
                "press-4", null, Map.of(), issued.leaf().getEncoded(), CertificateStatus.ACTIVE, "fleet", null)));
        gatekeeper = new Gatekeeper(
                registry, new GateRules(128, Duration.ZERO, Qos.AT_LEAST_ONCE, true), InstantSource.system());
        Handshake handshake = new Handshake(
                CertificateIds.of(issued.leaf()),
                issued.leaf(),
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                "X25519",
                false,
                null,
                null,
                null);
        peer = new Peer(handshake, "bench", "192.0.2.1", 4711);
        if (!(accepted() instanceof Admission.Admitted) || !(refused() instanceof Admission.Refused)) {
            throw new IllegalStateException("gate: not as written (expected: press-4 and no other)");
        }
    }

    /** As the quick start writes them: the device's own topics by its name, and more of the same kind. */
    private String policy() {
        String self = "${iot:Connection.Thing.ThingName}";
        String first = "{\"Effect\":\"Allow\",\"Action\":\"iot:Connect\",\"Resource\":\"" + SCOPE.arn("client/" + self)
                + "\"}";
        return IntStream.range(1, statements)
                .mapToObj(i -> "{\"Effect\":\"Allow\",\"Action\":[\"iot:Publish\",\"iot:Receive\"],\"Resource\":\""
                        + SCOPE.arn("topic/" + self + "/" + i + "/*") + "\"}")
                .collect(Collectors.joining(",", "{\"Version\":\"2012-10-17\",\"Statement\":[" + first + ",", "]}"));
    }

    @Benchmark
    public Admission accepted() {
        return gatekeeper.admit(peer, "press-4", ConnectAttributes.NONE, null);
    }

    @Benchmark
    public Admission refused() {
        return gatekeeper.admit(peer, "press-5", ConnectAttributes.NONE, null);
    }

    @TearDown
    public void stop() throws Exception {
        store.close();
        Folders.delete(folder);
    }

    private static void require(RegistryResult<?> result) {
        if (!(result instanceof RegistryResult.Done)) {
            throw new IllegalStateException("registry: " + result + " (expected: done)");
        }
    }
}
