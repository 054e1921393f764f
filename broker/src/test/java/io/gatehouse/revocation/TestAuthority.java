package io.gatehouse.revocation;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.pki.IssuedCertificate;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority as operators run one beside the broker: issues device certificates, and revokes them. */
public final class TestAuthority {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestAuthority(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    public static TestAuthority named(String name) {
        return of(name, "EC", KeyUsage.keyCertSign | KeyUsage.cRLSign, true);
    }

    /** With a key of another kind. */
    static TestAuthority withKey(String name, String algorithm) {
        return of(name, algorithm, KeyUsage.keyCertSign | KeyUsage.cRLSign, true);
    }

    /** May sign certificates alone. */
    static TestAuthority withoutCrlSign(String name) {
        return of(name, "EC", KeyUsage.keyCertSign, true);
    }

    /** Whose certificate does not identify its key. */
    static TestAuthority withoutKeyIdentifier(String name) {
        return of(name, "EC", KeyUsage.keyCertSign | KeyUsage.cRLSign, false);
    }

    private static TestAuthority of(String name, String algorithm, int usage, boolean identified) {
        try {
            KeyPair keys = keys(algorithm);
            X500Name subject = new X500Name("CN=" + name + ",O=test");
            var builder = builder(subject, subject, keys, serial());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            if (identified) {
                builder.addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            }
            return new TestAuthority(keys, sign(builder, keys));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys, BigInteger serial) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                serial,
                Date.from(Instant.now().minus(Duration.ofDays(1))),
                Date.from(Instant.now().plus(Duration.ofDays(30))),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair signer) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(
                        new JcaContentSignerBuilder(algorithm(signer.getPrivate())).build(signer.getPrivate())));
    }

    private static String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
    }

    private static KeyPair keys(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        switch (algorithm) {
            case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
            case "RSA" -> generator.initialize(2048);
            default -> {}
        }
        return generator.generateKeyPair();
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).setBit(120);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public byte[] der() {
        return encoded(certificate);
    }

    public String pem() {
        return pem("CERTIFICATE", der());
    }

    PrivateKey key() {
        return keys.getPrivate();
    }

    X500Name name() {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    // ---- certificates

    /** To be shared by certificates of which only the number counts. */
    public static KeyPair keysForMany() {
        try {
            return keys("EC");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A certificate of this authority and nothing around it. */
    public X509Certificate issue(String name, KeyPair own) {
        try {
            var builder = builder(name(), new X500Name("CN=" + name), own, serial());
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
            return sign(builder, keys);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public TestDevice device(String name) {
        return device(name, serial(), null);
    }

    /** @param responder for its authorityInfoAccess, or {@code null} */
    public TestDevice device(String name, BigInteger serial, @Nullable String responder) {
        try {
            KeyPair own = keys("EC");
            var builder = builder(name(), new X500Name("CN=" + name), own, serial);
            if (certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId()) != null) {
                builder.addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
            }
            if (responder != null) {
                builder.addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(
                                AccessDescription.id_ad_ocsp,
                                new GeneralName(GeneralName.uniformResourceIdentifier, responder)));
            }
            X509Certificate trusted = RunningBroker.stranger(name).issued().root(); // of the broker's own certificate
            return new TestDevice(
                    name, new IssuedCertificate(sign(builder, keys), List.of(), own.getPrivate(), trusted));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /**
     * A certificate with which OCSP answers are signed on behalf of this authority.
     *
     * @param forOcsp whether it says so
     */
    IssuedCertificate responder(boolean forOcsp) {
        try {
            KeyPair own = keys("EC");
            var builder = builder(name(), new X500Name("CN=responder"), own, serial());
            if (forOcsp) {
                builder.addExtension(
                        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning));
            }
            return new IssuedCertificate(sign(builder, keys), List.of(), own.getPrivate(), certificate);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // ---- CRLs

    /** A CRL that is good now, for a day. */
    public byte[] crl(TestDevice... revoked) {
        return list().revoking(revoked).der();
    }

    public String crlPem(TestDevice... revoked) {
        return list().revoking(revoked).pem();
    }

    public CrlList list() {
        return new CrlList();
    }

    /** A CRL in the making. */
    public final class CrlList {
        private final List<BigInteger> serials = new ArrayList<>();
        private final List<Extra> extras = new ArrayList<>();
        private Instant thisUpdate = Instant.now().minusSeconds(60);
        private @Nullable Instant nextUpdate = Instant.now().plus(Duration.ofDays(1));
        private @Nullable BigInteger number;
        private int reason = CRLReason.keyCompromise;
        private @Nullable Extra entryExtra;
        private PrivateKey signer = keys.getPrivate();

        private record Extra(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {}

        public CrlList revoking(TestDevice... devices) {
            for (TestDevice device : devices) {
                serials.add(device.issued().leaf().getSerialNumber());
            }
            return this;
        }

        public CrlList listing(Collection<BigInteger> more) {
            serials.addAll(more);
            return this;
        }

        public CrlList from(Instant begin) {
            thisUpdate = begin;
            return this;
        }

        public CrlList until(@Nullable Instant end) {
            nextUpdate = end;
            return this;
        }

        public CrlList numbered(long value) {
            number = BigInteger.valueOf(value);
            return this;
        }

        CrlList because(int code) {
            reason = code;
            return this;
        }

        CrlList with(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
            extras.add(new Extra(id, critical, value));
            return this;
        }

        CrlList withInEntries(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
            entryExtra = new Extra(id, critical, value);
            return this;
        }

        CrlList signedBy(PrivateKey other) {
            signer = other;
            return this;
        }

        public String pem() {
            return TestAuthority.pem("X509 CRL", der());
        }

        public byte[] pemBytes() {
            return pem().getBytes(StandardCharsets.US_ASCII);
        }

        public byte[] der() {
            try {
                X509v2CRLBuilder builder = new X509v2CRLBuilder(name(), Date.from(thisUpdate));
                if (nextUpdate != null) {
                    builder.setNextUpdate(Date.from(nextUpdate));
                }
                Date when = Date.from(thisUpdate);
                for (BigInteger serial : serials) {
                    if (entryExtra == null) {
                        builder.addCRLEntry(serial, when, reason);
                    } else {
                        builder.addCRLEntry(
                                serial,
                                when,
                                new Extensions(new Extension(
                                        entryExtra.id(),
                                        entryExtra.critical(),
                                        entryExtra.value().toASN1Primitive().getEncoded())));
                    }
                }
                if (certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId()) != null) {
                    builder.addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
                }
                if (number != null) {
                    builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
                }
                for (Extra extra : extras) {
                    builder.addExtension(extra.id(), extra.critical(), extra.value());
                }
                var signing = new JcaContentSignerBuilder(algorithm(signer));
                if (signer.getAlgorithm().startsWith("Ed")) {
                    signing.setProvider(new BouncyCastleProvider());
                }
                return builder.build(signing.build(signer)).getEncoded();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
