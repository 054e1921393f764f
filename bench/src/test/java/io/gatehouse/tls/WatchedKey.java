package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslPrivateKeyMethod;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.net.ssl.SSLEngine;

/** The server's private key, of RSA, in hands that remember what it was used for. */
final class WatchedKey implements OpenSslPrivateKeyMethod {
    private final PrivateKey key;
    private final List<byte[]> signed = new ArrayList<>();
    private final List<byte[]> decrypted = new ArrayList<>();

    WatchedKey(PrivateKey key) {
        this.key = key;
    }

    /** What was signed with it, in order. */
    List<byte[]> signed() {
        return signed;
    }

    /** What was decrypted with it, in order. */
    List<byte[]> decrypted() {
        return decrypted;
    }

    @Override
    public byte[] sign(SSLEngine engine, int scheme, byte[] input) throws Exception {
        signed.add(input);
        if (scheme != SSL_SIGN_RSA_PSS_RSAE_SHA256) {
            throw new IllegalArgumentException("signature scheme: " + scheme + " (expected: rsa_pss_rsae_sha256)");
        }
        Signature signature = pssSha256();
        signature.initSign(key);
        signature.update(input);
        return signature.sign();
    }

    /** The whole block, padding included. */
    @Override
    public byte[] decrypt(SSLEngine engine, byte[] input) throws Exception {
        decrypted.add(input);
        Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key);
        return cipher.doFinal(input);
    }

    /** RFC 8446 section 4.2.3: rsa_pss_rsae_sha256. */
    static Signature pssSha256() throws Exception {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        return signature;
    }
}
