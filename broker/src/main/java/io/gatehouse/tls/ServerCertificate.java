package io.gatehouse.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One certificate that the server may show, and to whom. Any thread; immutable but for what is stapled to it. Two are
 * equal only if they are the same object: each has contexts of its own.
 */
public final class ServerCertificate {
    /** dNSName of GeneralName, RFC 5280 section 4.2.1.6. */
    private static final Integer DNS_NAME = 2;

    private final @Nullable String name;
    private final CertificateAndKey credential;
    private final byte @Nullable [] given;
    private volatile byte @Nullable [] staple;
    private final List<String> names;
    private final Set<SignatureScheme> signsInTls13;
    private final Set<SignatureScheme> signsInTls12;

    /** @param staple an OCSP response in DER that is sent to clients that ask for one */
    public ServerCertificate(CertificateAndKey credential, byte @Nullable [] staple) {
        this(null, credential, staple);
    }

    /**
     * The same, of the configuration's {@code server-certificates}.
     *
     * @param name as it is called there
     */
    ServerCertificate(@Nullable String name, CertificateAndKey credential, byte @Nullable [] staple) {
        this.name = name;
        this.credential = credential;
        this.given = staple == null ? null : staple.clone();
        this.staple = given;
        this.names = dnsNames(credential.leaf());
        String kind = credential.key().getAlgorithm();
        this.signsInTls13 = switch (kind) {
            case "EC" -> ofCurve(credential.leaf());
            case "RSA" -> SignatureScheme.RSA_PSS;
            default -> EnumSet.of(SignatureScheme.ED25519);
        };
        this.signsInTls12 = switch (kind) {
            case "EC" -> SignatureScheme.ANY_ECDSA;
            case "RSA" -> SignatureScheme.ANY_RSA;
            default -> EnumSet.of(SignatureScheme.ED25519);
        };
    }

    private static Set<SignatureScheme> ofCurve(X509Certificate leaf) {
        int bits = ((ECPublicKey) leaf.getPublicKey())
                .getParams()
                .getCurve()
                .getField()
                .getFieldSize();
        return switch (bits) {
            case 256 -> EnumSet.of(SignatureScheme.ECDSA_SECP256R1_SHA256);
            case 384 -> EnumSet.of(SignatureScheme.ECDSA_SECP384R1_SHA384);
            default -> EnumSet.of(SignatureScheme.ECDSA_SECP521R1_SHA512);
        };
    }

    private static List<String> dnsNames(X509Certificate leaf) {
        try {
            var names = leaf.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> DNS_NAME.equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** As the configuration calls it; null for one that is shown to whoever asks for no known name. */
    public @Nullable String name() {
        return name;
    }

    public CertificateAndKey credential() {
        return credential;
    }

    /** DNS names it is valid for, in lower case, wildcards among them. */
    public List<String> names() {
        return names;
    }

    /** Not to be changed. */
    byte @Nullable [] staple() {
        return staple;
    }

    /** Whether the operator gave an OCSP response for it. */
    public boolean staplesWhatWasGiven() {
        return given != null;
    }

    /** From now on, for new connections; {@code null} for none. The array is kept. */
    public void staple(byte @Nullable [] response) {
        staple = response;
    }

    /**
     * Whether the client can verify what this certificate's key signs.
     *
     * @param tls13 whether the server speaks TLS 1.3
     */
    boolean suits(ClientHello hello, boolean tls13) {
        if (tls13 && hello.offersTls13()) {
            return !Collections.disjoint(hello.signatureSchemes(), signsInTls13);
        }
        // In TLS 1.2 the cipher suite names the kind of the key. Ed25519 goes with the suites of ECDSA (RFC 8422).
        boolean suite = credential.key().getAlgorithm().equals("RSA") ? hello.offersRsa() : hello.offersEcdsa();
        return suite && !Collections.disjoint(hello.signatureSchemes(), signsInTls12);
    }

    boolean sameAs(ServerCertificate other) {
        return Objects.equals(name, other.name)
                && credential.equals(other.credential)
                && Arrays.equals(given, other.given);
    }

    /** Whether all of its chain has begun and nothing of it has ended. */
    public boolean isValidAt(Instant moment) {
        return credential.chain().stream()
                .noneMatch(certificate ->
                        moment.isBefore(certificate.getNotBefore().toInstant())
                                || moment.isAfter(certificate.getNotAfter().toInstant()));
    }

    /** When its chain ends: the earliest of all in it. */
    public Instant notAfter() {
        return credential.chain().stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Its subject: for messages to people. */
    @Override
    public String toString() {
        return credential.leaf().getSubjectX500Principal().getName();
    }
}
