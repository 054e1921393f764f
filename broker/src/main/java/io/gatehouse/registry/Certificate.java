package io.gatehouse.registry;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A registered device certificate. Immutable; any thread. Times are of milliseconds, as the store has them, and kept as
 * such: a million certificates have four each.
 */
public final class Certificate {
    private final String id;
    private final Der der;
    private final CertificateStatus status;
    private final long notBefore;
    private final long notAfter;
    private final String subject;
    private final String issuer;
    private final String serialHex;
    private final long createdAt;
    private final long lastModifiedAt;
    private final @Nullable String caId;
    private final CertificateMode mode;

    /** What each is, the methods say. */
    Certificate(
            String id,
            Der der,
            CertificateStatus status,
            Instant notBefore,
            Instant notAfter,
            String subject,
            String issuer,
            String serialHex,
            Instant createdAt,
            Instant lastModifiedAt,
            @Nullable String caId,
            CertificateMode mode) {
        this.id = id;
        this.der = der;
        this.status = status;
        this.notBefore = notBefore.toEpochMilli();
        this.notAfter = notAfter.toEpochMilli();
        this.subject = subject;
        this.issuer = issuer;
        this.serialHex = serialHex;
        this.createdAt = createdAt.toEpochMilli();
        this.lastModifiedAt = lastModifiedAt.toEpochMilli();
        this.caId = caId;
        this.mode = mode;
    }

    private Certificate(Certificate other, Der der, CertificateStatus status, long lastModifiedAt) {
        this.id = other.id;
        this.der = der;
        this.status = status;
        this.notBefore = other.notBefore;
        this.notAfter = other.notAfter;
        this.subject = other.subject;
        this.issuer = other.issuer;
        this.serialHex = other.serialHex;
        this.createdAt = other.createdAt;
        this.lastModifiedAt = lastModifiedAt;
        this.caId = other.caId;
        this.mode = other.mode;
    }

    /** Lower-case hex SHA-256 of {@link #der}, 64 characters. */
    public String id() {
        return id;
    }

    /** The certificate as the device presents it. */
    public Der der() {
        return der;
    }

    public CertificateStatus status() {
        return status;
    }

    public Instant notBefore() {
        return Instant.ofEpochMilli(notBefore);
    }

    public Instant notAfter() {
        return Instant.ofEpochMilli(notAfter);
    }

    /** RFC 2253. */
    public String subject() {
        return subject;
    }

    /** RFC 2253. */
    public String issuer() {
        return issuer;
    }

    /** Lower-case hex without leading zeros. */
    public String serialHex() {
        return serialHex;
    }

    public Instant createdAt() {
        return Instant.ofEpochMilli(createdAt);
    }

    public Instant lastModifiedAt() {
        return Instant.ofEpochMilli(lastModifiedAt);
    }

    /** The registered CA that signed it when it was registered, or null; decides nothing at connect time. */
    public @Nullable String caId() {
        return caId;
    }

    /** As it was registered, or its CA. */
    public CertificateMode mode() {
        return mode;
    }

    /** For people and files. */
    public String pem() {
        return der.pem();
    }

    Certificate with(CertificateStatus newStatus, Instant now) {
        return new Certificate(this, der, newStatus, now.toEpochMilli());
    }

    /** @param other equal to the one it has */
    Certificate with(Der other) {
        return other == der ? this : new Certificate(this, other, status, lastModifiedAt);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Certificate that
                && id.equals(that.id)
                && status == that.status
                && notBefore == that.notBefore
                && notAfter == that.notAfter
                && subject.equals(that.subject)
                && issuer.equals(that.issuer)
                && serialHex.equals(that.serialHex)
                && createdAt == that.createdAt
                && lastModifiedAt == that.lastModifiedAt
                && Objects.equals(caId, that.caId)
                && mode == that.mode
                && der.equals(that.der);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Certificate[" + id + ", " + status + ", " + subject + "]";
    }
}
