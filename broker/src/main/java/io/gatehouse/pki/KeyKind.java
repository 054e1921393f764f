package io.gatehouse.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** Kinds of keys that can be made. */
public enum KeyKind {
    P256("EC", "SHA256withECDSA"),
    P384("EC", "SHA384withECDSA"),
    /** BoringSSL takes it in TLS 1.2 only. */
    P521("EC", "SHA512withECDSA"),
    RSA2048("RSA", "SHA256withRSA"),
    RSA3072("RSA", "SHA256withRSA"),
    /** Taken by the JDK engine only. */
    ED25519("Ed25519", "Ed25519");

    private final String algorithm;
    private final String signature;

    KeyKind(String algorithm, String signature) {
        this.algorithm = algorithm;
        this.signature = signature;
    }

    /** A new pair. An RSA key takes up to a second, one of 3072 bits up to several. */
    KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has " + this, e);
        }
    }

    AlgorithmParameterSpec parameters() {
        return switch (this) {
            case P256 -> new ECGenParameterSpec("secp256r1");
            case P384 -> new ECGenParameterSpec("secp384r1");
            case P521 -> new ECGenParameterSpec("secp521r1");
            case RSA2048 -> new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
            case RSA3072 -> new RSAKeyGenParameterSpec(3072, RSAKeyGenParameterSpec.F4);
            case ED25519 -> NamedParameterSpec.ED25519;
        };
    }

    /** What a key of this kind signs with, by its JCA name. */
    String signature() {
        return signature;
    }
}
