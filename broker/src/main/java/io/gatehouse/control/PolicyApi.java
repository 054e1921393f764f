package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on policies and their attachments, and their shapes. */
public final class PolicyApi {
    public static final Operation<Put, Stored> PUT = new Operation<>("policy/put", Put.class, Stored.class);
    public static final Operation<Name, View> GET = new Operation<>("policy/get", Name.class, View.class);
    public static final Operation<Page, Listing> LIST = new Operation<>("policy/list", Page.class, Listing.class);
    public static final Operation<Name, View> REMOVE = new Operation<>("policy/remove", Name.class, View.class);
    public static final Operation<Attachment, Attached> ATTACH =
            new Operation<>("policy/attach", Attachment.class, Attached.class);
    public static final Operation<Attachment, Attached> DETACH =
            new Operation<>("policy/detach", Attachment.class, Attached.class);

    private PolicyApi() {}

    public record Name(String name) {
        public Name {
            Shape.text("name", name, 128);
        }
    }

    /**
     * A policy, or a new version of one.
     *
     * @param document in the language of AWS IoT policies
     */
    public record Put(String name, String document) {
        public Put {
            Shape.text("name", name, 128);
            Shape.text("document", document, 128 * 1024);
        }
    }

    /**
     * A document that is stored now.
     *
     * @param version its number
     * @param inForce the number of the version that decides now
     * @param dropped numbers of older versions that made room for it
     * @param findings what is legal and probably not meant
     */
    public record Stored(String name, long version, long inForce, List<Long> dropped, List<Finding> findings) {}

    /**
     * Something to look at again.
     *
     * @param kind a stable code
     * @param path {@code Statement[2].Resource[0]}; empty for the document
     * @param message what happens
     * @param instead what to write, if it is not meant
     */
    public record Finding(String kind, String path, String message, String instead) {
        static Finding of(io.gatehouse.policy.Finding found) {
            return new Finding(found.kind().name(), found.path(), found.message(), found.instead());
        }
    }

    public record View(String name, String document, long version, Instant createdAt, int certificates, int groups) {}

    public record Summary(String name, long version, Instant createdAt, int certificates, int groups) {}

    public record Listing(List<Summary> policies, @Nullable String next) {}

    /**
     * A policy and what it is attached to, or detached from.
     *
     * @param certificate an id, or a beginning of at least 8 characters that only one has; {@code null} where {@code
     *     thing} is set
     * @param thing all of whose certificates are meant
     */
    public record Attachment(
            String policy,
            @Nullable String certificate,
            @Nullable String thing) {
        public Attachment {
            Shape.text("policy", policy, 128);
            if ((certificate == null) == (thing == null)) {
                throw new IllegalArgumentException("certificate: " + certificate + " (expected: it or a thing)");
            }
        }
    }

    /**
     * What changed.
     *
     * @param certificates ids that now have, or no longer have, the policy
     */
    public record Attached(String policy, List<String> certificates) {}
}
