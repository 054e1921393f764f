package io.gatehouse.revocation;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * An authority that is known: its word about the certificates it issued counts.
 *
 * @param certificate not checked for its validity: the devices of an authority that has ended are let in, so what it
 *     says of them counts
 * @param keyIdentifier of its key, as its certificate has it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by hand
record Issuer(X509Certificate certificate, byte @Nullable [] keyIdentifier) {
    private static final int CRL_SIGN = 6;
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

    static Issuer of(byte[] certificate) throws CertificateException {
        return of((X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate)));
    }

    static Issuer of(X509Certificate certificate) {
        return new Issuer(certificate, subjectKey(certificate));
    }

    private static byte @Nullable [] subjectKey(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
        try {
            return extension == null
                    ? null
                    : new Der(extension)
                            .enter(Der.OCTET_STRING)
                            .enter(Der.OCTET_STRING)
                            .rest();
        } catch (Der.Malformed unreadable) {
            return null; // then it is found by its name alone
        }
    }

    X500Principal name() {
        return certificate.getSubjectX500Principal();
    }

    /** False only where both sides name a key, and not the same. */
    boolean mayHaveKey(byte @Nullable [] authorityKey) {
        return authorityKey == null || keyIdentifier == null || Arrays.equals(authorityKey, keyIdentifier);
    }

    /** RFC 5280 section 6.3.3 (f). */
    boolean maySignCrls() {
        boolean[] usage = certificate.getKeyUsage();
        return usage == null || usage[CRL_SIGN];
    }

    /** Two certificates of one authority, a renewed one for instance, are the same issuer. */
    boolean hasKeyOf(Issuer other) {
        return MessageDigest.isEqual(
                certificate.getPublicKey().getEncoded(),
                other.certificate.getPublicKey().getEncoded());
    }

    /** True when this authority signed the certificate with its own key. */
    boolean issued(X509Certificate other) {
        if (!other.getIssuerX500Principal().equals(name())) {
            return false;
        }
        try {
            other.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException notByThisKey) {
            return false;
        }
    }

    /** True when this authority signed these bytes. */
    boolean signed(SignatureAlgorithm algorithm, byte[] der, int from, int to, byte[] signature) {
        return algorithm.verifies(certificate.getPublicKey(), der, from, to, signature);
    }
}
