package io.gatehouse.provisioning.fleet;

import io.gatehouse.log.Log;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes certificates that devices asked for and did not have provisioned: when their tokens end, and those of an
 * earlier life of the broker, whose tokens ended with it. One thread, which may wait for the disk.
 */
final class UnclaimedCertificates {
    /** Removed in one round: each is a commit. */
    private static final int MOST_AT_ONCE = 500;

    private static final int PAGE = 1000;
    private static final Log log = Log.of(UnclaimedCertificates.class);

    private final Registry registry;
    private final OwnershipTokens tokens;
    private final @Nullable String authority;
    private @Nullable Deque<String> ofEarlierLife; // null before the first round has looked for them

    /** @param authority name of the one that issues here, as the registry has it; {@code null} for none */
    UnclaimedCertificates(Registry registry, OwnershipTokens tokens, @Nullable String authority) {
        this.registry = registry;
        this.tokens = tokens;
        this.authority = authority;
    }

    void sweep() {
        Deque<String> earlier = ofEarlierLife;
        if (earlier == null) {
            earlier = authority == null ? new ArrayDeque<>() : orphans(authority);
            ofEarlierLife = earlier;
        }
        int room = MOST_AT_ONCE;
        while (room > 0 && !earlier.isEmpty()) {
            remove(earlier.remove());
            room--;
        }
        for (String id : tokens.ended(room)) {
            remove(id);
            tokens.spend(id);
        }
    }

    /**
     * Those that wait, were issued here and came by no CA: only a device that asked for one makes such a certificate.
     * Looks at all there are, in memory.
     */
    private Deque<String> orphans(String issuer) {
        Deque<String> orphans = new ArrayDeque<>();
        List<Certificate> page = registry.certificates("", null, PAGE);
        while (!page.isEmpty()) {
            for (Certificate one : page) {
                if (one.status() == CertificateStatus.PENDING_ACTIVATION
                        && one.caId() == null
                        && one.issuer().equals(issuer)
                        && !tokens.isWaitedFor(one.id())) {
                    orphans.add(one.id());
                }
            }
            page = registry.certificates("", page.getLast().id(), PAGE);
        }
        return orphans;
    }

    private void remove(String id) {
        Certificate certificate = registry.certificate(id);
        if (certificate == null || certificate.status() != CertificateStatus.PENDING_ACTIVATION) {
            return; // an operator has decided about it meanwhile
        }
        ResourceResult<Certificate> result = registry.registrations().delete(id, false);
        if (!(result instanceof ResourceResult.Done)) {
            log.atDebug().log("a certificate that nobody took stays: {}", result.sentence());
        }
    }
}
