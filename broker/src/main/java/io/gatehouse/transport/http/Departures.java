package io.gatehouse.transport.http;

import org.jspecify.annotations.Nullable;

/** What is remembered of clients that have left. Any thread but an event loop: may wait for a moment. */
@FunctionalInterface
public interface Departures {
    /**
     * The last one.
     *
     * @param awsReason AWS's word for why, as in lifecycle events
     */
    record Departure(long atMillis, String awsReason) {}

    /** {@code null} where nothing is known of that client's leaving. */
    @Nullable
    Departure lastOf(String clientId);
}
