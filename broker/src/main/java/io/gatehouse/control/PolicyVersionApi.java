package io.gatehouse.control;

import java.time.Instant;
import java.util.List;

/** The operations on the versions of a policy and their shapes. */
public final class PolicyVersionApi {
    public static final Operation<PolicyApi.Put, PolicyApi.Stored> ADD =
            new Operation<>("policy/add-version", PolicyApi.Put.class, PolicyApi.Stored.class);
    public static final Operation<PolicyApi.Name, Listing> LIST =
            new Operation<>("policy/versions", PolicyApi.Name.class, Listing.class);
    public static final Operation<Version, Document> GET =
            new Operation<>("policy/get-version", Version.class, Document.class);
    public static final Operation<Version, Listing> SET_DEFAULT =
            new Operation<>("policy/set-default", Version.class, Listing.class);
    public static final Operation<Version, Listing> REMOVE =
            new Operation<>("policy/remove-version", Version.class, Listing.class);

    private PolicyVersionApi() {}

    public record Version(String name, long version) {
        public Version {
            Shape.text("name", name, 128);
        }
    }

    /**
     * One version.
     *
     * @param inForce the one that decides
     */
    public record View(long version, boolean inForce, Instant createdAt) {}

    /**
     * All versions of one policy.
     *
     * @param versions oldest first
     */
    public record Listing(String name, List<View> versions) {}

    public record Document(String name, long version, boolean inForce, String document, Instant createdAt) {}
}
