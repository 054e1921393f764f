package io.gatehouse.registry;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates of every kind the registry has to tell apart. Keys are made once and shared. */
final class TestCertificates {
    /** The time of all registry tests; certificates are valid for a day on either side of it. */
    static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");

    private static final AtomicLong SERIAL = new AtomicLong(1000);
    private static final KeyPair CA_KEYS = p256();
    private static final KeyPair DEVICE_KEYS = p256();

    private TestCertificates() {}

    /** A certificate with its key, able to sign others. */
    record Issuer(X509Certificate certificate, PrivateKey key) {}

    static Issuer ca(String name) {
        return new Issuer(
                sign(new X500Name("CN=" + name), new X500Name("CN=" + name), CA_KEYS, CA_KEYS, true, "SHA256withECDSA"),
                CA_KEYS.getPrivate());
    }

    /** Signed by nobody but itself, valid now. Every call makes another certificate. */
    static X509Certificate device(String name) {
        X500Name subject = new X500Name("CN=" + name);
        return sign(subject, subject, DEVICE_KEYS, DEVICE_KEYS, false, "SHA256withECDSA");
    }

    static X509Certificate deviceOf(Issuer ca, String name) {
        return sign(
                new X500Name("CN=" + name),
                new X500Name(ca.certificate().getSubjectX500Principal().getName()),
                DEVICE_KEYS,
                new KeyPair(ca.certificate().getPublicKey(), ca.key()),
                false,
                "SHA256withECDSA");
    }

    static X509Certificate deviceOf(Issuer ca, String name, Instant notBefore, Instant notAfter) {
        return sign(
                new X500Name("CN=" + name),
                new X500Name(ca.certificate().getSubjectX500Principal().getName()),
                DEVICE_KEYS,
                new KeyPair(ca.certificate().getPublicKey(), ca.key()),
                false,
                "SHA256withECDSA",
                notBefore,
                notAfter);
    }

    /** A device's certificate with the key that goes with it. */
    static Issuer deviceWithKey(String name) {
        return new Issuer(device(name), DEVICE_KEYS.getPrivate());
    }

    static X509Certificate selfSigned(KeyPair keys, String signature, boolean ca) {
        X500Name subject = new X500Name("CN=device");
        return sign(subject, subject, keys, keys, ca, signature);
    }

    static X509Certificate validFor(Instant notBefore, Instant notAfter) {
        X500Name subject = new X500Name("CN=device");
        return sign(subject, subject, DEVICE_KEYS, DEVICE_KEYS, false, "SHA256withECDSA", notBefore, notAfter);
    }

    static X509Certificate version1() {
        try {
            X500Name subject = new X500Name("CN=device");
            return new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v1CertificateBuilder(
                                    subject,
                                    BigInteger.ONE,
                                    Date.from(NOW.minus(Duration.ofDays(1))),
                                    Date.from(NOW.plus(Duration.ofDays(1))),
                                    subject,
                                    DEVICE_KEYS.getPublic())
                            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(DEVICE_KEYS.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException broken) {
            throw new AssertionError(broken);
        }
    }

    static KeyPair p256() {
        return keys("EC", new ECGenParameterSpec("secp256r1"));
    }

    static KeyPair rsa(int bits) {
        return keys("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    static KeyPair keys(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    private static X509Certificate sign(
            X500Name subject, X500Name issuer, KeyPair keys, KeyPair signer, boolean ca, String signature) {
        return sign(
                subject,
                issuer,
                keys,
                signer,
                ca,
                signature,
                NOW.minus(Duration.ofDays(1)),
                NOW.plus(Duration.ofDays(1)));
    }

    private static X509Certificate sign(
            X500Name subject,
            X500Name issuer,
            KeyPair keys,
            KeyPair signer,
            boolean ca,
            String signature,
            Instant notBefore,
            Instant notAfter) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(SERIAL.incrementAndGet()),
                    Date.from(notBefore),
                    Date.from(notAfter),
                    subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            if (ca) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(signer(signature).build(signer.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static JcaContentSignerBuilder signer(String signature) {
        JcaContentSignerBuilder builder = new JcaContentSignerBuilder(signature);
        return signature.endsWith("MGF1") ? builder.setProvider(new BouncyCastleProvider()) : builder;
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }
}
