package io.gatehouse.config;

import java.time.Duration;

/**
 * How sessions live.
 *
 * @param maxExpiry longest session expiry granted; longer requests are cut to it and the client is told
 * @param minKeepAlive shorter requests are raised to it
 * @param maxKeepAlive longer requests, and 0, are cut to it; zero means no ceiling
 * @param foreignClientId what happens when another certificate presents the client id of an existing session
 * @param maxWillDelay longest will delay granted
 * @param reasonStrings whether MQTT 5.0 clients that ask for problem information are told a reason in words
 */
public record SessionSettings(
        Duration maxExpiry,
        Duration minKeepAlive,
        Duration maxKeepAlive,
        ForeignClientId foreignClientId,
        Duration maxWillDelay,
        boolean reasonStrings) {

    /** What another certificate gets when it presents the client id of an existing session. Never the session. */
    public enum ForeignClientId {
        /** CONNACK 0x87; the session and its connection stay as they are. */
        REFUSE,
        /** The old session ends, the newcomer starts with a clean one. */
        CLEAN
    }

    public static final SessionSettings EXTENDED = new SessionSettings(
            Duration.ofDays(7), Duration.ZERO, Duration.ZERO, ForeignClientId.REFUSE, Duration.ofDays(1), true);

    /** AWS IoT Core's numbers: 1 hour, keep-alive 30 to 1,200 seconds. */
    public static final SessionSettings STRICT = new SessionSettings(
            Duration.ofHours(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1200),
            ForeignClientId.REFUSE,
            Duration.ofDays(1),
            true);

    public SessionSettings {
        Check.notNegative("maxExpiry", maxExpiry);
        Check.notNegative("minKeepAlive", minKeepAlive);
        Check.that(
                maxKeepAlive.isZero() || maxKeepAlive.compareTo(minKeepAlive) >= 0,
                "maxKeepAlive",
                maxKeepAlive,
                "0, or at least minKeepAlive " + minKeepAlive);
        Check.that(
                maxKeepAlive.isZero() || maxKeepAlive.toSeconds() > 0,
                "maxKeepAlive",
                maxKeepAlive,
                "0, or at least a second");
        Check.range("minKeepAlive seconds", minKeepAlive.toSeconds(), 0, 65_535); // two bytes on the wire
        Check.range("maxKeepAlive seconds", maxKeepAlive.toSeconds(), 0, 65_535);
        Check.notNegative("maxWillDelay", maxWillDelay);
    }

    public static SessionSettings defaultsOf(Compatibility compatibility) {
        return switch (compatibility) {
            case STRICT -> STRICT;
            case EXTENDED -> EXTENDED;
        };
    }
}
