package io.gatehouse.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An authority with as many levels as wanted, every key of one kind. {@code DevelopmentCa} has one level of
 * intermediates, over P-256; its profiles (RFC 5280) are those here. The keys are made once; every chain that is issued
 * consists of new certificates over them.
 */
final class SampleChains {
    /** A name that the server's certificate is valid for. */
    static final String NAME = SampleHellos.NAME;

    private static final Duration LIFETIME = Duration.ofDays(397);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SampleKey kind;
    private final List<KeyPair> keys; // leaf first, root last
    private final X509Certificate root;

    /** @param length certificates of a chain, without the root: 1 is a leaf that the root signed */
    SampleChains(SampleKey kind, int length) throws GeneralSecurityException {
        if (length < 1) {
            throw new IllegalArgumentException("chain: " + length + " (expected: 1 or more)");
        }
        this.kind = kind;
        List<KeyPair> made = new ArrayList<>();
        for (int i = 0; i <= length; i++) {
            made.add(kind.generate());
        }
        this.keys = List.copyOf(made);
        this.root = certificate(length, null);
    }

    /** What the chains end at; it is not in them. */
    X509Certificate root() {
        return root;
    }

    /** A chain that nobody has seen yet, leaf first. */
    CertificateAndKey issue() throws GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        X509Certificate issuer = root;
        for (int level = keys.size() - 2; level >= 0; level--) {
            issuer = certificate(level, issuer);
            chain.addFirst(issuer);
        }
        return new CertificateAndKey(chain, keys.getFirst().getPrivate());
    }

    /**
     * @param level 0 for the leaf
     * @param issuer {@code null} for the root, which is its own
     */
    private X509Certificate certificate(int level, @Nullable X509Certificate issuer) throws GeneralSecurityException {
        PublicKey key = keys.get(level).getPublic();
        KeyPair signer = keys.get(issuer == null ? level : level + 1);
        X500Name subject = subject(level);
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                issuer == null ? subject : subject(level + 1),
                new BigInteger(127, RANDOM).setBit(126),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(LIFETIME)),
                subject,
                key);
        try {
            if (level == 0) {
                leaf(builder);
            } else {
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(level - 1));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            }
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(signer.getPublic()));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(kind.signature()).build(signer.getPrivate())));
        } catch (CertIOException | OperatorCreationException e) {
            throw new GeneralSecurityException("certificate: could not be made: " + e.getMessage(), e);
        }
    }

    /** For both sides, so that their certificates weigh the same. */
    private static void leaf(JcaX509v3CertificateBuilder builder) throws CertIOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        // keyEncipherment is for the static RSA exchange, which ended with TLS 1.2.
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, NAME)));
    }

    private static X500Name subject(int level) {
        return new X500Name("O=Gatehouse,OU=For measuring alone,CN=" + (level == 0 ? NAME : "Authority " + level));
    }
}
