package io.gatehouse.pki;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A new device key, and the request to certify it (PKCS#10, RFC 2986). Made where the device's files are kept, so that
 * the private key never leaves them.
 *
 * @param key P-256
 * @param pem the request; carries the public key and proves possession of the private one
 */
public record SigningRequest(PrivateKey key, String pem) {

    /** Makes a key and asks for its certificate. Under no name: the authority writes its own subject. */
    public static SigningRequest create() {
        KeyPair pair = KeyKind.P256.generate();
        try {
            PKCS10CertificationRequest request = new JcaPKCS10CertificationRequestBuilder(
                            new X500Principal(""), pair.getPublic())
                    .build(new JcaContentSignerBuilder(KeyKind.P256.signature()).build(pair.getPrivate()));
            return new SigningRequest(pair.getPrivate(), Pem.block("CERTIFICATE REQUEST", request.getEncoded()));
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("P-256 keys and ECDSA are part of this Java platform", e);
        }
    }

    /** PKCS#8, unencrypted. */
    public String privateKeyPem() {
        return Pem.of(key);
    }

    /**
     * The key that {@code pem} asks to certify, once the request's signature proves that the asker has its other half.
     *
     * @throws PkiException when it is no request, or the proof is missing
     */
    public static PublicKey provenKey(String pem) throws PkiException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            PemObject block = parser.readPemObject();
            if (block == null || !block.getType().endsWith("CERTIFICATE REQUEST")) {
                throw new PkiException(
                        "csr: " + (block == null ? "no PEM" : block.getType()) + " (expected: CERTIFICATE REQUEST)");
            }
            var request = new JcaPKCS10CertificationRequest(new PKCS10CertificationRequest(block.getContent()));
            PublicKey key = request.getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new PkiException("csr: its signature does not verify (expected: signed with the key it carries)");
            }
            return key;
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException e) {
            // Bouncy Castle's parser answers hostile input with runtime exceptions as well.
            throw new PkiException("csr: cannot be read (expected: PKCS#10 in PEM)", e);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "SigningRequest[]";
    }
}
