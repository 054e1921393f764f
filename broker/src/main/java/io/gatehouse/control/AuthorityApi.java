package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on registered certificate authorities and their shapes. */
public final class AuthorityApi {
    public static final Operation<Add, View> ADD = new Operation<>("ca/add", Add.class, View.class);
    public static final Operation<Register, View> REGISTER = new Operation<>("ca/register", Register.class, View.class);
    public static final Operation<Page, Listing> LIST = new Operation<>("ca/list", Page.class, Listing.class);
    public static final Operation<Id, Detail> DESCRIBE = new Operation<>("ca/describe", Id.class, Detail.class);
    public static final Operation<Update, View> UPDATE = new Operation<>("ca/update", Update.class, View.class);
    public static final Operation<Id, View> REMOVE = new Operation<>("ca/remove", Id.class, View.class);

    public static final Operation<SetStatus, View> SET_STATUS =
            new Operation<>("ca/set-status", SetStatus.class, View.class);

    private AuthorityApi() {}

    /** Whether certificates that an authority signed may be registered. Those that are go on. */
    public enum Status {
        ACTIVE,
        INACTIVE
    }

    /** How an authority was registered. */
    public enum Mode {
        /** Elsewhere with a proof of its key; beside the broker without, as whoever is there may be believed. */
        DEFAULT,
        /** Without a proof. */
        SNI_ONLY
    }

    public record SetStatus(String id, Status status) {
        public SetStatus {
            Shape.text("id", id, 64);
            Shape.there("status", status);
        }
    }

    public record Add(String pem) {
        public Add {
            Shape.text("pem", pem, 64 * 1024);
        }
    }

    /**
     * What devices are provisioned with that come for the first time: one template, by its name or by its text.
     *
     * @param roleArn kept and shown; there are no roles here
     */
    public record Config(
            @Nullable String templateName,
            @Nullable String templateBody,
            @Nullable String roleArn) {}

    /**
     * An authority, all of it in one step.
     *
     * @param verificationPem a certificate it signed whose common name is the registration code; beside the broker it
     *     may be {@code null} in the mode DEFAULT too
     * @param autoRegistration whether devices of it may register by coming
     * @param config {@code null} for none
     */
    public record Register(
            String pem,
            @Nullable String verificationPem,
            Mode mode,
            Status status,
            boolean autoRegistration,
            @Nullable Config config) {
        public Register {
            Shape.text("pem", pem, 64 * 1024);
            Shape.there("mode", mode);
            Shape.there("status", status);
        }
    }

    /**
     * What is {@code null} stays as it is.
     *
     * @param id the whole id
     * @param removeConfig takes the configuration away, and lets no more devices register by coming
     */
    public record Update(
            String id,
            @Nullable Status status,
            @Nullable Boolean autoRegistration,
            @Nullable Config config,
            boolean removeConfig) {
        public Update {
            Shape.text("id", id, 64);
        }
    }

    /**
     * Which authority.
     *
     * @param id the whole id, or a beginning of at least 8 characters that only one has
     */
    public record Id(String id) {
        public Id {
            Shape.text("id", id, 64);
        }
    }

    public record View(String id, String status, String subject, Instant notAfter, Instant createdAt) {}

    /** All of an authority but its tags. */
    public record Detail(
            String id,
            Status status,
            String subject,
            Instant notAfter,
            Instant createdAt,
            Mode mode,
            boolean autoRegistration,
            @Nullable Config config,
            String pem) {}

    public record Listing(List<View> authorities, @Nullable String next) {}
}
