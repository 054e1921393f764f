package io.gatehouse.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The connections of this broker, as its sessions tell. Called on virtual threads; may wait for the loops. */
public interface LiveConnections {
    /**
     * Connections in the order of client ids.
     *
     * @param clientIdPrefix empty for all
     * @param after only client ids behind this one, {@code null} from the first
     * @param sharedOnly only those whose certificate another connected client has, too
     */
    List<ConnectionView> list(String clientIdPrefix, @Nullable String after, int max, boolean sharedOnly);

    /** {@code null} when that client is not connected. */
    @Nullable
    ConnectionView describe(String clientId);

    /** Ends the connection with reason {@code ADMINISTRATIVE_ACTION}; false when that client is not connected. */
    boolean kick(String clientId);
}
