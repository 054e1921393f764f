package io.gatehouse.pki;

/** Kinds of keys that can be made for a device. */
public enum KeyKind {
    P256("EC", "SHA256withECDSA"),
    P384("EC", "SHA384withECDSA"),
    P521("EC", "SHA512withECDSA"),
    RSA2048("RSA", "SHA256withRSA"),
    ED25519("Ed25519", "Ed25519");

    private final String algorithm;
    private final String signature;

    KeyKind(String algorithm, String signature) {
        this.algorithm = algorithm;
        this.signature = signature;
    }

    String algorithm() {
        return algorithm;
    }

    String signature() {
        return signature;
    }
}
