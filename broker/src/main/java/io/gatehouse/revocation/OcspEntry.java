package io.gatehouse.revocation;

import java.time.Instant;

/**
 * What is remembered of one certificate.
 *
 * @param state the last that a responder said, or that it said nothing yet
 * @param untilMillis last moment at which it holds, by the wall clock
 * @param askMillis when to ask again
 * @param detail for people
 */
record OcspEntry(State state, long untilMillis, long askMillis, String detail) {
    enum State {
        GOOD,
        REVOKED,
        /** No answer that counts. */
        NOTHING
    }

    boolean isGoodAt(long nowMillis) {
        return state == State.GOOD && nowMillis <= untilMillis;
    }

    String words() {
        return switch (state) {
            case GOOD -> "good, until " + Instant.ofEpochMilli(untilMillis);
            case REVOKED -> detail;
            case NOTHING -> "no answer: " + detail;
        };
    }
}
