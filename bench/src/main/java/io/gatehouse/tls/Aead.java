package io.gatehouse.tls;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/** The ciphers that seal records, by the words of the parameter {@code suite}. */
enum Aead {
    AES_128_GCM("aes-128-gcm", "AES_128_GCM_SHA256", "AES", 16),
    AES_256_GCM("aes-256-gcm", "AES_256_GCM_SHA384", "AES", 32),
    CHACHA20_POLY1305("chacha20-poly1305", "CHACHA20_POLY1305_SHA256", "ChaCha20", 32);

    /** Of the tag, which all three have in common, as the length of the nonce (RFC 8446 section 5.3). */
    static final int TAG_BYTES = 16;

    static final int NONCE_BYTES = 12;

    private final String word;
    private final String suite;
    private final String keyAlgorithm;
    private final int keyBytes;

    Aead(String word, String suite, String keyAlgorithm, int keyBytes) {
        this.word = word;
        this.suite = suite;
        this.keyAlgorithm = keyAlgorithm;
        this.keyBytes = keyBytes;
    }

    /** @throws IllegalArgumentException for a word that names none of them */
    static Aead of(String word) {
        return Arrays.stream(values())
                .filter(aead -> aead.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("suite: " + word + " (expected: "
                        + Arrays.stream(values()).map(aead -> aead.word).collect(Collectors.joining(", ")) + ")"));
    }

    /** As OpenSSL names the bare cipher, too. */
    String word() {
        return word;
    }

    /**
     * The suite around it, for a server with an ECDSA key: by the names of RFC 8446 and of RFC 5289 and 7905.
     *
     * @param version TLSv1.3 or TLSv1.2
     */
    String suite(String version) {
        return (version.equals("TLSv1.3") ? "TLS_" : "TLS_ECDHE_ECDSA_WITH_") + suite;
    }

    String keyAlgorithm() {
        return keyAlgorithm;
    }

    int keyBytes() {
        return keyBytes;
    }

    /** The JDK's own. */
    Cipher cipher() throws GeneralSecurityException {
        return Cipher.getInstance(this == CHACHA20_POLY1305 ? "ChaCha20-Poly1305" : "AES/GCM/NoPadding");
    }

    AlgorithmParameterSpec parameters(byte[] nonce) {
        return this == CHACHA20_POLY1305 ? new IvParameterSpec(nonce) : new GCMParameterSpec(TAG_BYTES * 8, nonce);
    }
}
