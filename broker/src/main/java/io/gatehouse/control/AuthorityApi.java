package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on registered certificate authorities and their shapes. */
public final class AuthorityApi {
    public static final Operation<Add, View> ADD = new Operation<>("ca/add", Add.class, View.class);
    public static final Operation<Page, Listing> LIST = new Operation<>("ca/list", Page.class, Listing.class);
    public static final Operation<Id, View> REMOVE = new Operation<>("ca/remove", Id.class, View.class);

    public static final Operation<SetStatus, View> SET_STATUS =
            new Operation<>("ca/set-status", SetStatus.class, View.class);

    private AuthorityApi() {}

    /** Whether certificates that an authority signed may be registered. Those that are go on. */
    public enum Status {
        ACTIVE,
        INACTIVE
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

    public record Listing(List<View> authorities, @Nullable String next) {}
}
