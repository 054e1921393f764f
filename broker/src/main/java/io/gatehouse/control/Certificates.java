package io.gatehouse.control;

import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Thing;
import io.gatehouse.revocation.Revocation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Device certificates: register, change status, look at. Blocks until the store has it; virtual threads. */
public final class Certificates {
    private static final int LOOKED_AT = 1000; // at once

    private final Registry registry;
    private final Revocation revocation;

    public Certificates(Registry registry, Revocation revocation) {
        this.registry = registry;
        this.revocation = revocation;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(CertificateApi.REGISTER, this::register)
                .add(CertificateApi.SET_STATUS, this::setStatus)
                .add(CertificateApi.LIST, this::list)
                .add(CertificateApi.ENDING, this::ending)
                .add(CertificateApi.DESCRIBE, this::describe);
    }

    Outcome<CertificateApi.View> register(CertificateApi.Register request) {
        String what = "the certificate was not registered";
        // Looked at first, so that a wrong name leaves nothing half done.
        Refusal missing = missing(what, request.thing(), request.policy());
        if (missing != null) {
            return Outcome.refused(missing);
        }
        CertificateStatus status = request.active() ? CertificateStatus.ACTIVE : CertificateStatus.INACTIVE;
        byte[] pem = request.pem().getBytes(StandardCharsets.UTF_8);
        return switch (registry.registerCertificate(pem, status)) {
            case RegistryResult.Done<Certificate>(Certificate certificate) -> attach(request, certificate);
            case RegistryResult<Certificate> refused -> RegistryOutcome.of(what, refused, this::view);
        };
    }

    private @Nullable Refusal missing(String what, @Nullable String thing, @Nullable String policy) {
        if (thing != null && registry.thing(thing) == null) {
            return Refusal.notFound(what, "thing", thing, "create it: gatehouse thing create " + thing);
        }
        if (policy != null && registry.policy(policy) == null) {
            return Refusal.notFound(what, "policy", policy, "put it: gatehouse policy put " + policy + " FILE");
        }
        return null;
    }

    private Outcome<CertificateApi.View> attach(CertificateApi.Register request, Certificate certificate) {
        Outcome<CertificateApi.View> outcome = Outcome.done(view(certificate));
        if (request.thing() != null) {
            outcome = RegistryOutcome.of(
                    "the certificate is registered, but not attached to the thing",
                    registry.attachThing(request.thing(), certificate.id()),
                    _ -> view(certificate));
        }
        if (request.policy() != null && outcome instanceof Outcome.Done<CertificateApi.View>) {
            outcome = RegistryOutcome.of(
                    "the certificate is registered, but has no policy",
                    registry.attachPolicy(request.policy(), certificate.id()),
                    _ -> view(certificate));
        }
        return outcome;
    }

    Outcome<CertificateApi.View> setStatus(CertificateApi.SetStatus request) {
        String what = "the certificate's status was not changed";
        CertificateStatus status = status(request.status());
        return switch (RegistryOutcome.certificate(what, registry, request.id())) {
            case Outcome.Done<Certificate>(Certificate found) ->
                RegistryOutcome.of(what, registry.setCertificateStatus(found.id(), status), this::view);
            case Outcome.Refused<Certificate>(Refusal refusal) -> Outcome.refused(refusal);
        };
    }

    static CertificateStatus status(CertificateApi.Status asked) {
        return switch (asked) {
            case ACTIVE -> CertificateStatus.ACTIVE;
            case INACTIVE -> CertificateStatus.INACTIVE;
            case REVOKED -> CertificateStatus.REVOKED;
        };
    }

    Outcome<CertificateApi.Listing> list(Page page) {
        String prefix = page.prefix() == null ? "" : page.prefix();
        return listing(page, registry.certificates(prefix, page.after(), page.max() + 1));
    }

    /** Looks at every certificate until the page is full: a million of them are gone through in part of a second. */
    Outcome<CertificateApi.Listing> ending(CertificateApi.Ending request) {
        Page page = request.page();
        String prefix = page.prefix() == null ? "" : page.prefix();
        List<Certificate> found = new ArrayList<>();
        List<Certificate> some = registry.certificates(prefix, page.after(), LOOKED_AT);
        while (!some.isEmpty() && found.size() <= page.max()) {
            for (Certificate certificate : some) {
                if (certificate.status() == CertificateStatus.ACTIVE
                        && certificate.notAfter().isBefore(request.before())
                        && found.size() <= page.max()) {
                    found.add(certificate);
                }
            }
            some = registry.certificates(prefix, some.getLast().id(), LOOKED_AT);
        }
        return listing(page, found);
    }

    private Outcome<CertificateApi.Listing> listing(Page page, List<Certificate> found) {
        Page.Cut<Certificate> cut = page.cut(found, Certificate::id);
        return Outcome.done(
                new CertificateApi.Listing(cut.items().stream().map(this::view).toList(), cut.next()));
    }

    Outcome<CertificateApi.Detail> describe(CertificateApi.Id id) {
        return switch (RegistryOutcome.certificate("no certificate to describe", registry, id.id())) {
            case Outcome.Done<Certificate>(Certificate found) -> Outcome.done(detail(found));
            case Outcome.Refused<Certificate>(Refusal refusal) -> Outcome.refused(refusal);
        };
    }

    private CertificateApi.View view(Certificate certificate) {
        return view(registry, certificate);
    }

    static CertificateApi.View view(Registry registry, Certificate certificate) {
        return new CertificateApi.View(
                certificate.id(),
                certificate.status().name(),
                certificate.subject(),
                certificate.notAfter(),
                registry.thingsOf(certificate.id()).stream().map(Thing::name).toList());
    }

    private CertificateApi.Detail detail(Certificate certificate) {
        return new CertificateApi.Detail(
                certificate.id(),
                certificate.status().name(),
                certificate.subject(),
                certificate.issuer(),
                certificate.serialHex(),
                certificate.notBefore(),
                certificate.notAfter(),
                certificate.createdAt(),
                certificate.lastModifiedAt(),
                certificate.caId(),
                registry.thingsOf(certificate.id()).stream().map(Thing::name).toList(),
                registry.policiesOf(certificate.id()).stream()
                        .map(CompiledPolicy::name)
                        .toList(),
                GroupPolicies.of(registry, certificate.id()),
                revocation.sentences(certificate.id(), certificate.der().bytes()),
                certificate.pem());
    }
}
