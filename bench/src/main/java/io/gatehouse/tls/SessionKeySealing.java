package io.gatehouse.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * One key for all, as TLS does it after its handshake: AES-128-GCM over records, the nonce made of the record's number
 * (RFC 8446 section 5.3). The number goes on from one call to the next: a nonce that came twice would give the key
 * away. What is opened is the last that was sealed, as often as wanted.
 */
final class SessionKeySealing implements Sealing {
    private static final int NONCE = 12;

    private final SecretKey key;
    private final byte[] iv = new byte[NONCE];
    private final Cipher aes;
    private long number;
    private long first;

    SessionKeySealing() throws GeneralSecurityException {
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(128);
        key = generator.generateKey();
        aes = Cipher.getInstance("AES/GCM/NoPadding");
        new SecureRandom().nextBytes(iv);
    }

    @Override
    public byte[] seal(byte[] data) throws GeneralSecurityException {
        byte[] sealed = new byte[Math.toIntExact(PublicKeyCost.sealedBytes("sessionKey", data.length))];
        first = number;
        int at = 0;
        for (int from = 0; from < data.length; from += PublicKeyCost.RECORD) {
            init(Cipher.ENCRYPT_MODE, number++);
            at += aes.doFinal(data, from, Math.min(PublicKeyCost.RECORD, data.length - from), sealed, at);
        }
        return sealed;
    }

    @Override
    public byte[] open(byte[] sealed) throws GeneralSecurityException {
        int whole = PublicKeyCost.RECORD + PublicKeyCost.TAG;
        byte[] data = new byte[sealed.length];
        int at = 0;
        long record = first;
        for (int from = 0; from < sealed.length; from += whole) {
            init(Cipher.DECRYPT_MODE, record++);
            at += aes.doFinal(sealed, from, Math.min(whole, sealed.length - from), data, at);
        }
        return Arrays.copyOf(data, at);
    }

    private void init(int mode, long record) throws GeneralSecurityException {
        byte[] nonce = iv.clone();
        ByteBuffer end = ByteBuffer.wrap(nonce);
        end.putLong(NONCE - Long.BYTES, end.getLong(NONCE - Long.BYTES) ^ record);
        aes.init(mode, key, new GCMParameterSpec(PublicKeyCost.TAG * Byte.SIZE, nonce));
    }
}
