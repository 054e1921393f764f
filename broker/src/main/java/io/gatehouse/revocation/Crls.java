package io.gatehouse.revocation;

import io.gatehouse.reason.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * All CRLs of one moment, arranged for one question: is this certificate on one of them? Immutable but for a bounded
 * memory of names; any thread, no lock.
 *
 * <p>A certificate is concerned by the CRLs of the authority it names: by the name, and, where both the certificate and
 * the authority identify a key, by that. Several authorities of one name whose keys cannot be told apart this way all
 * have their say.
 */
final class Crls {
    static final Crls NONE = new Crls(List.of(), false);

    /** Names as they are encoded, which are few: those of authorities, of certificates that are registered. */
    private static final int MOST_NAMES = 4096;

    private final List<Crl> all;
    private final boolean refuseStale;
    private final Map<X500Principal, List<Crl>> byIssuer = new HashMap<>();
    private final Map<Encoded, List<Crl>> byEncodedIssuer = new ConcurrentHashMap<>();

    /**
     * All that are there.
     *
     * @param refuseStale whether certificates of an issuer whose CRL is stale are refused
     */
    Crls(List<Crl> crls, boolean refuseStale) {
        this.all = newest(crls);
        this.refuseStale = refuseStale;
        for (Crl crl : all) {
            byIssuer.computeIfAbsent(crl.issuer().name(), name -> new ArrayList<>())
                    .add(crl);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by content: equals below
    private record Encoded(byte[] name) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Encoded that && Arrays.equals(name, that.name);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(name);
        }
    }

    List<Crl> all() {
        return all;
    }

    /** Why the certificate is refused, or {@code null}. */
    @Nullable
    Finding of(byte[] certificate, Instant now) {
        if (all.isEmpty()) {
            return null;
        }
        CertificateName name;
        try {
            name = CertificateName.of(certificate);
        } catch (Der.Malformed unreadable) {
            // The registry read it with the JDK, so this is a defect of ours; and what cannot be looked up is refused.
            return new Finding(Reason.CERTIFICATE_CRL_STALE, "the issuer cannot be read: " + unreadable.getMessage());
        }
        Finding stale = null;
        for (Crl crl : of(name.issuer())) {
            if (!crl.issuer().mayHaveKey(name.authorityKey())) {
                continue;
            }
            if (crl.serials().contains(name.serial())) {
                return new Finding(Reason.CERTIFICATE_REVOKED_BY_CRL, crl.words());
            }
            if (refuseStale && crl.isStale(now)) {
                stale = new Finding(
                        Reason.CERTIFICATE_CRL_STALE, crl.words() + ", nextUpdate " + crl.nextUpdate() + " has passed");
            }
        }
        return stale;
    }

    /** The CRLs of the certificate's issuer, whatever they say of it. */
    List<Crl> concerning(byte[] certificate) {
        try {
            CertificateName name = CertificateName.of(certificate);
            return of(name.issuer()).stream()
                    .filter(crl -> crl.issuer().mayHaveKey(name.authorityKey()))
                    .toList();
        } catch (Der.Malformed unreadable) {
            return List.of();
        }
    }

    private List<Crl> of(byte[] issuer) {
        Encoded key = new Encoded(issuer);
        List<Crl> known = byEncodedIssuer.get(key);
        if (known == null) {
            known = byIssuer.getOrDefault(new X500Principal(issuer), List.of());
            if (byEncodedIssuer.size() < MOST_NAMES) {
                byEncodedIssuer.put(key, known);
            }
        }
        return known;
    }

    /** Of those with the same issuer and the same scope, the newest. */
    static List<Crl> newest(List<Crl> crls) {
        List<Crl> kept = new ArrayList<>();
        for (Crl crl : crls) {
            int at = indexOf(kept, crl);
            if (at < 0) {
                kept.add(crl);
            } else if (isNewer(crl, kept.get(at))) {
                kept.set(at, crl);
            }
        }
        return List.copyOf(kept);
    }

    /** The one of the same issuer and scope, or {@code null}. */
    static @Nullable Crl like(List<Crl> crls, Crl crl) {
        int at = indexOf(crls, crl);
        return at < 0 ? null : crls.get(at);
    }

    private static int indexOf(List<Crl> crls, Crl crl) {
        for (int i = 0; i < crls.size(); i++) {
            Crl other = crls.get(i);
            if (other.issuer().name().equals(crl.issuer().name())
                    && other.issuer().hasKeyOf(crl.issuer())
                    && Arrays.equals(other.scope(), crl.scope())) {
                return i;
            }
        }
        return -1;
    }

    /** By its number where both have one, since two may be made in the same second. */
    static boolean isNewer(Crl crl, Crl than) {
        if (crl.number() != null && than.number() != null && !Objects.equals(crl.number(), than.number())) {
            return crl.number().compareTo(than.number()) > 0;
        }
        return crl.thisUpdate().isAfter(than.thisUpdate());
    }
}
