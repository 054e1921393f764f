package io.gatehouse.security;

import io.gatehouse.RunningBroker;
import io.gatehouse.TestDevice;
import io.gatehouse.pki.IssuedCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that no decent authority issues. */
public final class Certificates {
    private Certificates() {}

    /** Signed by nobody but itself, with the subject of {@code other}, which says nothing. */
    public static TestDevice lookAlike(TestDevice other) {
        KeyPair keys = keys();
        X500Name subject = subjectOf(other.issued().leaf());
        return device(other.name(), sign(subject, subject, keys, keys, false, lastingAnHour()), List.of(), keys);
    }

    /** Signed with the key of a device's own certificate, which is no authority. */
    public static TestDevice derivedFrom(TestDevice parent) {
        KeyPair keys = keys();
        X509Certificate issuer = parent.issued().leaf();
        X509Certificate leaf = sign(
                named(parent.name()),
                subjectOf(issuer),
                keys,
                new KeyPair(issuer.getPublicKey(), parent.issued().key()),
                false,
                lastingAnHour());
        return device(parent.name(), leaf, List.of(issuer), keys);
    }

    public static TestDevice authority(String name) {
        KeyPair keys = keys();
        return device(name, sign(named(name), named(name), keys, keys, true, lastingAnHour()), List.of(), keys);
    }

    /** Another certificate for the same name and key, as an authority has that was renewed. */
    public static TestDevice renewed(TestDevice authority) {
        X509Certificate before = authority.issued().leaf();
        KeyPair keys = new KeyPair(before.getPublicKey(), authority.issued().key());
        X500Name subject = subjectOf(before);
        return device(authority.name(), sign(subject, subject, keys, keys, true, lastingAnHour()), List.of(), keys);
    }

    public static TestDevice signedBy(TestDevice authority, String name) {
        KeyPair keys = keys();
        X509Certificate issuer = authority.issued().leaf();
        X509Certificate leaf = sign(
                named(name),
                subjectOf(issuer),
                keys,
                new KeyPair(issuer.getPublicKey(), authority.issued().key()),
                false,
                lastingAnHour());
        return device(name, leaf, List.of(issuer), keys);
    }

    public static TestDevice valid(String name, Instant from, Instant until) {
        KeyPair keys = keys();
        X500Name subject = named(name);
        return device(name, sign(subject, subject, keys, keys, false, new Instant[] {from, until}), List.of(), keys);
    }

    /** With an extension of nonsense: good enough for a handshake, but nothing the JDK reads as a certificate. */
    static TestDevice unreadable(String name) {
        KeyPair keys = keys();
        try {
            X509CertificateHolder holder = builder(named(name), named(name), keys, false, lastingAnHour())
                    .addExtension(Extension.nameConstraints, true, DERNull.INSTANCE)
                    .build(signedWith(keys));
            X509Certificate leaf = new JcaX509CertificateConverter()
                    .setProvider(new BouncyCastleProvider()) // which does not look into it
                    .getCertificate(holder);
            return device(name, leaf, List.of(), keys);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Signed by itself, with a key of that kind.
     *
     * @param algorithm of the key: {@code RSA}, {@code EC}, {@code Ed25519}
     * @param bits of an RSA key
     * @param signature {@code SHA256withRSA}, {@code SHA1withECDSA}, …
     */
    public static TestDevice withKey(String name, String algorithm, int bits, String signature) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            KeyPair keys = generator.generateKeyPair();
            X509Certificate leaf = sign(named(name), named(name), keys, keys, false, lastingAnHour(), signature);
            return device(name, leaf, List.of(), keys);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Its key may agree on keys and sign certificates, but no handshake. */
    public static TestDevice withoutDigitalSignature(String name) {
        KeyPair keys = keys();
        try {
            X509CertificateHolder holder = builder(named(name), named(name), keys, false, lastingAnHour())
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyAgreement | KeyUsage.keyCertSign))
                    .build(signedWith(keys));
            return device(name, new JcaX509CertificateConverter().getCertificate(holder), List.of(), keys);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A leaf and eight authorities above it, each signed by the next. */
    public static TestDevice underEight(String name) {
        KeyPair keys = keys();
        List<X509Certificate> chain = new ArrayList<>();
        for (int level = 0; level < 9; level++) {
            chain.add(sign(named(name + level), named(name + (level + 1)), keys, keys, level > 0, lastingAnHour()));
        }
        return device(name, chain.getFirst(), chain.subList(1, 9), keys);
    }

    public static byte[] der(TestDevice device) {
        try {
            return device.issued().leaf().getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private static X500Name named(String name) {
        return new X500Name("CN=" + name);
    }

    /** Byte for byte, which a printed name is not. */
    private static X500Name subjectOf(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private static Instant[] lastingAnHour() {
        Instant now = Instant.now();
        return new Instant[] {now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1))};
    }

    private static TestDevice device(String name, X509Certificate leaf, List<X509Certificate> chain, KeyPair keys) {
        X509Certificate trusted = RunningBroker.stranger(name).issued().root(); // of the broker's own certificate
        return new TestDevice(name, new IssuedCertificate(leaf, chain, keys.getPrivate(), trusted));
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate sign(
            X500Name subject, X500Name issuer, KeyPair keys, KeyPair signer, boolean authority, Instant[] validity) {
        return sign(subject, issuer, keys, signer, authority, validity, "SHA256withECDSA");
    }

    private static JcaContentSignerBuilder signing(String signature) {
        JcaContentSignerBuilder signer = new JcaContentSignerBuilder(signature);
        // The JDK knows RSASSA-PSS by another name.
        return signature.endsWith("andMGF1") ? signer.setProvider(new BouncyCastleProvider()) : signer;
    }

    private static X509Certificate sign(
            X500Name subject,
            X500Name issuer,
            KeyPair keys,
            KeyPair signer,
            boolean authority,
            Instant[] validity,
            String signature) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder(subject, issuer, keys, authority, validity)
                            .build(signing(signature).build(signer.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name subject, X500Name issuer, KeyPair keys, boolean authority, Instant[] validity) throws IOException {
        return new JcaX509v3CertificateBuilder(
                        issuer,
                        new BigInteger(120, new SecureRandom()).setBit(100),
                        Date.from(validity[0]),
                        Date.from(validity[1]),
                        subject,
                        keys.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    }

    private static ContentSigner signedWith(KeyPair signer) throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
    }
}
