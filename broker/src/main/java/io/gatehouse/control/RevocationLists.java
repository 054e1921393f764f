package io.gatehouse.control;

import io.gatehouse.revocation.Revocation;
import io.gatehouse.revocation.SourceView;
import java.util.List;

/** Certificate revocation lists: what is in use, and reading it anew. Blocks for files and servers; virtual threads. */
public final class RevocationLists {
    private final Revocation revocation;

    public RevocationLists(Revocation revocation) {
        this.revocation = revocation;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(CrlApi.LIST, nothing -> Outcome.done(list()))
                .add(CrlApi.RELOAD, nothing -> Outcome.done(reload()));
    }

    private CrlApi.Listing list() {
        return new CrlApi.Listing(
                revocation.words(),
                revocation.sources().stream().map(RevocationLists::source).toList());
    }

    private static CrlApi.Source source(SourceView source) {
        List<CrlApi.Crl> crls = source.crls().stream()
                .map(crl -> new CrlApi.Crl(
                        crl.issuer(),
                        crl.number(),
                        crl.thisUpdate(),
                        crl.nextUpdate(),
                        crl.stale(),
                        crl.entries(),
                        crl.bytes()))
                .toList();
        return new CrlApi.Source(source.source(), source.loadedAt(), source.problem(), crls);
    }

    private CrlApi.Reloads reload() {
        return new CrlApi.Reloads(
                revocation.reload().stream().map(RevocationLists::reload).toList());
    }

    private static CrlApi.Reload reload(Revocation.Reloaded reloaded) {
        String result = reloaded.problem() != null ? "FAILED" : reloaded.changed() ? "CHANGED" : "UNCHANGED";
        return new CrlApi.Reload(reloaded.source(), result, reloaded.problem());
    }
}
