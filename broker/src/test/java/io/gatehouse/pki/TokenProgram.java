package io.gatehouse.pki;

import io.gatehouse.config.IssuingSettings;
import io.gatehouse.loop.Clock;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Puts an intermediate into an empty token, opens it as a broker would, and issues with it. */
final class TokenProgram {
    private TokenProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path configuration = Path.of(arguments[0]);
        char[] pin = arguments[1].toCharArray();
        Instant now = Instant.now();
        Issuer root = Issuer.root(KeyKind.P256.generate(), now, now.plus(Duration.ofDays(365)));
        KeyPair keys = KeyKind.P256.generate();
        Issuer intermediate = root.intermediate(keys, now, now.plus(Duration.ofDays(300)));
        Provider provider = Security.getProvider("SunPKCS11").configure(configuration.toString());
        KeyStore token = KeyStore.getInstance("PKCS11", provider);
        token.load(null, pin);
        token.setKeyEntry(
                "issuing", keys.getPrivate(), null, new Certificate[] {intermediate.certificate(), root.certificate()});

        IssuingAuthority authority = Objects.requireNonNull(IssuingAuthority.configured(
                new IssuingSettings(null, null, configuration, Path.of(arguments[2]), "issuing", 10, 0, 100)));
        DeviceIssuer issuer = new DeviceIssuer(authority, IssuingRules.asAws(2), Clock.SYSTEM);
        if (!(issuer.certify(SigningRequest.create().pem()) instanceof Issuance.Certified(X509Certificate leaf))) {
            throw new IllegalStateException("not issued");
        }
        leaf.verify(intermediate.certificate().getPublicKey());
        String by = leaf.getIssuerX500Principal().getName();
        System.out.println("issued by " + by.substring(0, by.indexOf(',')));
        System.out.println("key leaves: " + (authority.issuer().key().getEncoded() == null ? "no" : "yes"));
    }
}
