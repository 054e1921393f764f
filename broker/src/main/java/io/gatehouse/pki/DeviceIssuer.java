package io.gatehouse.pki;

import io.gatehouse.loop.Clock;
import io.gatehouse.loop.TokenBucket;
import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Issues certificates to devices, as AWS IoT Core's CreateKeysAndCertificate and CreateCertificateFromCsr do. Nothing
 * is remembered: whoever asks registers what was issued. The same request twice gives two certificates, of different
 * serial numbers.
 *
 * <p>Making an RSA key costs more than anything else a stranger can have done, so that keys are limited twice, by rate
 * and by how many are being made; requests by rate, because each costs a verification and a signature. Beyond a limit
 * the answer comes at once and nobody waits.
 *
 * <p>Any thread that may block; virtual threads.
 */
public final class DeviceIssuer {
    private static final X500Name FIXED_SUBJECT = new X500Name("CN=AWS IoT Certificate");
    private static final Duration BURST = Duration.ofSeconds(1);

    private final IssuingAuthority authority;
    private final IssuingRules rules;
    private final Clock clock;
    private final TokenBucket keys;
    private final TokenBucket requests;
    private final Semaphore making;
    private final Runnable issued;

    public DeviceIssuer(IssuingAuthority authority, IssuingRules rules, Clock clock) {
        this.authority = authority;
        this.rules = rules;
        this.clock = clock;
        this.keys = new TokenBucket(clock, BURST);
        this.requests = new TokenBucket(clock, BURST);
        this.making = new Semaphore(rules.keysAtOnce());
        this.issued = () -> {};
    }

    private DeviceIssuer(DeviceIssuer same, Runnable issued) {
        this.authority = same.authority;
        this.rules = same.rules;
        this.clock = same.clock;
        this.keys = same.keys;
        this.requests = same.requests;
        this.making = same.making;
        this.issued = issued;
    }

    /**
     * The same issuer with the same limits, for one of those who ask.
     *
     * @param issued is told of each certificate that was signed for it, whatever becomes of it; any thread
     */
    public DeviceIssuer telling(Runnable issued) {
        return new DeviceIssuer(this, issued);
    }

    /** Its name in the certificates it issues, RFC 2253. */
    public String authorityName() {
        return authority.issuer().certificate().getSubjectX500Principal().getName();
    }

    /** A certificate for a new RSA key of 2048 bits. The private key leaves with the answer and is not kept. */
    public Issuance withNewKeys() {
        return withNewKeys(rules.notAfter());
    }

    /** The same, for so long from now and no longer than the rules and the authority let it. */
    public Issuance withNewKeys(Duration life) {
        Instant end = Instant.ofEpochMilli(clock.wallMillis()).plus(life);
        return withNewKeys(end.isBefore(rules.notAfter()) ? end : rules.notAfter());
    }

    private Issuance withNewKeys(Instant notAfter) {
        if (!keys.take(rules.keysPerSecond())) {
            return new Issuance.Throttled(
                    "keys: more than " + rules.keysPerSecond() + " a second (expected: a signing request, or later)");
        }
        if (!making.tryAcquire()) {
            return new Issuance.Throttled("keys: " + rules.keysAtOnce()
                    + " are being made (expected: no more at once; a signing request, or later)");
        }
        KeyPair pair;
        try {
            pair = KeyKind.RSA2048.generate();
        } finally {
            making.release();
        }
        return switch (certify(FIXED_SUBJECT, pair.getPublic(), notAfter)) {
            case Issuance.Certified(X509Certificate certificate) ->
                new Issuance.WithKeys(certificate, Pem.of(pair.getPublic()), pkcs1(pair));
            case Issuance refused -> refused;
        };
    }

    /**
     * A certificate for the key of a signing request, which is one of RSA with 2048 to 4096 bits, or EC on P-256, P-384
     * or P-521.
     *
     * @param csrPem PKCS#10 in PEM, at most 8,192 characters
     */
    public Issuance certify(String csrPem) {
        if (!requests.take(rules.requestsPerSecond())) {
            return new Issuance.Throttled(
                    "csr: more than " + rules.requestsPerSecond() + " a second (expected: later again)");
        }
        return switch (CertificateRequest.read(csrPem)) {
            case CertificateRequest.Reading.Accepted(CertificateRequest request) ->
                certify(subject(request), request.key(), rules.notAfter());
            case CertificateRequest.Reading.Refused(String problem) -> new Issuance.Refused(problem);
        };
    }

    private X500Name subject(CertificateRequest request) {
        return switch (rules.subject()) {
            case OF_REQUEST -> request.subject().getRDNs().length == 0 ? FIXED_SUBJECT : request.subject();
            case FIXED -> FIXED_SUBJECT;
        };
    }

    private Issuance certify(X500Name subject, PublicKey key, Instant notAfter) {
        Issuer issuer = authority.issuer();
        Instant now = Instant.ofEpochMilli(clock.wallMillis());
        Instant begins = issuer.certificate().getNotBefore().toInstant();
        Instant ends = notAfter.isBefore(issuer.notAfter()) ? notAfter : issuer.notAfter();
        if (now.isBefore(begins) || !now.isBefore(ends)) {
            return new Issuance.Unavailable("authority: issues from " + begins + " to " + ends + " (expected: now, "
                    + now + ", in between; renew the authority or correct the clock)");
        }
        try {
            X509Certificate certificate = issuer.device(subject, key, now, ends);
            issued.run();
            return new Issuance.Certified(certificate);
        } catch (PkiException e) {
            return new Issuance.Unavailable(String.valueOf(e.getMessage()));
        }
    }

    /** As AWS writes it: {@code RSA PRIVATE KEY}, which every TLS library of a device reads. */
    private static String pkcs1(KeyPair pair) {
        try {
            return Pem.block(
                    "RSA PRIVATE KEY",
                    PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
                            .parsePrivateKey()
                            .toASN1Primitive()
                            .getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("RSA keys of this Java platform are PKCS#8", e);
        }
    }
}
