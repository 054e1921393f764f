package io.gatehouse;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.gatehouse.pki.IssuedCertificate;
import io.gatehouse.tls.CertificateIds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** A device's key and certificate, and clients that use them. */
public record TestDevice(String name, IssuedCertificate issued) {
    private static final char[] NO_SECRET = "test".toCharArray();

    /** With the two files as AWS's clients write them, and trust in that root. */
    public static TestDevice ofFiles(String name, Path certificate, Path key, X509Certificate root) throws Exception {
        X509Certificate leaf;
        try (InputStream pem = Files.newInputStream(certificate)) {
            leaf = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
        try (PEMParser pem = new PEMParser(Files.newBufferedReader(key))) {
            PrivateKey read = new JcaPEMKeyConverter()
                    .getKeyPair((PEMKeyPair) pem.readObject())
                    .getPrivate();
            return new TestDevice(name, new IssuedCertificate(leaf, List.of(), read, root));
        }
    }

    public String certificateId() {
        return CertificateIds.of(issued.leaf());
    }

    public Mqtt5BlockingClient mqtt5(RunningBroker broker) {
        return mqtt5(broker, name);
    }

    public Mqtt5BlockingClient mqtt5(RunningBroker broker, String clientId) {
        return Mqtt5Client.builder()
                .identifier(clientId)
                .serverHost("localhost")
                .serverPort(broker.port())
                .sslConfig(tls())
                .buildBlocking();
    }

    public Mqtt3BlockingClient mqtt3(RunningBroker broker) {
        return mqtt3(broker, name);
    }

    public Mqtt3BlockingClient mqtt3(RunningBroker broker, String clientId) {
        return Mqtt3Client.builder()
                .identifier(clientId)
                .serverHost("localhost")
                .serverPort(broker.port())
                .sslConfig(tls())
                .buildBlocking();
    }

    private MqttClientSslConfig tls() {
        return MqttClientSslConfig.builder()
                .keyManagerFactory(keys())
                .trustManagerFactory(trust())
                .build();
    }

    public KeyManagerFactory keys() {
        try {
            KeyStore store = emptyStore();
            List<X509Certificate> chain = new ArrayList<>(List.of(issued.leaf()));
            chain.addAll(issued.chain());
            store.setKeyEntry("device", issued.key(), NO_SECRET, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_SECRET);
            return keys;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public TrustManagerFactory trust() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("root", issued.root());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys().getKeyManagers(), trust().getTrustManagers(), new SecureRandom());
            return context;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore emptyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_SECRET);
        return store;
    }

    /** Writes {@code key.pem}, {@code chain.pem} and {@code ca.pem} for clients that want files. */
    public void writeTo(Path folder) {
        try {
            Files.writeString(folder.resolve("key.pem"), issued.privateKeyPem());
            Files.writeString(folder.resolve("chain.pem"), issued.chainPem());
            Files.writeString(folder.resolve("ca.pem"), issued.rootPem());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
