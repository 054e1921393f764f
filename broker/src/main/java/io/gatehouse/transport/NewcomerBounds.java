package io.gatehouse.transport;

import io.gatehouse.config.NewcomerSettings;
import io.gatehouse.reason.Reason;

/**
 * The settings for newcomers with what follows from them, so that nothing is computed for a connection.
 *
 * @param crowdedAt from so many newcomers on each has only the short time
 * @param roomAt when they have become so few again, accepting goes on
 */
record NewcomerBounds(
        NewcomerSettings settings,
        int crowdedAt,
        int roomAt,
        long shareBytes,
        Excess addressLimit,
        Excess crowded,
        Excess bytesLimit) {

    static NewcomerBounds of(NewcomerSettings settings) {
        int crowdedAt = (int) Math.ceilDiv(3L * settings.maxAtOnce(), 4);
        return new NewcomerBounds(
                settings,
                crowdedAt,
                settings.maxAtOnce() - 1 - settings.maxAtOnce() / 128, // some at once, where there are many
                settings.shareBytes(),
                new Excess(
                        Reason.ADDRESS_LIMIT,
                        "connections of this address that are not admitted yet: " + settings.maxPerAddress()
                                + " (newcomers.max-per-address)"),
                new Excess(
                        Reason.NEWCOMER_TIMEOUT,
                        "not admitted within " + settings.crowdedTimeout() + " (newcomers.crowded-timeout), while "
                                + crowdedAt + " or more wait"),
                new Excess(
                        Reason.NEWCOMER_BYTES_LIMIT,
                        "more than " + settings.shareBytes() + " bytes, while all newcomers together are near "
                                + settings.maxBytes() + " (newcomers.max-bytes)"));
    }

    long potBytes() {
        return settings.maxBytes() / 2;
    }
}
