package io.gatehouse.revocation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source of CRLs as an operator sees it.
 *
 * @param source as configured
 * @param loadedAt when what is in use was taken
 * @param problem of the last load; what is in use counts on
 */
public record SourceView(
        String source, @Nullable Instant loadedAt, @Nullable String problem, List<CrlView> crls) {
    public SourceView {
        crls = List.copyOf(crls);
    }

    /**
     * One CRL in use.
     *
     * @param issuer RFC 2253
     * @param number cRLNumber, where it has one
     * @param entries certificates it revokes
     * @param bytes of memory
     */
    public record CrlView(
            String issuer,
            @Nullable String number,
            Instant thisUpdate,
            @Nullable Instant nextUpdate,
            boolean stale,
            int entries,
            long bytes) {}

    static SourceView of(CrlShelf shelf, Instant now) {
        CrlShelf.State state = shelf.state();
        return new SourceView(
                shelf.name(),
                state.loadedAt(),
                state.problem(),
                state.crls().stream()
                        .map(crl -> new CrlView(
                                crl.issuer().name().getName(),
                                crl.number() == null ? null : crl.number().toString(),
                                crl.thisUpdate(),
                                crl.nextUpdate(),
                                crl.isStale(now),
                                crl.serials().size(),
                                crl.serials().bytes()))
                        .toList());
    }
}
