package io.gatehouse.pki;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/** Whether two keys are one pair. Any thread. */
public final class KeyPairs {
    private KeyPairs() {}

    /** Signs with the one and verifies with the other, once. {@code tls} does the same, and may not import this. */
    public static boolean belongTogether(PublicKey publicKey, PrivateKey key) {
        return belongTogether(publicKey, key, null);
    }

    /** @param provider who can sign with the key; {@code null} for any */
    static boolean belongTogether(PublicKey publicKey, PrivateKey key, @Nullable Provider provider) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] sample = {1, 2, 3};
        try {
            Signature signing =
                    provider == null ? Signature.getInstance(algorithm) : Signature.getInstance(algorithm, provider);
            signing.initSign(key);
            signing.update(sample);
            byte[] signed = signing.sign();
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(publicKey);
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
