package io.gatehouse.control;

import io.gatehouse.registry.CaCertificate;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/** Registered certificate authorities. Blocks until the store has it; virtual threads. */
public final class Authorities {
    private final Registry registry;

    public Authorities(Registry registry) {
        this.registry = registry;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(AuthorityApi.ADD, this::add)
                .add(AuthorityApi.LIST, this::list)
                .add(AuthorityApi.SET_STATUS, this::setStatus)
                .add(AuthorityApi.REMOVE, this::remove);
    }

    Outcome<AuthorityApi.View> add(AuthorityApi.Add request) {
        return RegistryOutcome.of(
                "the authority was not added",
                registry.registerCa(request.pem().getBytes(StandardCharsets.UTF_8), CaStatus.ACTIVE),
                Authorities::view);
    }

    Outcome<AuthorityApi.Listing> list(Page page) {
        List<CaCertificate> found = registry.cas().stream()
                .filter(ca -> page.has(ca.id()))
                .sorted(Comparator.comparing(CaCertificate::id))
                .limit(page.max() + 1L)
                .toList();
        Page.Cut<CaCertificate> cut = page.cut(found, CaCertificate::id);
        return Outcome.done(new AuthorityApi.Listing(
                cut.items().stream().map(Authorities::view).toList(), cut.next()));
    }

    Outcome<AuthorityApi.View> setStatus(AuthorityApi.SetStatus request) {
        String what = "the authority's status was not changed";
        CaStatus status = switch (request.status()) {
            case ACTIVE -> CaStatus.ACTIVE;
            case INACTIVE -> CaStatus.INACTIVE;
        };
        return switch (RegistryOutcome.authority(what, registry, request.id())) {
            case Outcome.Done<CaCertificate>(CaCertificate found) ->
                RegistryOutcome.of(what, registry.setCaStatus(found.id(), status), Authorities::view);
            case Outcome.Refused<CaCertificate>(Refusal refusal) -> Outcome.refused(refusal);
        };
    }

    Outcome<AuthorityApi.View> remove(AuthorityApi.Id id) {
        String what = "the authority was not removed";
        return switch (RegistryOutcome.authority(what, registry, id.id())) {
            case Outcome.Done<CaCertificate>(CaCertificate found) -> remove(what, found);
            case Outcome.Refused<CaCertificate>(Refusal refusal) -> Outcome.refused(refusal);
        };
    }

    // The registry deletes no active authority, so that two steps are needed to do it by mistake; here the operator
    // named
    // it and said so. Interrupted in between, it is inactive, which is the safe half.
    private Outcome<AuthorityApi.View> remove(String what, CaCertificate authority) {
        if (authority.status() == CaStatus.ACTIVE
                && !(registry.setCaStatus(authority.id(), CaStatus.INACTIVE) instanceof RegistryResult.Done<?>)) {
            return Outcome.refused(
                    Refusal.Code.FAILED,
                    what,
                    "it could not be set INACTIVE",
                    "ask again; the broker's log knows more");
        }
        return RegistryOutcome.of(what, registry.deleteCa(authority.id()), Authorities::view);
    }

    private static AuthorityApi.View view(CaCertificate authority) {
        return new AuthorityApi.View(
                authority.id(),
                authority.status().name(),
                authority.subject(),
                authority.notAfter(),
                authority.createdAt());
    }
}
