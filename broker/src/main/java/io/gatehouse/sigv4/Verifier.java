package io.gatehouse.sigv4;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Verifies requests that were signed with an access key, in the head or in the query. What is accepted of what AWS's
 * clients do, and what is not, is in {@code docs/operators.md}; why this is not AWS's own signer, in decision 0017.
 *
 * <p>Any thread; computes a few hashes of SHA-256 over head and path and waits for nothing.
 */
public final class Verifier {
    /** How far the client's clock may be from ours, either way, as AWS has it. */
    public static final Duration SKEW = Duration.ofMinutes(5);

    private static final String PAYLOAD = "x-amz-content-sha256";
    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");

    private final SigningKeys keys;
    private final Set<String> services;
    private final Replays replays;

    /** @param start of the process: what was signed before it may have been done before it */
    public Verifier(SigningKeys keys, Instant start) {
        this(keys, Scope.SERVICES, new Replays(start));
    }

    Verifier(SigningKeys keys, Set<String> services, Replays replays) {
        this.keys = keys;
        this.services = services;
        this.replays = replays;
    }

    /**
     * Whose request it is.
     *
     * @param now by the broker's clock
     */
    public Verification verify(Request request, Instant now) {
        try {
            return verified(request, now);
        } catch (NotVerified refused) {
            return refused.refusal();
        }
    }

    /** Whether something of a signature may be in a query, as it was sent; what is there is not looked at. */
    public static boolean isPresigned(@Nullable String query) {
        return PresignedQuery.isIn(query);
    }

    private Verification verified(Request request, Instant now) throws NotVerified {
        HeaderFields headers = HeaderFields.read(request.headers());
        Claim inHead = AuthorizationHeader.read(headers, services);
        if (inHead == null && !PresignedQuery.isIn(request.query())) {
            throw missing(); // whatever else is wrong with it: somebody else may recognise the client
        }
        Query query = Query.read(request.query());
        Claim claim = claim(inHead, PresignedQuery.read(query, services));
        String path = Target.canonical(request.path());
        if (!METHOD.matcher(request.method()).matches()) {
            throw NotVerified.incomplete("method: (expected: up to 16 capital letters)");
        }
        headers.only(Claim.HOST); // two hosts are none
        claim.checkSignedHeaders(headers);
        Instant expires = checkTime(claim, now);
        Set<String> payloads = payloads(request, claim, headers, query);

        byte[] secret = keys.secretOf(claim.scope().accessKeyId(), claim.sessionToken());
        if (secret == null) {
            throw new NotVerified(
                    AuthenticationError.UNRECOGNIZED_CLIENT,
                    "The access key or the session token in the request is not known.");
        }
        boolean signed = false;
        try {
            SigningKey key = SigningKey.derive(secret, claim.scope());
            for (String parameters : queries(claim, query)) {
                for (String payload : payloads) {
                    String canonical = CanonicalRequest.of(
                            request.method(), path, parameters, claim.signedHeaders(), headers, payload);
                    // Every form is computed, whichever fits, so that the time tells nothing.
                    signed |=
                            MessageDigest.isEqual(key.sign(claim.scope(), claim.date(), canonical), claim.signature());
                }
            }
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        if (!signed) {
            throw NotVerified.invalid("The signature is not the one of this request with the secret of this access key."
                    + " Check the secret, and whether something on the way changes the request.");
        }
        if (!request.isRead()) {
            refuseRepetition(claim, expires, now);
        }
        Scope scope = claim.scope();
        return new Verification.Verified(scope.accessKeyId(), scope.region(), scope.service(), claim.signedAt());
    }

    private static Claim claim(@Nullable Claim inHead, @Nullable Claim inQuery) throws NotVerified {
        if (inHead != null && inQuery != null) {
            throw NotVerified.incomplete("signature: in the head and in the query (expected: in one of them)");
        }
        if (inQuery != null) {
            return inQuery;
        }
        if (inHead == null) {
            throw missing();
        }
        if (!inHead.signedHeaders().contains(Claim.DATE)) {
            throw NotVerified.incomplete("SignedHeaders: without x-amz-date (expected: with it)");
        }
        return inHead;
    }

    private static NotVerified missing() {
        return new NotVerified(
                AuthenticationError.MISSING_AUTHENTICATION_TOKEN, "The request has no signature of an access key.");
    }

    /** @return the last moment at which the signature would be accepted */
    private static Instant checkTime(Claim claim, Instant now) throws NotVerified {
        if (claim.signedAt().isAfter(now.plus(SKEW))) {
            throw NotVerified.invalid(
                    "Signature not yet current: " + claim.date() + " is later than " + now + " + 5 min");
        }
        Duration lifetime = claim.lifetime();
        Instant expires = claim.signedAt().plus(lifetime == null ? SKEW : lifetime);
        if (now.isAfter(expires)) {
            String words = "Signature expired: " + claim.date() + " is too long before " + now;
            throw lifetime == null
                    ? NotVerified.invalid(words)
                    : new NotVerified(AuthenticationError.REQUEST_EXPIRED, words);
        }
        return expires;
    }

    /**
     * What may stand for the body in what was signed: its hash. A presigned {@code GET} without a body may say
     * {@code UNSIGNED-PAYLOAD}, as some signers do for every URL: there is nothing that could have been changed.
     */
    private static Set<String> payloads(Request request, Claim claim, HeaderFields headers, Query query)
            throws NotVerified {
        Set<String> allowed = new LinkedHashSet<>();
        allowed.add(request.payloadSha256());
        if (claim.isPresigned() && request.isRead() && request.payloadSha256().equals(Hashes.OF_NOTHING)) {
            allowed.add(UNSIGNED_PAYLOAD);
        }
        refuseOther(allowed, headers.only(PAYLOAD));
        if (claim.isPresigned()) {
            refuseOther(allowed, query.only(PresignedQuery.PAYLOAD));
        }
        return allowed;
    }

    private static void refuseOther(Set<String> allowed, @Nullable String said) throws NotVerified {
        if (said != null && !allowed.contains(said)) {
            throw NotVerified.invalid(
                    "X-Amz-Content-Sha256: not the hash of the body that came (expected: it; no unsigned and no"
                            + " streamed payload)");
        }
    }

    private static List<String> queries(Claim claim, Query query) {
        if (!claim.isPresigned()) {
            return List.of(query.canonical(Set.of()));
        }
        String all = query.canonical(Set.of(PresignedQuery.SIGNATURE));
        return claim.sessionToken() != null && claim.scope().service().equals(Scope.GATEWAY)
                ? List.of(all, query.canonical(Set.of(PresignedQuery.SIGNATURE, PresignedQuery.TOKEN)))
                : List.of(all);
    }

    private void refuseRepetition(Claim claim, Instant expires, Instant now) throws NotVerified {
        boolean once = claim.signedHeaders().contains(Claim.CALL_NUMBER);
        switch (replays.use(claim.signature(), claim.signedAt(), expires, once, now)) {
            case FRESH -> {}
            case USED ->
                throw NotVerified.invalid("The signature was used already. Sign every request anew; two of the same"
                        + " words in one second differ by a signed " + Claim.CALL_NUMBER + ".");
            case UNKNOWN ->
                throw NotVerified.invalid("Signature expired: signed before the broker started, or before its clock"
                        + " was set back. Sign it again.");
            case FULL ->
                throw new NotVerified(
                        AuthenticationError.THROTTLING,
                        "More changes were signed than can be kept from being repeated. Try again in some minutes.");
        }
    }
}
