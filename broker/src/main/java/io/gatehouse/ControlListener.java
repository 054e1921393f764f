package io.gatehouse;

import io.gatehouse.admission.Gatekeeper;
import io.gatehouse.admission.Simulation;
import io.gatehouse.audit.Audit;
import io.gatehouse.config.Configuration;
import io.gatehouse.config.ControlSettings;
import io.gatehouse.control.AuditedCalls;
import io.gatehouse.control.OperatorCallers;
import io.gatehouse.control.aws.ControlPlane;
import io.gatehouse.control.aws.ControlPlaneLimits;
import io.gatehouse.control.aws.ControlPlaneServer;
import io.gatehouse.control.aws.DomainDoors;
import io.gatehouse.control.aws.EndpointNames;
import io.gatehouse.indexing.ThingConnectivity;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.ControlMetrics;
import io.gatehouse.operator.OperatorGate;
import io.gatehouse.operator.Operators;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.provisioning.DeviceCertificates;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.provisioning.fleet.ProvisioningClaims;
import io.gatehouse.registry.Registry;
import io.gatehouse.tls.ServerCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where operators reach the broker with AWS's tools: the control plane, wired to registry, operators and audit log. */
final class ControlListener implements AutoCloseable {
    private final InetAddress host;
    private final ControlPlaneServer server;

    private ControlListener(InetAddress host, ControlPlaneServer server) {
        this.host = host;
        this.server = server;
    }

    /**
     * Returns when it takes requests.
     *
     * @param certificates as the listeners show them now; asked at every handshake
     * @param issuer of devices' certificates; {@code null} where the operator's own authority does
     * @param claims for CreateProvisioningClaim, where the gate asks for them
     * @param connectivity of things, for fleet indexing
     * @param deviceEndpoint what DescribeEndpoint tells; asked where nothing is configured, as it may ask a resolver
     * @return {@code null} where it is switched off
     * @throws ControlPlaneStartException it would face other machines, and there is no operator
     * @throws IOException the address cannot be had
     */
    static @Nullable ControlListener open(
            Configuration configuration,
            Registry registry,
            Operators operators,
            OperatorGate gate,
            Gatekeeper gatekeeper,
            Audit audit,
            ControlMetrics metrics,
            Supplier<ServerCertificates> certificates,
            @Nullable DeviceIssuer issuer,
            ProvisioningClaims claims,
            ThingConnectivity connectivity,
            Clock clock,
            Supplier<String> deviceEndpoint)
            throws IOException {
        ControlSettings settings = configuration.control();
        if (!settings.enabled()) {
            return null;
        }
        InetAddress host = host(settings);
        refuseWithoutOperators(settings, host, operators);
        String endpoint = settings.endpoint().isEmpty() ? deviceEndpoint.get() : settings.endpoint();
        PolicyScope scope = Rules.scope(configuration.policy());
        ControlPlane plane = ControlPlane.builder(registry, scope)
                .registry(Rules.registry(configuration).policy())
                .authorization(new Simulation(registry, gatekeeper))
                .certificates(issuer == null ? null : new DeviceCertificates(issuer, registry))
                .provisioning(new ThingRegistrar(registry, issuer, scope))
                .claims(claims)
                .fleetIndexing(connectivity, clock)
                .endpoints(
                        new EndpointNames(endpoint, null, null),
                        DomainDoors.of(configuration.listeners()),
                        () -> NamedDomains.of(certificates.get(), Instant.ofEpochMilli(clock.wallMillis())))
                .counting(metrics::answered)
                .build(new OperatorCallers(gate), new AuditedCalls(audit));
        return new ControlListener(
                host,
                ControlPlaneServer.start(
                        new InetSocketAddress(host, settings.port()),
                        () -> certificates.get().all().getFirst().credential(),
                        ControlPlaneLimits.USUAL,
                        plane));
    }

    private static InetAddress host(ControlSettings settings) throws ControlPlaneStartException {
        try {
            return InetAddress.getByName(settings.host());
        } catch (UnknownHostException unknown) {
            throw new ControlPlaneStartException(
                    "control.host: " + settings.host() + " has no address", "write an address of this machine");
        }
    }

    /** Nobody could use it; who scans the network would learn of it before its owner has. */
    private static void refuseWithoutOperators(ControlSettings settings, InetAddress host, Operators operators)
            throws ControlPlaneStartException {
        if (!host.isLoopbackAddress() && operators.list().isEmpty()) {
            throw new ControlPlaneStartException(
                    "control.host: " + settings.host() + " (expected: a loopback address while there is no operator)",
                    "start with --control.host=127.0.0.1, make one with gatehouse operator create NAME --role admin,"
                            + " then start again");
        }
    }

    /** With the port that is really bound. */
    InetSocketAddress address() {
        return new InetSocketAddress(host, server.port());
    }

    /** Takes nothing new, and waits a few seconds for what is being answered. */
    @Override
    public void close() {
        server.close();
    }
}
