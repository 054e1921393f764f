package io.gatehouse.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Signing requests, good and bad. */
final class Requests {
    private Requests() {}

    static KeyPair rsa(int bits) {
        return keys("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    static KeyPair rsa(int bits, long exponent) {
        return keys("RSA", new RSAKeyGenParameterSpec(bits, BigInteger.valueOf(exponent)));
    }

    static KeyPair ec(String curve) {
        return keys("EC", new ECGenParameterSpec(curve));
    }

    private static KeyPair keys(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    static String of(KeyPair keys, String subject, String signature) {
        return of(keys, keys, subject, signature);
    }

    /** @param signer whose private key signs, which is another's where the request is a lie */
    static String of(KeyPair keys, KeyPair signer, String subject, String signature) {
        try {
            return pem(new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), keys.getPublic())
                    .build(new JcaContentSignerBuilder(signature).build(signer.getPrivate()))
                    .getEncoded());
        } catch (OperatorCreationException | IOException broken) {
            throw new AssertionError(broken);
        }
    }

    /** Asks to become an authority, and a server of another name. */
    static String forAnAuthority(KeyPair keys) {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            extensions.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "broker.example")));
            return pem(new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=pump"), keys.getPublic())
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded());
        } catch (OperatorCreationException | IOException broken) {
            throw new AssertionError(broken);
        }
    }

    static String pem(byte[] der) {
        return Pem.block("CERTIFICATE REQUEST", der);
    }
}
