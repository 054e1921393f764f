package io.gatehouse.revocation;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * What a CRL is signed with: those algorithms that certificates may be signed with, too.
 *
 * @param name as the JDK calls it
 */
record SignatureAlgorithm(String name, @Nullable PSSParameterSpec parameters) {
    /** By object identifier: what is not here is too weak, or nobody signs so. */
    private static final Map<String, String> KNOWN = Map.of(
            "1.2.840.113549.1.1.11", "SHA256withRSA",
            "1.2.840.113549.1.1.12", "SHA384withRSA",
            "1.2.840.113549.1.1.13", "SHA512withRSA",
            "1.2.840.10045.4.3.2", "SHA256withECDSA",
            "1.2.840.10045.4.3.3", "SHA384withECDSA",
            "1.2.840.10045.4.3.4", "SHA512withECDSA",
            "1.3.101.112", "Ed25519");

    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";
    private static final Set<String> PSS_DIGESTS = Set.of("SHA-256", "SHA-384", "SHA-512");

    /** @param identifier AlgorithmIdentifier of RFC 5280 section 4.1.1.2 */
    static SignatureAlgorithm of(byte[] identifier) throws Der.Malformed {
        Der fields = new Der(identifier).enter(Der.SEQUENCE);
        String id = oid(fields.enter(Der.OBJECT_IDENTIFIER).rest());
        String name = KNOWN.get(id);
        if (name != null) {
            return new SignatureAlgorithm(name, null);
        }
        if (id.equals(RSASSA_PSS) && pss(fields.rest()) instanceof PSSParameterSpec spec) {
            return new SignatureAlgorithm("RSASSA-PSS", spec);
        }
        throw new Der.Malformed("signature algorithm: " + id
                + " (expected: RSA, RSASSA-PSS or ECDSA with SHA-256, SHA-384 or SHA-512, or Ed25519)");
    }

    private static @Nullable PSSParameterSpec pss(byte[] encoded) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(encoded);
            PSSParameterSpec spec = parameters.getParameterSpec(PSSParameterSpec.class);
            return PSS_DIGESTS.contains(spec.getDigestAlgorithm()) ? spec : null;
        } catch (IOException | GeneralSecurityException unreadable) {
            return null;
        }
    }

    boolean verifies(PublicKey key, byte[] signed, int from, int to, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(name);
            if (parameters != null) {
                verifier.setParameter(parameters);
            }
            verifier.initVerify(key);
            verifier.update(signed, from, to - from);
            return verifier.verify(signature);
        } catch (GeneralSecurityException notByThisKey) {
            return false;
        }
    }

    /** In the dotted form. */
    static String oid(byte[] contents) throws Der.Malformed {
        try {
            return ASN1ObjectIdentifier.fromContents(contents).getId();
        } catch (RuntimeException unreadable) {
            throw new Der.Malformed("object identifier: unreadable (expected: one)");
        }
    }
}
