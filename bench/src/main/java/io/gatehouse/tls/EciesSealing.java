package io.gatehouse.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Every message under a key of its own: a fresh X25519 key pair whose public half goes ahead (DHKEM, RFC 9180 section
 * 4.1), HKDF with SHA-256 (RFC 5869) over what both halves agree on, AES-128-GCM. The nonce comes out of HKDF as well:
 * no key is used twice.
 */
final class EciesSealing implements Sealing {
    private static final String KEM_SUITE = "DHKEM";
    private static final int KEY = 16;
    private static final int NONCE = 12;
    private static final byte[] KEY_LABEL = {'k', 'e', 'y'};
    private static final byte[] NONCE_LABEL = {'n', 'o', 'n', 'c', 'e'};

    private final KEM.Encapsulator sealing;
    private final KEM.Decapsulator opening;
    private final KDF hkdf;
    private final Cipher aes;

    EciesSealing() throws GeneralSecurityException {
        KeyPair keys = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        sealing = KEM.getInstance(KEM_SUITE).newEncapsulator(keys.getPublic());
        opening = KEM.getInstance(KEM_SUITE).newDecapsulator(keys.getPrivate());
        hkdf = KDF.getInstance("HKDF-SHA256");
        aes = Cipher.getInstance("AES/GCM/NoPadding");
    }

    @Override
    public byte[] seal(byte[] data) throws GeneralSecurityException {
        byte[] sealed = new byte[Math.toIntExact(PublicKeyCost.sealedBytes("ecies", data.length))];
        int at = 0;
        for (int from = 0; from < data.length; from += PublicKeyCost.ECIES_MESSAGE) {
            int length = Math.min(PublicKeyCost.ECIES_MESSAGE, data.length - from);
            KEM.Encapsulated fresh = sealing.encapsulate();
            byte[] ephemeral = fresh.encapsulation();
            System.arraycopy(ephemeral, 0, sealed, at, ephemeral.length);
            at += ephemeral.length;
            init(Cipher.ENCRYPT_MODE, fresh.key());
            at += aes.doFinal(data, from, length, sealed, at);
        }
        return sealed;
    }

    @Override
    public byte[] open(byte[] sealed) throws GeneralSecurityException {
        int whole = PublicKeyCost.X25519_OCTETS + PublicKeyCost.ECIES_MESSAGE + PublicKeyCost.TAG;
        byte[] data = new byte[sealed.length];
        int at = 0;
        for (int from = 0; from < sealed.length; from += whole) {
            int message = from + PublicKeyCost.X25519_OCTETS;
            int end = Math.min(from + whole, sealed.length);
            init(Cipher.DECRYPT_MODE, opening.decapsulate(Arrays.copyOfRange(sealed, from, message)));
            at += aes.doFinal(sealed, message, end - message, data, at);
        }
        return Arrays.copyOf(data, at);
    }

    private void init(int mode, SecretKey agreed) throws GeneralSecurityException {
        SecretKey key = hkdf.deriveKey("AES", derivation(agreed, KEY_LABEL, KEY));
        byte[] nonce = hkdf.deriveData(derivation(agreed, NONCE_LABEL, NONCE));
        aes.init(mode, key, new GCMParameterSpec(PublicKeyCost.TAG * Byte.SIZE, nonce));
    }

    private static HKDFParameterSpec derivation(SecretKey agreed, byte[] label, int length) {
        return HKDFParameterSpec.ofExtract().addIKM(agreed).thenExpand(label, length);
    }
}
