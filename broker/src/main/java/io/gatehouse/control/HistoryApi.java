package io.gatehouse.control;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operation on what happened to a client, and its shapes. */
public final class HistoryApi {
    /** The most events one answer has; more are not kept of any client. */
    public static final int MOST = 500;

    public static final Operation<Query, Listing> LAST = new Operation<>("conn/history", Query.class, Listing.class);

    private HistoryApi() {}

    /**
     * Whose latest events.
     *
     * @param max events; {@link #MOST} at most
     */
    public record Query(String clientId, int max) {
        public Query {
            Shape.text("clientId", clientId, 65_535);
            if (max < 1 || max > MOST) {
                throw new ShapeException("max: " + max + " (expected: 1 to " + MOST + ")");
            }
        }
    }

    /**
     * One event.
     *
     * @param until of a refusal that went on, when it last happened
     * @param event {@code CONNECTED}, {@code REFUSED}, {@code SUBSCRIBED}, {@code UNSUBSCRIBED}, {@code TAKEN_OVER},
     *     {@code DISCONNECTED} or {@code SESSION_EXPIRED}
     * @param reason of a refusal and of an end; stable, see {@code docs/reasons.md}
     * @param operator who signed, in place of a certificate
     * @param peer address and port
     * @param sessionId one for each connection, as in lifecycle events
     */
    public record Event(
            Instant at,
            @Nullable Instant until,
            String event,
            @Nullable String reason,
            @Nullable String certificateId,
            @Nullable String operator,
            @Nullable String peer,
            @Nullable String sessionId,
            @Nullable String detail) {}

    /**
     * The latest events in the order of time.
     *
     * @param more whether earlier ones are remembered
     */
    public record Listing(String clientId, List<Event> events, boolean more) {}
}
