package io.gatehouse.session;

import org.jspecify.annotations.Nullable;

/**
 * Whom a session belongs to.
 *
 * @param id lower-case hex SHA-256 of the certificate; of an operator, who comes with a signature, {@code operator/}
 *     and the name. What belongs to one id is out of reach of every other, but for {@link #isContinuedBy}
 * @param thing the thing the connection stands for, if its name is the client id and the certificate is attached to it
 */
public record Principal(String id, @Nullable String thing) {
    /** No certificate's id begins so. */
    private static final String OPERATOR = "operator/";

    /** The id of whoever it is. */
    public static String idOf(@Nullable String certificateId, @Nullable String operator) {
        if ((certificateId == null) == (operator == null)) {
            throw new IllegalArgumentException("principal: (expected: a certificate or an operator)");
        }
        return operator == null ? String.valueOf(certificateId) : OPERATOR + operator;
    }

    /** {@code null} of an operator. */
    public @Nullable String certificateId() {
        return certificateIn(id);
    }

    /** By name; {@code null} of a certificate. */
    public @Nullable String operator() {
        return operatorIn(id);
    }

    public static @Nullable String certificateIn(String id) {
        return id.startsWith(OPERATOR) ? null : id;
    }

    public static @Nullable String operatorIn(String id) {
        return id.startsWith(OPERATOR) ? id.substring(OPERATOR.length()) : null;
    }

    /** Whether both are certificates of one thing, as those of a device are whose certificate is being renewed. */
    boolean isOfSameThingAs(Principal other) {
        return thing != null && thing.equals(other.thing);
    }

    /**
     * Whether a session of this one goes on with {@code newcomer}: the same, or another certificate that stands for the
     * same thing, while both are attached to it. What this one was when it came last is not enough: a certificate that
     * was taken off the thing leaves the thing's other certificates nothing.
     */
    boolean isContinuedBy(Principal newcomer, Attachments attachments) {
        String mine = certificateId();
        String other = newcomer.certificateId();
        return id.equals(newcomer.id)
                || (thing != null
                        && isOfSameThingAs(newcomer)
                        && mine != null
                        && attachments.isAttached(mine, thing)
                        && other != null
                        && attachments.isAttached(other, thing));
    }
}
