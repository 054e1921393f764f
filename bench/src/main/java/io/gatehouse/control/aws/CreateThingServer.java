package io.gatehouse.control.aws;

import io.gatehouse.audit.Audit;
import io.gatehouse.config.StoreSettings;
import io.gatehouse.control.AuditedCalls;
import io.gatehouse.control.OperatorCallers;
import io.gatehouse.engine.rocks.RocksStore;
import io.gatehouse.operator.NewAccessKey;
import io.gatehouse.operator.OperatorGate;
import io.gatehouse.operator.OperatorResult;
import io.gatehouse.operator.Operators;
import io.gatehouse.operator.Role;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryLimits;
import io.gatehouse.tls.CertificateAndKey;
import io.gatehouse.transport.ServerProcess;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;

/**
 * The control plane of a broker by itself, for {@link CreateThingRate}: the store as it is shipped, the audit log, one
 * operator with an access key and a client certificate, both of which it leaves in its folder.
 */
final class CreateThingServer {
    static final String KEY_STORE = "operator.p12";
    static final String ACCESS_KEY = "access-key";
    static final char[] PASSWORD = "bench".toCharArray();
    private static final PolicyScope SCOPE = new PolicyScope("aws", "local", "000000000000");

    private CreateThingServer() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path data = Files.createDirectories(folder.resolve("data"));
        DevelopmentCa authority = DevelopmentCa.openOrCreate(Files.createDirectories(folder.resolve("ca")));
        CertificateAndKey credential = new CertificateAndKey(authority.serverChain(), authority.serverKey());
        InstantSource time = InstantSource.system();
        try (RocksStore store = RocksStore.open(StoreSettings.DEFAULTS.at(data));
                Registry registry = Registry.open(store.keyValue(), SCOPE, RegistryLimits.EXTENDED, time);
                Audit audit = Audit.open(data, time)) {
            Operators operators = Operators.open(store.keyValue(), data, time);
            leaveCredentials(folder, operators, authority);
            ControlPlane plane = ControlPlane.builder(registry, SCOPE)
                    .registry(PolicyLimits.EXTENDED)
                    .build(new OperatorCallers(new OperatorGate(operators, time)), new AuditedCalls(audit));
            try (ControlPlaneServer server = ControlPlaneServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    () -> credential,
                    ControlPlaneLimits.USUAL,
                    plane)) {
                ServerProcess.announce(folder, List.of(server.port()));
                ServerProcess.awaitEndOfInput();
            }
        }
    }

    private static void leaveCredentials(Path folder, Operators operators, DevelopmentCa authority) throws Exception {
        NewAccessKey key = done(operators.create("bench", Role.OPERATOR));
        Files.write(folder.resolve(ACCESS_KEY), List.of(key.id(), key.secret()));
        IssuedCertificate certificate = authority.issueDevice("bench-operator");
        done(operators.addCertificate("bench", OperatorGate.sha256(certificate.leaf())));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("operator", certificate.key(), PASSWORD, new X509Certificate[] {certificate.leaf()});
        try (OutputStream out = Files.newOutputStream(folder.resolve(KEY_STORE))) {
            keys.store(out, PASSWORD);
        }
    }

    private static <T> T done(OperatorResult<T> result) {
        return switch (result) {
            case OperatorResult.Done<T>(var value) -> value;
            case OperatorResult.Refused<T>(var _, var why, var _) -> throw new IllegalStateException(why);
        };
    }
}
