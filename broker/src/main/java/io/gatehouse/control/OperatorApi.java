package io.gatehouse.control;

import io.gatehouse.operator.OperatorGate;
import io.gatehouse.operator.Role;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations on operators and their shapes. */
public final class OperatorApi {
    public static final Operation<Create, Key> CREATE = new Operation<>("operator/create", Create.class, Key.class);
    public static final Operation<BrokerApi.Nothing, Listing> LIST =
            new Operation<>("operator/list", BrokerApi.Nothing.class, Listing.class);
    public static final Operation<Disable, View> DISABLE =
            new Operation<>("operator/disable", Disable.class, View.class);
    public static final Operation<Grant, View> GRANT = new Operation<>("operator/grant", Grant.class, View.class);
    public static final Operation<Name, View> DELETE = new Operation<>("operator/delete", Name.class, View.class);
    /** Makes a second access key. */
    public static final Operation<Name, Key> ROTATE = new Operation<>("operator/rotate", Name.class, Key.class);
    /** Takes an access key away. */
    public static final Operation<Retire, View> RETIRE = new Operation<>("operator/retire", Retire.class, View.class);

    public static final Operation<Trust, View> TRUST = new Operation<>("operator/trust", Trust.class, View.class);

    public static final Operation<Attach, View> ATTACH = new Operation<>("operator/attach", Attach.class, View.class);

    private OperatorApi() {}

    /** What an operator may do; the words of the command line. */
    public enum Power {
        VIEWER,
        OPERATOR,
        ADMIN;

        Role role() {
            return Role.valueOf(name());
        }
    }

    public record Name(String name) {
        public Name {
            Shape.text("name", name, 64);
        }
    }

    public record Create(String name, Power role) {
        public Create {
            Shape.text("name", name, 64);
            Shape.there("role", role);
        }
    }

    public record Grant(String name, Power role) {
        public Grant {
            Shape.text("name", name, 64);
            Shape.there("role", role);
        }
    }

    /**
     * Takes the operator out of use, or into use again.
     *
     * @param undo true to enable
     */
    public record Disable(String name, boolean undo) {
        public Disable {
            Shape.text("name", name, 64);
        }
    }

    public record Retire(String name, String accessKeyId) {
        public Retire {
            Shape.text("name", name, 64);
            Shape.text("accessKeyId", accessKeyId, 128);
        }
    }

    /**
     * Lets a client certificate stand for the operator, or no more.
     *
     * @param sha256 of its DER, 64 hexadecimal digits
     * @param undo true to take it away
     */
    public record Trust(String name, String sha256, boolean undo) {
        public Trust {
            Shape.text("name", name, 64);
            Shape.text("sha256", sha256, 64);
        }

        public static Trust of(String name, X509Certificate certificate, boolean undo) {
            try {
                return new Trust(name, OperatorGate.sha256(certificate), undo);
            } catch (CertificateEncodingException e) {
                throw new ShapeException("certificate: cannot be encoded (expected: one that can be read)");
            }
        }
    }

    /**
     * Lets a policy say what the operator may do on the data plane, or no more.
     *
     * @param policy by name
     * @param undo true to detach it
     */
    public record Attach(String name, String policy, boolean undo) {
        public Attach {
            Shape.text("name", name, 64);
            Shape.text("policy", policy, 128);
        }
    }

    /** An access key with its secret, which is shown this once. */
    public record Key(String operator, String accessKeyId, String secretAccessKey) {
        @Override
        public String toString() {
            return "Key[" + operator + ", " + accessKeyId + ", secret hidden]";
        }
    }

    /**
     * One operator.
     *
     * @param certificates SHA-256 of each
     * @param policies for the data plane, by name
     */
    public record View(
            String name,
            String role,
            boolean disabled,
            List<KeyView> keys,
            List<String> certificates,
            List<String> policies,
            Instant createdAt) {}

    /**
     * An access key.
     *
     * @param lastUsedAt {@code null} where it never was
     */
    public record KeyView(
            String id,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable String lastUsedFrom) {}

    public record Listing(List<View> operators) {}
}
