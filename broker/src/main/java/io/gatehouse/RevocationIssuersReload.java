package io.gatehouse;

import io.gatehouse.reload.Reloadable;
import io.gatehouse.reload.Reloaded;
import io.gatehouse.revocation.Revocation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The authorities of {@code revocation.issuers}, whose word about certificates counts. On the reloading thread. */
final class RevocationIssuersReload implements Reloadable {
    private final Revocation revocation;

    RevocationIssuersReload(Revocation revocation) {
        this.revocation = revocation;
    }

    @Override
    public String name() {
        return "revocation issuers";
    }

    @Override
    public List<Path> files() {
        return Stream.ofNullable(revocation.issuersFile()).toList();
    }

    @Override
    public Reloaded reload() {
        Revocation.Reloaded read = revocation.reloadIssuers();
        if (read.problem() != null) {
            return new Reloaded.Failed(List.of(read.problem()));
        }
        return read.changed() ? new Reloaded.Changed(List.of(read.source()), List.of()) : new Reloaded.Unchanged();
    }
}
