package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on provisioning templates and their shapes. */
public final class ProvisioningTemplateApi {
    public static final Operation<Create, View> CREATE = new Operation<>("template/create", Create.class, View.class);
    public static final Operation<Page, Listing> LIST = new Operation<>("template/list", Page.class, Listing.class);
    public static final Operation<Name, View> DESCRIBE = new Operation<>("template/describe", Name.class, View.class);
    public static final Operation<Update, View> UPDATE = new Operation<>("template/update", Update.class, View.class);
    public static final Operation<PutBody, View> PUT_BODY =
            new Operation<>("template/put-body", PutBody.class, View.class);
    public static final Operation<Name, View> REMOVE = new Operation<>("template/remove", Name.class, View.class);

    private static final int LONGEST_NAME = 36;
    /** Of a request; the registry takes 10,240, and says so of the one that is too long. */
    private static final int LONGEST_BODY = 64 * 1024;

    private ProvisioningTemplateApi() {}

    /** For which devices a template is. */
    public enum Type {
        /** Those that come with a claim. */
        FLEET_PROVISIONING,
        /** Those whose authority names it. */
        JITP
    }

    /**
     * Who is asked before a device is provisioned.
     *
     * @param payloadVersion of the question, {@code null} for the only one there is
     * @param targetArn the address of a webhook
     */
    public record Hook(@Nullable String payloadVersion, String targetArn) {
        public Hook {
            Shape.there("targetArn", targetArn);
        }
    }

    public record Name(String name) {
        public Name {
            Shape.text("name", name, LONGEST_NAME);
        }
    }

    /**
     * A template with its first version.
     *
     * @param body JSON, as in docs/provisioning.md
     * @param enabled whether devices may be provisioned with it
     * @param roleArn kept and shown; there are no roles here. Elsewhere it has to be there
     */
    public record Create(
            String name,
            @Nullable String description,
            Type type,
            String body,
            boolean enabled,
            @Nullable String roleArn,
            @Nullable Hook hook) {
        public Create {
            Shape.text("name", name, LONGEST_NAME);
            Shape.there("type", type);
            Shape.text("body", body, LONGEST_BODY);
        }
    }

    /** What is {@code null} stays as it is. */
    public record Update(
            String name,
            @Nullable String description,
            @Nullable Boolean enabled,
            @Nullable String roleArn,
            @Nullable Hook hook,
            boolean removeHook) {
        public Update {
            Shape.text("name", name, LONGEST_NAME);
        }
    }

    /** A new version, which counts from now on. Where there are as many as there may be, the oldest other one goes. */
    public record PutBody(String name, String body) {
        public PutBody {
            Shape.text("name", name, LONGEST_NAME);
            Shape.text("body", body, LONGEST_BODY);
        }
    }

    /**
     * A template with the version that counts.
     *
     * @param version the number of that version
     */
    public record View(
            String name,
            String description,
            Type type,
            long version,
            String body,
            boolean enabled,
            @Nullable String roleArn,
            @Nullable Hook hook,
            Instant createdAt) {}

    /** Names only. */
    public record Listing(List<Name> templates, @Nullable String next) {}
}
