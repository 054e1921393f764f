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
 * @param queueFull what happens when as much waits for a session as {@code limits.max-queued-messages} and
 *     {@code max-queued-bytes} allow
 * @param backlogRate messages a second that a session gets of what was stored while it was away; 0 for as fast as it
 *     takes them
 * @param reasonStrings whether MQTT 5.0 clients that ask for problem information are told a reason in words
 * @param sharedCertificate what happens when a client connects with a certificate that another connected client has
 * @param maxSignedConnection how long a connection may last that a signature opened; zero for as long as it likes
 */
public record SessionSettings(
        Duration maxExpiry,
        Duration minKeepAlive,
        Duration maxKeepAlive,
        ForeignClientId foreignClientId,
        Duration maxWillDelay,
        QueueFull queueFull,
        int backlogRate,
        boolean reasonStrings,
        SharedCertificate sharedCertificate,
        Duration maxSignedConnection) {

    /** What another certificate gets when it presents the client id of an existing session. Never the session. */
    public enum ForeignClientId {
        /** CONNACK 0x87; the session and its connection stay as they are. */
        REFUSE,
        /** The old session ends, the newcomer starts with a clean one. */
        CLEAN
    }

    /** What happens to a message for which a session's queue has no room. */
    public enum QueueFull {
        /** It is not kept for this session. */
        DROP_NEWEST,
        /** The oldest that wait for this session make room. */
        DROP_OLDEST,
        /** Its publisher is told, and nobody gets it. */
        REFUSE
    }

    /** What the second client of one certificate gets. */
    public enum SharedCertificate {
        /** It is let in, counted and listed. */
        ALLOW,
        /** It is let in; an event and a line of the log tell of it. */
        WARN,
        /** It is refused with CONNACK 0x87; event and log tell of it. */
        REFUSE
    }

    public static final SessionSettings EXTENDED = new SessionSettings(
            Duration.ofDays(7),
            Duration.ZERO,
            Duration.ZERO,
            ForeignClientId.REFUSE,
            Duration.ofDays(1),
            QueueFull.DROP_NEWEST,
            0,
            true,
            SharedCertificate.WARN,
            Duration.ofHours(24));

    /** AWS IoT Core's numbers: 1 hour, keep-alive 30 to 1,200 seconds, stored messages at 10 a second. */
    public static final SessionSettings STRICT = new SessionSettings(
            Duration.ofHours(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1200),
            ForeignClientId.REFUSE,
            Duration.ofDays(1),
            QueueFull.DROP_NEWEST,
            10,
            true,
            SharedCertificate.WARN,
            Duration.ofHours(24));

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
        Check.range("backlogRate", backlogRate, 0, 1_000_000);
        Check.notNegative("maxSignedConnection", maxSignedConnection);
    }

    /** AWS IoT Core raises the expiry of sessions to no more than that. */
    private static final Duration STRICT_MAX_EXPIRY = Duration.ofDays(7);

    /**
     * These, if {@code compatibility} knows such.
     *
     * @throws IllegalArgumentException a value beyond what AWS IoT Core can be asked for, in strict mode
     */
    SessionSettings in(Compatibility compatibility) {
        Check.that(
                compatibility != Compatibility.STRICT || maxExpiry.compareTo(STRICT_MAX_EXPIRY) <= 0,
                "maxExpiry",
                maxExpiry,
                "at most 7d with compatibility: strict");
        return this;
    }

    public static SessionSettings defaultsOf(Compatibility compatibility) {
        return switch (compatibility) {
            case STRICT -> STRICT;
            case EXTENDED -> EXTENDED;
        };
    }
}
