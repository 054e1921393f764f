package io.gatehouse.sigv4;

import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A signature in the query: a URL that whoever has it may use, until it expires. */
final class PresignedQuery {
    static final String SIGNATURE = "X-Amz-Signature";
    static final String TOKEN = "X-Amz-Security-Token";
    static final String PAYLOAD = "X-Amz-Content-Sha256";

    private static final String ALGORITHM = "X-Amz-Algorithm";
    private static final String CREDENTIAL = "X-Amz-Credential";
    private static final String EXPIRES = "X-Amz-Expires";
    private static final Set<String> MARKS = Set.of(SIGNATURE, ALGORITHM, CREDENTIAL);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

    private PresignedQuery() {}

    /** Whether something of a signature may be in a query that was not read yet; no signer encodes these names. */
    static boolean isIn(@Nullable String query) {
        return query != null && MARKS.stream().anyMatch(query::contains);
    }

    /** @return {@code null} where nothing in the query is of a signature */
    static @Nullable Claim read(Query query, Set<String> services) throws NotVerified {
        if (MARKS.stream().noneMatch(query::has)) {
            return null;
        }
        if (!required(query, ALGORITHM).equals(Claim.ALGORITHM)) {
            throw NotVerified.incomplete(ALGORITHM + ": another (expected: " + Claim.ALGORITHM + ")");
        }
        Scope scope = Scope.read(required(query, CREDENTIAL), services);
        return Claim.of(
                scope,
                required(query, "X-Amz-Date"),
                required(query, "X-Amz-SignedHeaders"),
                required(query, SIGNATURE),
                query.only(TOKEN),
                lifetime(query.only(EXPIRES), scope));
    }

    /** AWS's own clients leave it out for MQTT over WebSocket: such a URL is good for the clock skew and no longer. */
    private static Duration lifetime(@Nullable String expires, Scope scope) throws NotVerified {
        if (expires == null && scope.service().equals(Scope.GATEWAY)) {
            return Verifier.SKEW;
        }
        if (expires != null && SECONDS.matcher(expires).matches()) {
            Duration lifetime = Duration.ofSeconds(Integer.parseInt(expires));
            if (lifetime.isPositive() && lifetime.compareTo(LONGEST) <= 0) {
                return lifetime;
            }
        }
        throw NotVerified.incomplete(EXPIRES + ": (expected: 1 to " + LONGEST.toSeconds() + " seconds)");
    }

    private static String required(Query query, String name) throws NotVerified {
        String value = query.only(name);
        if (value == null) {
            throw NotVerified.incomplete(name + ": missing (expected: with the other parameters of a signature)");
        }
        return value;
    }
}
