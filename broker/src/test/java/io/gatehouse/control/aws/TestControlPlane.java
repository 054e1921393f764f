package io.gatehouse.control.aws;

import io.gatehouse.RunningBroker;
import io.gatehouse.admission.GateRules;
import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Simulation;
import io.gatehouse.audit.Audit;
import io.gatehouse.audit.AuditCall;
import io.gatehouse.config.Protocol;
import io.gatehouse.engine.MemoryKeyValue;
import io.gatehouse.engine.StoreException;
import io.gatehouse.indexing.FleetSearches;
import io.gatehouse.indexing.LastConnections;
import io.gatehouse.jobs.Jobs;
import io.gatehouse.jobs.device.JobsData;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.provisioning.DeviceCertificates;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.provisioning.bulk.BulkRegistration;
import io.gatehouse.provisioning.fleet.ProvisioningClaims;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.security.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A control plane over a registry in memory with AWS's limits, asked without HTTP. */
final class TestControlPlane implements AutoCloseable {
    static final EndpointNames ENDPOINTS =
            new EndpointNames("gw-ats.iot.local.example.com", null, "jobs.iot.local.example.com");

    private static final GateRules GATE = new GateRules(128, Duration.ZERO, Qos.AT_LEAST_ONCE, false);

    final MemoryKeyValue store = new MemoryKeyValue();
    final Registry registry;
    final List<AuditCall> audited = new CopyOnWriteArrayList<>();
    final TestCallers callers = new TestCallers();
    final LastConnections connections;
    final ProvisioningClaims claims;
    private final Path data;
    private final Audit audit;
    private final Metrics metrics = new Metrics(1);
    private final BulkRegistration bulk;
    final Jobs jobs;
    final ControlPlane plane;
    volatile List<NamedDomain> domains = List.of();
    volatile boolean auditReady = true;
    volatile boolean auditKeeps = true;

    /** One that certifies nobody. */
    TestControlPlane() throws StoreException {
        this(null);
    }

    /** @param issuer null where the broker has no authority that issues */
    TestControlPlane(@Nullable DeviceIssuer issuer) throws StoreException {
        this.registry = Registry.open(store, RunningBroker.SCOPE, RegistryLimits.STRICT, InstantSource.system());
        this.connections = LastConnections.of(registry);
        this.claims = new ProvisioningClaims(issuer, RunningBroker.SCOPE, Clock.SYSTEM);
        try {
            this.data = Files.createTempDirectory("control-plane");
            this.audit = Audit.open(data, InstantSource.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.bulk = BulkRegistration.open(
                bulkFolder(),
                data,
                store,
                registry,
                new ThingRegistrar(registry, issuer, RunningBroker.SCOPE),
                audit,
                RunningBroker.SCOPE,
                metrics.bulkRegistration(),
                Clock.SYSTEM);
        this.jobs = Jobs.open(store, registry, Clock.SYSTEM);
        jobs.start();
        this.plane = ControlPlane.builder(registry, RunningBroker.SCOPE)
                .registry(PolicyLimits.STRICT)
                .authorization(new Simulation(registry, new Gatekeeper(registry, GATE, InstantSource.system())))
                .certificates(issuer == null ? null : new DeviceCertificates(issuer, registry))
                .provisioning(new ThingRegistrar(registry, issuer, RunningBroker.SCOPE))
                .claims(claims)
                .bulkRegistration(bulk)
                .endpoints(ENDPOINTS, new DomainDoors(Set.of(Protocol.MQTT), false), () -> domains)
                .jobs(jobs, Clock.SYSTEM)
                .jobsData(new JobsData(jobs, registry, metrics.jobRequests(), Clock.SYSTEM))
                .fleetIndexing(FleetSearches.of(registry, connections, Clock.SYSTEM), connections)
                .build(callers, new AuditTrail() {
                    @Override
                    public boolean ready() {
                        return auditReady;
                    }

                    @Override
                    public boolean keep(AuditCall call) {
                        audited.add(call);
                        return auditKeeps;
                    }
                });
    }

    /** Where input files of bulk registration are read; made by whoever needs it. */
    Path bulkFolder() {
        return data.resolve("bulk");
    }

    /** @param target path and query as on the wire */
    Reply ask(String role, String method, String target, String body, String... headers) {
        return askFor("iot", role, method, target, body, headers);
    }

    Reply askFor(String service, String role, String method, String target, String body, String... headers) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        all.add(Map.entry(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + role + "/20300601/local/" + service + "/aws4_request"));
        for (int i = 0; i < headers.length; i += 2) {
            all.add(Map.entry(headers[i], headers[i + 1]));
        }
        return plane.answer(request(method, target, body, all));
    }

    static RawRequest request(String method, String target, String body, List<Map.Entry<String, String>> headers) {
        int question = target.indexOf('?');
        return new RawRequest(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                null,
                InetSocketAddress.createUnresolved("192.0.2.7", 4711));
    }

    /** With a body of these members. */
    Reply admin(String method, String target, JsonValue.ObjectBuilder body) {
        return admin(method, target, Json.print(body.build()));
    }

    Reply admin(String method, String target, String body, String... headers) {
        return ask("ADMIN", method, target, body, headers);
    }

    /** Registers a certificate that is valid for an hour. */
    String certificate(String name, CertificateStatus status) {
        Instant now = Instant.now();
        var device = Certificates.valid(name, now.minusSeconds(60), now.plusSeconds(3600));
        return RunningBroker.done(registry.registerCertificate(device.issued().leaf(), status))
                .id();
    }

    static String arn(String resource) {
        return RunningBroker.SCOPE.arn(resource);
    }

    /** A member of an answer, by the names on the way to it; null where it is missing. */
    static @Nullable JsonValue at(Reply reply, String... way) {
        JsonValue at = reply.body();
        for (String name : way) {
            at = at instanceof JsonObject object ? object.member(name) : null;
        }
        return at;
    }

    /** Its text, or its JSON where it is none. */
    static String text(Reply reply, String... way) {
        JsonValue value = at(reply, way);
        return value instanceof JsonValue.JsonString string ? string.text() : String.valueOf(value);
    }

    @Override
    public void close() {
        bulk.close();
        jobs.close();
        registry.close();
        metrics.close();
        try (Stream<Path> files = Files.walk(data)) {
            audit.close();
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
