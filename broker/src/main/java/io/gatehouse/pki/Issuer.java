package io.gatehouse.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An authority: a certificate and the key that signs with it. RFC 5280 profiles of what it issues are its methods.
 *
 * @param key P-256, for every authority that is made here; an operator's own may be another
 * @param provider who can sign with the key, where it is a handle on one in a token; {@code null} for any
 */
record Issuer(
        X509Certificate certificate,
        PrivateKey key,
        @Nullable Provider provider) {
    /** In every subject, so that nobody mistakes one of these certificates for more than it is. */
    static final String MARK = "DEVELOPMENT - not for production";

    private static final String ORGANISATION = "Gatehouse";
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Clocks of devices and containers lag behind; a certificate made now is valid for them too. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    Issuer(X509Certificate certificate, PrivateKey key) {
        this(certificate, key, null);
    }

    /** A self-signed authority over one level of intermediates. */
    static Issuer root(KeyPair keys, Instant now, Instant notAfter) throws PkiException {
        X500Name subject = subject("Gatehouse development root");
        X509Certificate certificate = sign(
                builder(subject, subject, keys.getPublic(), now, notAfter),
                authority(1),
                keys.getPublic(),
                new Signing(keys.getPrivate(), null),
                keys.getPublic());
        return new Issuer(certificate, keys.getPrivate());
    }

    Issuer intermediate(KeyPair keys, Instant now, Instant notAfter) throws PkiException {
        X500Name subject = subject("Gatehouse development intermediate");
        return new Issuer(issue(subject, keys.getPublic(), now, notAfter, authority(0)), keys.getPrivate());
    }

    X509Certificate server(PublicKey key, List<GeneralName> names, Instant now, Instant notAfter) throws PkiException {
        return issue(subject("localhost"), key, now, notAfter, builder -> {
            leaf(builder, KeyPurposeId.id_kp_serverAuth);
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
        });
    }

    X509Certificate device(String commonName, PublicKey key, Instant now, Instant notAfter) throws PkiException {
        return device(subject(commonName), key, now, notAfter);
    }

    X509Certificate device(X500Name subject, PublicKey key, Instant now, Instant notAfter) throws PkiException {
        return issue(subject, key, now, notAfter, builder -> leaf(builder, KeyPurposeId.id_kp_clientAuth));
    }

    /** When the authority's own certificate ends. */
    Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    private X509Certificate issue(X500Name subject, PublicKey key, Instant now, Instant notAfter, Extensions extensions)
            throws PkiException {
        X500Name issuer =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return sign(
                builder(issuer, subject, key, now, notAfter),
                extensions,
                key,
                new Signing(this.key, provider),
                certificate.getPublicKey());
    }

    private static X500Name subject(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, ORGANISATION)
                .addRDN(BCStyle.OU, MARK)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant notAfter) {
        return new JcaX509v3CertificateBuilder(
                issuer, serial(), Date.from(now.minus(CLOCK_SKEW)), Date.from(notAfter), subject, key);
    }

    /** Positive, at most 20 octets [RFC 5280 4.1.2.2]; 128 random bits below one that is always set. */
    private static BigInteger serial() {
        return new BigInteger(128, RANDOM).setBit(128);
    }

    private static Extensions authority(int pathLength) {
        return builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        };
    }

    private static void leaf(JcaX509v3CertificateBuilder builder, KeyPurposeId purpose) throws IOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
    }

    private static X509Certificate sign(
            JcaX509v3CertificateBuilder builder,
            Extensions extensions,
            PublicKey subjectKey,
            Signing by,
            PublicKey issuerKey)
            throws PkiException {
        try {
            extensions.addTo(builder);
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subjectKey));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuerKey));
            return new JcaX509CertificateConverter().getCertificate(builder.build(by.signer(issuerKey)));
        } catch (GeneralSecurityException | IOException | OperatorCreationException | RuntimeException e) {
            // A token that is gone answers with a runtime exception of its provider.
            throw new PkiException("certificate: could not be made: " + e.getMessage(), e);
        }
    }

    /** By the kind of the key; null for one that no certificate of ours is signed with. */
    static @Nullable String signature(PublicKey key) {
        return switch (key) {
            case ECPublicKey ec ->
                switch (ec.getParams().getOrder().bitLength()) {
                    case 256 -> "SHA256withECDSA";
                    case 384 -> "SHA384withECDSA";
                    case 521 -> "SHA512withECDSA";
                    default -> null;
                };
            case RSAPublicKey _ -> "SHA256withRSA";
            default -> null;
        };
    }

    boolean signed(X509Certificate other) {
        try {
            other.verify(certificate.getPublicKey());
            X500Principal issuer = other.getIssuerX500Principal();
            return issuer.equals(certificate.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Issuer[" + certificate.getSubjectX500Principal().getName() + "]";
    }

    /** The private half of an issuer. */
    private record Signing(PrivateKey key, @Nullable Provider provider) {
        ContentSigner signer(PublicKey publicKey) throws OperatorCreationException {
            String algorithm = signature(publicKey);
            if (algorithm == null) {
                throw new OperatorCreationException("issuer's key: " + publicKey.getAlgorithm()
                        + " (expected: RSA, or EC on P-256, P-384 or P-521)");
            }
            JcaContentSignerBuilder builder = new JcaContentSignerBuilder(algorithm);
            return (provider == null ? builder : builder.setProvider(provider)).build(key);
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Signing[]";
        }
    }

    @FunctionalInterface
    private interface Extensions {
        void addTo(JcaX509v3CertificateBuilder builder) throws IOException;
    }
}
