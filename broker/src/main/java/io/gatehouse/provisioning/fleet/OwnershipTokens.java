package io.gatehouse.provisioning.fleet;

import io.gatehouse.loop.Clock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may have a certificate provisioned that was just made: whoever has its token, came with the same claim, and is
 * the first. Any thread; memory only.
 *
 * <p>A token is 256 random bits. Only its digest is kept, with the certificate and the claim, for an hour, as at AWS.
 * It ends with the process too: a secret that lived longer would have to lie in the store and in every backup, for a
 * conversation of seconds that the device begins again when its connection breaks.
 *
 * <p>Bounded by {@link #MOST}, and by {@link #MOST_OF_ONE} for a claim, so that whoever stole one does not take the
 * room of the others.
 */
final class OwnershipTokens {
    static final Duration LIFE = Duration.ofHours(1);
    static final int MOST = 20_000;
    static final int MOST_OF_ONE = 5_000;

    private static final int TOKEN_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;
    private final int most;
    private final int mostOfOne;
    private final Map<String, Ownership> byDigest = new LinkedHashMap<>(); // in the order of their ends
    private final Map<String, String> digests = new HashMap<>(); // by certificate
    private final Map<String, Integer> counts = new HashMap<>(); // by claim

    private static final class Ownership {
        private final String certificateId;
        private final String claim;
        private final long endsNanos;
        private boolean inUse;

        Ownership(String certificateId, String claim, long endsNanos) {
            this.certificateId = certificateId;
            this.claim = claim;
            this.endsNanos = endsNanos;
        }
    }

    OwnershipTokens(Clock clock) {
        this(clock, MOST, MOST_OF_ONE);
    }

    OwnershipTokens(Clock clock, int most, int mostOfOne) {
        this.clock = clock;
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /** Whether that claim has, or all together have, as many certificates that wait as there may be. */
    synchronized boolean isFull(String claim) {
        return byDigest.size() >= most || counts.getOrDefault(claim, 0) >= mostOfOne;
    }

    /**
     * A new token.
     *
     * @param claim certificate id of whoever asked for the certificate
     */
    synchronized String grant(String certificateId, String claim) {
        byte[] random = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String digest = digest(token);
        byDigest.put(digest, new Ownership(certificateId, claim, clock.monotonicNanos() + LIFE.toNanos()));
        digests.put(certificateId, digest);
        counts.merge(claim, 1, Integer::sum);
        return token;
    }

    /**
     * Takes a token into use. Nobody else has it until {@link #release}, or for ever, after {@link #spend}.
     *
     * @return the certificate it is for; {@code null} where it is none, has ended, was used, is in use, or came with
     *     another claim: nobody is told which
     */
    synchronized @Nullable String take(String token, String claim) {
        Ownership ownership = byDigest.get(digest(token));
        if (ownership == null || ownership.inUse || hasEnded(ownership) || !ownership.claim.equals(claim)) {
            return null;
        }
        ownership.inUse = true;
        return ownership.certificateId;
    }

    /** What it was taken for did not come about: it may be taken again. */
    synchronized void release(String certificateId) {
        Ownership ownership = of(certificateId);
        if (ownership != null) {
            ownership.inUse = false;
        }
    }

    /** It has done its work, or its certificate is gone. */
    synchronized void spend(String certificateId) {
        String digest = digests.remove(certificateId);
        Ownership ownership = digest == null ? null : byDigest.remove(digest);
        if (ownership != null) {
            counts.computeIfPresent(ownership.claim, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Whether somebody may yet take that certificate. */
    synchronized boolean isWaitedFor(String certificateId) {
        return digests.containsKey(certificateId);
    }

    /** Certificates whose tokens have ended, the oldest first; they stay here until they are {@link #spend spent}. */
    synchronized List<String> ended(int atMost) {
        List<String> ended = new ArrayList<>();
        Iterator<Ownership> oldestFirst = byDigest.values().iterator();
        while (oldestFirst.hasNext() && ended.size() < atMost) {
            Ownership ownership = oldestFirst.next();
            if (!hasEnded(ownership)) {
                break;
            }
            if (!ownership.inUse) {
                ended.add(ownership.certificateId);
            }
        }
        return ended;
    }

    synchronized int size() {
        return byDigest.size();
    }

    private @Nullable Ownership of(String certificateId) {
        String digest = digests.get(certificateId);
        return digest == null ? null : byDigest.get(digest);
    }

    private boolean hasEnded(Ownership ownership) {
        return clock.monotonicNanos() - ownership.endsNanos >= 0;
    }

    /** Of a secret: finding it in the table tells nothing about the others there by the time it takes. */
    private static String digest(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
