package io.gatehouse.revocation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of asking for one certificate. */
sealed interface OcspAnswer {
    /** @param nextUpdate up to when it holds; {@code null} where newer information is always there */
    record Good(Instant thisUpdate, @Nullable Instant nextUpdate) implements OcspAnswer {}

    /** @param since when, as the responder says */
    record Revoked(Instant thisUpdate, @Nullable Instant nextUpdate, Instant since) implements OcspAnswer {}

    /** No answer that counts: not reachable, not signed by who may, too old, or about nothing it knows. */
    record Nothing(Kind kind, String why) implements OcspAnswer {}

    /** Why there is none. */
    enum Kind {
        /** No known authority signed the certificate, or nobody says where to ask. */
        NOT_ASKED,
        /** More requests wait than may. */
        OVERLOAD,
        UNREACHABLE,
        INVALID,
        /** The responder does not know the certificate. */
        UNKNOWN
    }
}
