package io.gatehouse.control.aws;

import io.gatehouse.loop.Clock;
import io.gatehouse.pki.DevelopmentCa;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.IssuingRules;
import io.gatehouse.tls.CertificateAndKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.iot.IotClient;

/** A control plane that listens, with a certificate of an authority made for it. */
final class RunningControlPlane implements AutoCloseable {
    final TestControlPlane ground;
    final DevelopmentCa authority;
    private final ControlPlaneServer server;

    RunningControlPlane(Path folder, ControlPlaneLimits limits) throws Exception {
        this.authority = DevelopmentCa.openOrCreate(folder);
        this.ground = new TestControlPlane(
                new DeviceIssuer(authority.issuingAuthority(), IssuingRules.asAws(2), Clock.SYSTEM));
        CertificateAndKey credential = new CertificateAndKey(authority.serverChain(), authority.serverKey());
        this.server = ControlPlaneServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> credential, limits, ground.plane);
    }

    int port() {
        return server.port();
    }

    URI uri() {
        return URI.create("https://localhost:" + port());
    }

    /** Trusts the server, and shows what {@code keys} hold where a certificate is asked for. */
    SSLContext tls(KeyManager... keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", authority.root());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), new SecureRandom());
        return context;
    }

    HttpClient http(HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(tls())
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** AWS's client, signing with an access key of that name; it asks once and does not try again. */
    IotClient sdk(String role, HttpClient.Version version) throws Exception {
        return AwsSdk.iot(uri(), http(version), role, "secret")
                .overrideConfiguration(configuration -> configuration.retryStrategy(
                        StandardRetryStrategy.builder().maxAttempts(1).build()))
                .build();
    }

    @Override
    public void close() {
        server.close();
        ground.close();
    }
}
