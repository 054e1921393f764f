package io.gatehouse.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** All of it by RSA: OAEP with SHA-256 (RFC 8017 section 7.1), block by block. */
final class RsaOaepSealing implements Sealing {
    private final Cipher sealing;
    private final Cipher opening;

    RsaOaepSealing() throws GeneralSecurityException {
        KeyPair keys = SampleKey.RSA2048.generate();
        sealing = cipher();
        sealing.init(Cipher.ENCRYPT_MODE, keys.getPublic(), parameters());
        opening = cipher();
        opening.init(Cipher.DECRYPT_MODE, keys.getPrivate(), parameters());
    }

    private static Cipher cipher() throws GeneralSecurityException {
        return Cipher.getInstance("RSA/ECB/OAEPPadding");
    }

    /** SHA-256 for the mask too, where the JDK would take SHA-1. */
    private static OAEPParameterSpec parameters() {
        return new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
    }

    @Override
    public byte[] seal(byte[] data) throws GeneralSecurityException {
        byte[] sealed = new byte[Math.toIntExact(PublicKeyCost.sealedBytes("rsaOaep", data.length))];
        int at = 0;
        for (int from = 0; from < data.length; from += PublicKeyCost.RSA_BLOCK) {
            int length = Math.min(PublicKeyCost.RSA_BLOCK, data.length - from);
            at += sealing.doFinal(data, from, length, sealed, at);
        }
        return sealed;
    }

    @Override
    public byte[] open(byte[] sealed) throws GeneralSecurityException {
        byte[] data = new byte[sealed.length]; // the JDK wants room for a whole block behind the last one
        int at = 0;
        for (int from = 0; from < sealed.length; from += PublicKeyCost.RSA_OCTETS) {
            at += opening.doFinal(sealed, from, PublicKeyCost.RSA_OCTETS, data, at);
        }
        return Arrays.copyOf(data, at);
    }
}
