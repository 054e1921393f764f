package io.gatehouse.registry;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Every certificate with all that is bound to it: the one look-up of a decision, and the ids in order, for paging. */
final class Principals {
    private final Map<String, Principal> byId = new ConcurrentHashMap<>();
    private final NavigableSet<String> ids = new ConcurrentSkipListSet<>();
    private final DerPatterns patterns = new DerPatterns();

    @Nullable
    Principal of(String certificateId) {
        return byId.get(certificateId);
    }

    @Nullable
    Certificate certificate(String id) {
        Principal principal = byId.get(id);
        return principal == null ? null : principal.certificate();
    }

    List<Certificate> page(String prefix, @Nullable String after, int max) {
        return Catalog.page(ids, this::certificate, prefix, after, max);
    }

    List<Certificate> pageBackwards(@Nullable String before, int max) {
        return Catalog.pageBackwards(ids, this::certificate, before, max);
    }

    void put(Principal principal) {
        String id = principal.certificate().id();
        byId.put(id, packed(principal));
        ids.add(id);
    }

    private Principal packed(Principal principal) {
        Certificate packed = patterns.packed(principal.certificate());
        return packed == principal.certificate()
                ? principal
                : new Principal(packed, principal.policies(), principal.things());
    }

    /** A new certificate, or a new state of one: what is bound to it stays. */
    void put(Certificate certificate) {
        Principal before = byId.get(certificate.id());
        put(
                before == null
                        ? new Principal(certificate, List.of(), List.of())
                        : new Principal(certificate, before.policies(), before.things()));
    }

    void change(String certificateId, UnaryOperator<Principal> change) {
        Principal before = byId.get(certificateId);
        if (before == null) {
            throw new IllegalStateException(
                    "certificate " + certificateId + ": missing (expected: attached ones stay)");
        }
        byId.put(certificateId, change.apply(before));
    }

    void remove(String certificateId) {
        ids.remove(certificateId);
        byId.remove(certificateId);
    }
}
