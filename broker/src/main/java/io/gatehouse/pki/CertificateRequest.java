package io.gatehouse.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a stranger asks to have certified (PKCS#10, RFC 2986), once it was looked at: the key is of a kind that is
 * certified, and the request is signed with its other half by a hash that holds.
 *
 * <p>Name and key are all that is taken from it. Extensions it asks for are not even read: a request for
 * {@code CA:TRUE} would make an authority of a device.
 *
 * @param subject may be empty
 */
record CertificateRequest(X500Name subject, PublicKey key) {
    /** A request with an RSA key of 4096 bits and a long name is below a third of it. */
    static final int MAX_CHARACTERS = 8192;

    private static final int MAX_RDNS = 16;
    private static final int MAX_SUBJECT_BYTES = 1024;
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    /**
     * By object identifier. MD5 and SHA-1 are not here; RSASSA-PSS neither, which AWS's documentation does not name.
     */
    private static final Set<String> SIGNATURES = Set.of(
            "1.2.840.113549.1.1.11", // sha256WithRSAEncryption
            "1.2.840.113549.1.1.12", // sha384WithRSAEncryption
            "1.2.840.113549.1.1.13", // sha512WithRSAEncryption
            "1.2.840.10045.4.3.2", // ecdsa-with-SHA256
            "1.2.840.10045.4.3.3", // ecdsa-with-SHA384
            "1.2.840.10045.4.3.4"); // ecdsa-with-SHA512

    /** What came of looking at a request. */
    sealed interface Reading {
        record Accepted(CertificateRequest request) implements Reading {}

        /** The problem as {@code csr: value (expected: …)}. */
        record Refused(String problem) implements Reading {}
    }

    static Reading read(String pem) {
        if (pem.length() > MAX_CHARACTERS) {
            return refused(pem.length() + " characters", "at most " + MAX_CHARACTERS);
        }
        byte[] der = der(pem);
        if (der == null) {
            return refused(
                    "not one PEM block", "-----BEGIN CERTIFICATE REQUEST-----, base64, the end, and nothing else");
        }
        try {
            var request = new JcaPKCS10CertificationRequest(new PKCS10CertificationRequest(der));
            // Whoever encodes otherwise than DER could have others read something else than we do.
            if (!Arrays.equals(request.toASN1Structure().getEncoded(ASN1Encoding.DER), der)) {
                return refused("not its own DER encoding", "PKCS#10 in DER");
            }
            return check(request);
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException e) {
            // Bouncy Castle's parser answers hostile input with runtime exceptions as well.
            return refused("cannot be read", "PKCS#10 with a key that Java can read");
        }
    }

    private static Reading check(JcaPKCS10CertificationRequest request)
            throws GeneralSecurityException, OperatorCreationException, PKCSException, IOException {
        String algorithm = request.getSignatureAlgorithm().getAlgorithm().getId();
        if (!SIGNATURES.contains(algorithm)) {
            return refused("signed by " + algorithm, "RSA or ECDSA with SHA-256, SHA-384 or SHA-512");
        }
        PublicKey key = request.getPublicKey();
        String problem = PublicKeyRules.problem(key);
        if (problem == null) {
            problem = problem(request.getSubject());
        }
        if (problem != null) {
            return new Reading.Refused("csr " + problem);
        }
        return request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))
                ? new Reading.Accepted(new CertificateRequest(request.getSubject(), key))
                : refused("its signature does not verify", "signed with the key it carries");
    }

    private static @Nullable String problem(X500Name subject) throws IOException {
        int bytes = subject.getEncoded(ASN1Encoding.DER).length;
        RDN[] rdns = subject.getRDNs();
        if (bytes > MAX_SUBJECT_BYTES || rdns.length > MAX_RDNS) {
            return "subject: " + bytes + " bytes, " + rdns.length + " parts (expected: at most " + MAX_SUBJECT_BYTES
                    + " and " + MAX_RDNS + ")";
        }
        for (RDN rdn : rdns) {
            for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
                if (!(part.getValue() instanceof ASN1String text)
                        || text.getString().isEmpty()
                        || text.getString().chars().anyMatch(Character::isISOControl)) {
                    return "subject: " + part.getType()
                            + " is no text, or has control characters (expected: printable text)";
                }
            }
        }
        return null;
    }

    /** Of the one block of the text, or null. The old label with NEW is what some tools still write. */
    private static byte @Nullable [] der(String pem) {
        String text = pem.strip();
        int labelEnd = text.indexOf(DASHES, BEGIN.length());
        if (!text.startsWith(BEGIN) || labelEnd < 0) {
            return null;
        }
        String label = text.substring(BEGIN.length(), labelEnd);
        String end = "-----END " + label + DASHES;
        int bodyEnd = text.indexOf(end);
        boolean request = label.equals("CERTIFICATE REQUEST") || label.equals("NEW CERTIFICATE REQUEST");
        if (!request || bodyEnd < 0 || bodyEnd + end.length() != text.length()) {
            return null;
        }
        StringBuilder base64 = new StringBuilder(text.length());
        text.substring(labelEnd + DASHES.length(), bodyEnd)
                .chars()
                .filter(c -> !Character.isWhitespace(c))
                .forEach(c -> base64.append((char) c));
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static Reading refused(String found, String expected) {
        return new Reading.Refused("csr: " + found + " (expected: " + expected + ")");
    }
}
