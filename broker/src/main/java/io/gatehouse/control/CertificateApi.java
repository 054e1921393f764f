package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on device certificates and their shapes. */
public final class CertificateApi {
    public static final Operation<Register, View> REGISTER =
            new Operation<>("cert/register", Register.class, View.class);
    public static final Operation<SetStatus, View> SET_STATUS =
            new Operation<>("cert/set-status", SetStatus.class, View.class);
    public static final Operation<Page, Listing> LIST = new Operation<>("cert/list", Page.class, Listing.class);
    /** Those that are ACTIVE and end soon, or have ended. */
    public static final Operation<Ending, Listing> ENDING = new Operation<>("cert/ending", Ending.class, Listing.class);

    public static final Operation<Id, Detail> DESCRIBE = new Operation<>("cert/describe", Id.class, Detail.class);

    private CertificateApi() {}

    /** What an operator may set. Revoked is final. */
    public enum Status {
        ACTIVE,
        INACTIVE,
        REVOKED
    }

    /**
     * A certificate to let in, and what it belongs to.
     *
     * @param pem the device's certificate; a chain after it is ignored
     * @param thing to attach it to, {@code null} for none
     * @param policy to attach to it, {@code null} for none
     */
    public record Register(
            String pem,
            boolean active,
            @Nullable String thing,
            @Nullable String policy) {
        public Register {
            Shape.text("pem", pem, 64 * 1024);
        }
    }

    /**
     * Which certificate.
     *
     * @param id the whole certificate id, or a beginning of at least 8 characters that only one has
     */
    public record Id(String id) {
        public Id {
            Shape.text("id", id, 64);
        }
    }

    /** @param before when they end at the latest */
    public record Ending(Page page, Instant before) {
        public Ending {
            Shape.there("page", page);
            Shape.there("before", before);
        }
    }

    public record SetStatus(String id, Status status) {
        public SetStatus {
            Shape.text("id", id, 64);
            Shape.there("status", status);
        }
    }

    /**
     * A certificate in one line.
     *
     * @param status as the registry has it, {@code PENDING_ACTIVATION} and {@code PENDING_TRANSFER} included
     */
    public record View(String id, String status, String subject, Instant notAfter, List<String> things) {}

    public record Listing(List<View> certificates, @Nullable String next) {}

    /**
     * All of a certificate.
     *
     * @param revocation what its issuer says of it, a sentence each; empty where nobody is asked
     */
    public record Detail(
            String id,
            String status,
            String subject,
            String issuer,
            String serial,
            Instant notBefore,
            Instant notAfter,
            Instant createdAt,
            Instant lastModifiedAt,
            @Nullable String authority,
            List<String> things,
            List<String> policies,
            List<String> groupPolicies,
            List<String> revocation,
            String pem) {}
}
