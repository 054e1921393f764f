package io.gatehouse.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Self-signed certificates of every kind, made once for all tests. */
final class TestCertificates {
    private static final Map<String, CertificateAndKey> MADE = new ConcurrentHashMap<>();

    private TestCertificates() {}

    /** What a server shows to clients that ask for no name. */
    static ServerCertificates shown(CertificateAndKey... credentials) throws TlsConfigurationException {
        return new ServerCertificates(
                Arrays.stream(credentials)
                        .map(credential -> new ServerCertificate(credential, null))
                        .toList(),
                List.of());
    }

    /** @param key P-256, P-384, P-521, Ed25519, secp256k1 or RSA-n */
    static CertificateAndKey of(String key) {
        return of(key, signatureOf(key));
    }

    static CertificateAndKey of(String key, String signature) {
        return MADE.computeIfAbsent(key + "/" + signature, name -> make(key, signature));
    }

    /** Another certificate than {@link #of}: same kind, other key. */
    static CertificateAndKey another(String key, String name) {
        return MADE.computeIfAbsent(key + "#" + name, ignored -> make(key, signatureOf(key)));
    }

    /** Self-signed, for a server with these DNS names. */
    static CertificateAndKey named(String key, String... names) {
        GeneralName[] dns = Arrays.stream(names)
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        return make(
                key,
                signatureOf(key),
                builder -> builder.replaceExtension(Extension.subjectAlternativeName, false, new GeneralNames(dns)));
    }

    /** Self-signed with one more extension. */
    static CertificateAndKey with(ASN1ObjectIdentifier extension, ASN1Encodable value) {
        return make("P-256", signatureOf("P-256"), builder -> builder.addExtension(extension, true, value));
    }

    /** A certificate under a chain of intermediates. */
    static CertificateAndKey chainOf(int length) {
        try {
            KeyPair pair = pair("P-256");
            List<X509Certificate> chain = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                chain.add(new JcaX509CertificateConverter()
                        .getCertificate(new JcaX509v3CertificateBuilder(
                                        new X500Name("CN=level " + (i + 1)),
                                        BigInteger.valueOf(4711 + i),
                                        Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                                        Date.from(Instant.parse("2049-12-31T23:59:59Z")),
                                        new X500Name("CN=level " + i),
                                        pair.getPublic())
                                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))));
            }
            return new CertificateAndKey(chain, pair.getPrivate());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String signatureOf(String key) {
        return switch (key) {
            case "Ed25519" -> "Ed25519";
            // As an authority does it: who verifies this curve with this hash only, verifies the certificate too.
            case "P-384" -> "SHA384withECDSA";
            default -> key.startsWith("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        };
    }

    /** What one certificate has and others do not. */
    @FunctionalInterface
    private interface More {
        void addTo(JcaX509v3CertificateBuilder builder) throws IOException;
    }

    private static CertificateAndKey make(String key, String signature) {
        return make(key, signature, builder -> {});
    }

    private static CertificateAndKey make(String key, String signature, More more) {
        try {
            KeyPair pair = pair(key);
            X500Name name = new X500Name("CN=device " + key + ",O=test");
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(4711),
                    Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                    Date.from(Instant.parse("2049-12-31T23:59:59Z")),
                    name,
                    pair.getPublic());
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
            more.addTo(builder);
            JcaContentSignerBuilder signer = new JcaContentSignerBuilder(signature);
            if (signature.endsWith("MGF1")) {
                signer.setProvider(new BouncyCastleProvider()); // the JDK has it under another name
            }
            X509Certificate certificate =
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer.build(pair.getPrivate())));
            return new CertificateAndKey(List.of(certificate), pair.getPrivate());
        } catch (Exception e) {
            throw new AssertionError(key + " " + signature, e);
        }
    }

    /** No authority, with the name of one: that which issued {@code issued}. */
    static CertificateAndKey issuerNamed(X509Certificate issued) {
        try {
            KeyPair pair = pair("P-256");
            X500Name name = X500Name.getInstance(issued.getIssuerX500Principal().getEncoded());
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.TEN,
                    Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                    Date.from(Instant.parse("2049-12-31T23:59:59Z")),
                    name,
                    pair.getPublic());
            return new CertificateAndKey(
                    List.of(new JcaX509CertificateConverter()
                            .getCertificate(builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())))),
                    pair.getPrivate());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A certificate of one key with another private key: a thief who copied only what is public. */
    static CertificateAndKey withoutItsKey(CertificateAndKey certificate, PrivateKey other) {
        return new CertificateAndKey(certificate.chain(), other);
    }

    private static KeyPair pair(String key) throws Exception {
        if (key.startsWith("RSA-")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(Integer.parseInt(key.substring(4)));
            return generator.generateKeyPair();
        }
        if (key.startsWith("Ed")) {
            return KeyPairGenerator.getInstance(key).generateKeyPair();
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(key.startsWith("P-") ? "secp" + key.substring(2) + "r1" : key));
        return generator.generateKeyPair();
    }
}
