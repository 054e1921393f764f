package io.gatehouse.tls;

import java.util.EnumSet;
import java.util.Set;

/** What a client can verify, of what a server here may sign with: RFC 8446 section 4.2.3. */
enum SignatureScheme {
    ECDSA_SECP256R1_SHA256(0x0403),
    ECDSA_SECP384R1_SHA384(0x0503),
    ECDSA_SECP521R1_SHA512(0x0603),
    RSA_PKCS1_SHA256(0x0401),
    RSA_PKCS1_SHA384(0x0501),
    RSA_PKCS1_SHA512(0x0601),
    RSA_PSS_RSAE_SHA256(0x0804),
    RSA_PSS_RSAE_SHA384(0x0805),
    RSA_PSS_RSAE_SHA512(0x0806),
    ED25519(0x0807);

    private static final SignatureScheme[] ALL = values();

    /** In TLS 1.2 the hash is not bound to the curve, and the curve is negotiated elsewhere. */
    static final Set<SignatureScheme> ANY_ECDSA =
            EnumSet.of(ECDSA_SECP256R1_SHA256, ECDSA_SECP384R1_SHA384, ECDSA_SECP521R1_SHA512);

    static final Set<SignatureScheme> RSA_PSS =
            EnumSet.of(RSA_PSS_RSAE_SHA256, RSA_PSS_RSAE_SHA384, RSA_PSS_RSAE_SHA512);

    static final Set<SignatureScheme> ANY_RSA = EnumSet.range(RSA_PKCS1_SHA256, RSA_PSS_RSAE_SHA512);

    private final int code;

    SignatureScheme(int code) {
        this.code = code;
    }

    /** Adds the one with this code, if it is here. */
    static void add(Set<SignatureScheme> schemes, int code) {
        for (SignatureScheme scheme : ALL) {
            if (scheme.code == code) {
                schemes.add(scheme);
                return;
            }
        }
    }
}
