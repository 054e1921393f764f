package io.gatehouse.session;

import org.jspecify.annotations.Nullable;

/**
 * Whom a session belongs to.
 *
 * @param certificateId lower-case hex SHA-256 of the certificate
 * @param thing the thing the connection stands for, if its name is the client id and the certificate is attached to it
 */
public record Principal(String certificateId, @Nullable String thing) {
    /** Whether both are certificates of one thing, as those of a device are whose certificate is being renewed. */
    boolean isOfSameThingAs(Principal other) {
        return thing != null && thing.equals(other.thing);
    }
}
