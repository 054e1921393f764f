package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operations on things and their shapes. */
public final class ThingApi {
    public static final Operation<Create, Created> CREATE =
            new Operation<>("thing/create", Create.class, Created.class);
    public static final Operation<Page, Listing> LIST = new Operation<>("thing/list", Page.class, Listing.class);
    public static final Operation<Name, Detail> DESCRIBE = new Operation<>("thing/describe", Name.class, Detail.class);
    public static final Operation<Remove, Removed> REMOVE =
            new Operation<>("thing/remove", Remove.class, Removed.class);

    private ThingApi() {}

    /**
     * A thing, its certificate and its policy in one go. The private key stays with whoever asks: only a signing
     * request is sent.
     *
     * @param type of the thing, {@code null} for none
     * @param policy an existing policy to attach; {@code null} for the one that gives a thing its own topics
     * @param csrPem PKCS#10; its subject is ignored, the certificate's is the thing's name
     */
    public record Create(
            String name,
            @Nullable String type,
            Map<String, String> attributes,
            @Nullable String policy,
            String csrPem) {
        public Create {
            Shape.text("name", name, 128);
            attributes = Map.copyOf(Shape.there("attributes", attributes));
            Shape.text("csrPem", csrPem, 16 * 1024);
        }
    }

    /**
     * All that a device's folder needs, the key excepted.
     *
     * @param chainPem leaf and intermediates, as the device presents them
     * @param caPem what the device trusts the broker by
     * @param host where the device connects to
     */
    public record Created(
            String name,
            String certificateId,
            String certificatePem,
            String chainPem,
            String caPem,
            Instant notAfter,
            String policy,
            String policyDocument,
            String host,
            int port) {}

    public record Name(String name) {
        public Name {
            Shape.text("name", name, 128);
        }
    }

    /**
     * A thing in one line.
     *
     * @param createdAt {@code null} where it was asked for over AWS's API, which does not tell
     */
    public record View(
            String name,
            @Nullable String type,
            Map<String, String> attributes,
            int certificates,
            @Nullable Instant createdAt) {}

    public record Listing(List<View> things, @Nullable String next) {}

    /**
     * A thing and what is around it.
     *
     * @param groups it is in, dynamic ones too, those above them not listed
     * @param billingGroup the one it is in, {@code null} for none
     * @param createdAt as in {@link View}
     * @param exclusive ids of those certificates that have it exclusively
     */
    public record Detail(
            String name,
            @Nullable String type,
            Map<String, String> attributes,
            List<String> groups,
            @Nullable String billingGroup,
            long version,
            @Nullable Instant createdAt,
            List<CertificateApi.View> certificates,
            List<String> exclusive) {}

    /**
     * Which thing to remove, and how far to go.
     *
     * @param revoke true to revoke the thing's certificates first; without it, a thing that has any is kept
     */
    public record Remove(String name, boolean revoke) {
        public Remove {
            Shape.text("name", name, 128);
        }
    }

    /**
     * What is gone.
     *
     * @param revoked ids of the certificates that were revoked
     */
    public record Removed(String name, List<String> revoked) {}
}
