package io.gatehouse;

import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Simulation;
import io.gatehouse.audit.Audit;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ControlSettings;
import io.gatehouse.control.AuditedCalls;
import io.gatehouse.control.OperatorAccounts;
import io.gatehouse.control.OperatorCallers;
import io.gatehouse.control.TokenHolders;
import io.gatehouse.control.aws.AwsError;
import io.gatehouse.control.aws.ControlPlane;
import io.gatehouse.control.aws.ControlPlaneBuilder;
import io.gatehouse.control.aws.ControlPlaneLimits;
import io.gatehouse.control.aws.ControlPlaneServer;
import io.gatehouse.control.aws.DomainDoors;
import io.gatehouse.control.aws.EndpointNames;
import io.gatehouse.indexing.ThingConnectivity;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.IssuingMetrics;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.operator.Bootstrap;
import io.gatehouse.operator.OperatorGate;
import io.gatehouse.operator.Operators;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.provisioning.DeviceCertificates;
import io.gatehouse.provisioning.bulk.BulkRegistration;
import io.gatehouse.provisioning.fleet.ProvisioningClaims;
import io.gatehouse.registry.Registry;
import io.gatehouse.tls.CertificateAndKey;
import io.gatehouse.tls.ServerCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where operators reach the broker with AWS's tools: the control plane, wired to registry, operators and audit log.
 *
 * <p>On an address that other machines reach it opens with the first operator: before, nobody could use it, and who
 * scans the network would learn of it before its owner has. The broker starts all the same, or in a container there
 * would be nowhere to make that operator. Where a token makes the first operator, it is open for its holder.
 */
final class ControlListener implements AutoCloseable {
    private static final Log log = Log.of(ControlListener.class);

    private final InetAddress host;
    private final Opening opening;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile @Nullable ControlPlaneServer server;
    private boolean closed; // guarded by changing

    /** Binds the address. */
    private interface Opening {
        ControlPlaneServer open() throws IOException;
    }

    private ControlListener(InetAddress host, Opening opening) {
        this.host = host;
        this.opening = opening;
    }

    /**
     * Returns when it takes requests, or where it faces other machines and there is no operator, at once.
     *
     * @param certificates as the listeners show them now; asked at every handshake
     * @param issuer of devices' certificates; {@code null} where the operator's own authority does
     * @param claims for CreateProvisioningClaim, where the gate asks for them
     * @param bulk tasks of bulk registration, into the same registry
     * @param connectivity of things, for fleet indexing
     * @param deviceEndpoint what DescribeEndpoint tells; asked where nothing is configured, as it may ask a resolver
     * @return {@code null} where it is switched off
     * @throws ControlPlaneStartException its host has no address
     * @throws IOException the address cannot be had
     */
    static @Nullable ControlListener open(
            Configuration configuration,
            Registry registry,
            Operators operators,
            Bootstrap bootstrap,
            OperatorAccounts accounts,
            OperatorGate gate,
            Gatekeeper gatekeeper,
            Audit audit,
            Metrics metrics,
            Supplier<ServerCertificates> certificates,
            @Nullable DeviceIssuer issuer,
            ProvisioningClaims claims,
            BulkRegistration bulk,
            ThingConnectivity connectivity,
            Clock clock,
            Supplier<String> deviceEndpoint)
            throws IOException {
        ControlSettings settings = configuration.control();
        if (!settings.enabled()) {
            return null;
        }
        InetAddress host = host(settings);
        metrics.control()
                .errors(Stream.of(AwsError.values()).map(AwsError::typeName).toList());
        String endpoint = settings.endpoint().isEmpty() ? deviceEndpoint.get() : settings.endpoint();
        PolicyScope scope = Rules.scope(configuration.policy());
        DeviceIssuer certifying = Rules.counted(issuer, metrics.issuing(), IssuingMetrics.By.API);
        ControlPlaneBuilder builder = ControlPlane.builder(registry, scope);
        if (bootstrap.isConfigured()) {
            builder.firstOperator(new TokenHolders(bootstrap, accounts, clock::monotonicNanos));
        }
        ControlPlane plane = builder.registry(Rules.registry(configuration).policy())
                .authorization(new Simulation(registry, gatekeeper))
                .certificates(certifying == null ? null : new DeviceCertificates(certifying, registry))
                .provisioning(Rules.registrar(configuration, registry, issuer, metrics))
                .claims(claims)
                .bulkRegistration(bulk)
                .fleetIndexing(connectivity, clock)
                .endpoints(
                        new EndpointNames(endpoint, null, null),
                        DomainDoors.of(configuration.listeners()),
                        () -> NamedDomains.of(certificates.get(), Instant.ofEpochMilli(clock.wallMillis())))
                .counting(metrics.control()::answered)
                .build(new OperatorCallers(gate), new AuditedCalls(audit));
        InetSocketAddress address = new InetSocketAddress(host, settings.port());
        Supplier<CertificateAndKey> credential =
                () -> certificates.get().all().getFirst().credential();
        ControlListener listener = new ControlListener(
                host, () -> ControlPlaneServer.start(address, credential, ControlPlaneLimits.USUAL, plane));
        boolean offered = bootstrap.isOpen();
        if (offered) {
            log.at(Event.BOOTSTRAP_OFFERED)
                    .addKeyValue("address", address)
                    .log("there is no operator yet: whoever has the token of control.bootstrap-token makes the first");
        }
        if (host.isLoopbackAddress() || offered || !operators.list().isEmpty()) {
            listener.server = listener.opening.open();
        } else {
            log.at(Event.CONTROL_PLANE_WAITS)
                    .addKeyValue("address", address)
                    .log("the control plane faces other machines and there is no operator: it opens when there is one;"
                            + " gatehouse operator create NAME --role admin, beside the broker");
            operators.whenThereIsOne(listener::openLate);
        }
        return listener;
    }

    private void openLate() {
        changing.lock();
        try {
            if (closed) {
                return;
            }
            server = opening.open();
            log.at(Event.CONTROL_PLANE_OPENED)
                    .addKeyValue("address", whereabouts())
                    .log("the first operator is there, and the control plane open");
        } catch (IOException failed) { // the operator is made, and devices are served: the broker goes on
            log.at(Event.CONTROL_PLANE_NOT_OPENED)
                    .setCause(failed)
                    .log("the control plane could not be opened for the first operator; free the address and restart");
        } finally {
            changing.unlock();
        }
    }

    private static InetAddress host(ControlSettings settings) throws ControlPlaneStartException {
        try {
            return InetAddress.getByName(settings.host());
        } catch (UnknownHostException unknown) {
            throw new ControlPlaneStartException(
                    "control.host: " + settings.host() + " has no address", "write an address of this machine");
        }
    }

    /** Its address as of a URL, with the port that is really bound, or what it waits for. */
    String whereabouts() {
        ControlPlaneServer opened = server;
        return opened == null
                ? "opens with the first operator"
                : "https://" + Addresses.hostAndPort(new InetSocketAddress(host, opened.port()));
    }

    /** Takes nothing new, and waits a few seconds for what is being answered. */
    @Override
    public void close() {
        changing.lock();
        try {
            closed = true;
            ControlPlaneServer opened = server;
            if (opened != null) {
                opened.close();
            }
        } finally {
            changing.unlock();
        }
    }
}
