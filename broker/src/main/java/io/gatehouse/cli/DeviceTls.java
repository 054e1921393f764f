package io.gatehouse.cli;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Mutual TLS from the PEM files of a thing's folder, by the JDK's own engine. */
final class DeviceTls {
    private static final String WHAT = "not connected";
    private static final char[] NO_PASSWORD = new char[0];

    private DeviceTls() {}

    static MqttClientSslConfig of(DeviceTarget target) {
        Path folder = target.folder().path();
        List<X509Certificate> chain = certificates(folder.resolve(ThingFolder.CHAIN));
        try {
            KeyStore own = emptyStore();
            PrivateKey key = key(
                    folder.resolve(ThingFolder.KEY),
                    chain.getFirst().getPublicKey().getAlgorithm());
            own.setKeyEntry("device", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own, NO_PASSWORD);

            KeyStore trusted = emptyStore();
            for (X509Certificate authority : certificates(folder.resolve(ThingFolder.CA))) {
                trusted.setCertificateEntry("broker-" + trusted.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);

            return MqttClientSslConfig.builder()
                    .keyManagerFactory(keys)
                    .trustManagerFactory(trust)
                    .handshakeTimeout(target.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(folder, "key and certificate do not go together");
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<X509Certificate> certificates(Path file) {
        String pem = TextFile.read(WHAT, file);
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.add((X509Certificate) certificate);
            }
            if (certificates.isEmpty()) {
                throw unusable(file, "no certificate in it");
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw unusable(file, "not certificates in PEM");
        }
    }

    private static PrivateKey key(Path file, String algorithm) throws GeneralSecurityException {
        String pem = TextFile.read(WHAT, file);
        String label = "PRIVATE KEY-----";
        int begin = pem.indexOf("-----BEGIN " + label);
        int end = pem.indexOf("-----END " + label);
        if (begin < 0 || end < begin) {
            throw unusable(file, "no unencrypted PKCS#8 key in PEM");
        }
        String body = pem.substring(begin + "-----BEGIN ".length() + label.length(), end);
        try {
            byte[] der = Base64.getMimeDecoder().decode(body);
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException e) {
            // Without the cause: decoders quote what they read, and this is a key.
            throw unusable(file, "no unencrypted PKCS#8 key in PEM");
        }
    }

    private static CommandFailure unusable(Path file, String problem) {
        return CommandFailure.failed(
                WHAT, file + ": " + problem, "restore the file, or make a new device: gatehouse thing create");
    }
}
