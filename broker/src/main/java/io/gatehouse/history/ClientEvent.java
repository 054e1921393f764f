package io.gatehouse.history;

import io.gatehouse.reason.Reason;
import io.gatehouse.session.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a client. Immutable.
 *
 * <p>A refusal that goes on, as of a device in a retry loop, is one event that has a first and a last time: a hundred
 * equal ones would say no more, and would push out what led to the first.
 *
 * @param atMillis when, by the wall clock; of a refusal, when first
 * @param lastMillis of a refusal that goes on, when it was told last, which is once in ten seconds ({@code
 *     refusal.RefusalListener}); else {@code atMillis}
 * @param reason of a refusal and of an end; {@code null} for the others
 * @param principalId whose it was, see {@link Principal#id}
 * @param peer address and port
 * @param sessionId AWS IoT's session identifier: one for each connection
 * @param detail filters, limits, texts of the peer: at most {@link #MAX_DETAIL} characters, escaped by who prints it
 */
public record ClientEvent(
        Kind kind,
        long atMillis,
        long lastMillis,
        @Nullable Reason reason,
        @Nullable String principalId,
        @Nullable String peer,
        @Nullable String sessionId,
        @Nullable String detail) {
    /** Longer details are cut, in characters. */
    public static final int MAX_DETAIL = 256;

    /** What happened. The names are public: scripts see them in {@code -o json}. */
    public enum Kind {
        CONNECTED(1),
        REFUSED(2),
        SUBSCRIBED(3),
        UNSUBSCRIBED(4),
        /** The connection ended because another one presented the client id. */
        TAKEN_OVER(5),
        DISCONNECTED(6),
        /** What was kept for the client while it was away is gone. */
        SESSION_EXPIRED(7);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** As stored; never given to another kind. */
        int code() {
            return code;
        }

        /** {@code null} for a code of a later version. */
        static @Nullable Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return null;
        }
    }

    public ClientEvent {
        if (detail != null && detail.length() > MAX_DETAIL) {
            int end = Character.isHighSurrogate(detail.charAt(MAX_DETAIL - 2)) ? MAX_DETAIL - 2 : MAX_DETAIL - 1;
            detail = detail.substring(0, end) + "…";
        }
    }

    /** Something that happened once. */
    static ClientEvent at(
            long atMillis,
            Kind kind,
            @Nullable Reason reason,
            @Nullable String principalId,
            @Nullable String peer,
            @Nullable String sessionId,
            @Nullable String detail) {
        return new ClientEvent(kind, atMillis, atMillis, reason, principalId, peer, sessionId, detail);
    }

    boolean isRefusal() {
        return kind == Kind.REFUSED;
    }

    /** True when it is the same refusal again. The peer does not count: a new attempt comes from a new port. */
    boolean repeats(ClientEvent earlier) {
        return isRefusal()
                && earlier.isRefusal()
                && reason == earlier.reason
                && Objects.equals(principalId, earlier.principalId)
                && Objects.equals(sessionId, earlier.sessionId)
                && Objects.equals(detail, earlier.detail);
    }

    /** This refusal, which happened once more. */
    ClientEvent again(ClientEvent later) {
        return new ClientEvent(
                kind,
                Math.min(atMillis, later.atMillis),
                Math.max(lastMillis, later.lastMillis),
                reason,
                principalId,
                later.peer,
                sessionId,
                detail);
    }

    /** About what it takes on the heap while it waits, in bytes: objects, and two bytes a character. */
    int weight() {
        return 256 + 2 * (length(peer) + length(detail));
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
