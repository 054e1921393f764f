package io.gatehouse.control;

import io.gatehouse.control.CertificateApi.Detail;
import io.gatehouse.control.CertificateApi.Id;
import io.gatehouse.control.CertificateApi.Listing;
import io.gatehouse.control.CertificateApi.Register;
import io.gatehouse.control.CertificateApi.SetStatus;
import io.gatehouse.control.CertificateApi.View;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.RegistryResult;
import io.gatehouse.registry.Thing;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Device certificates: register, change status, look at. Blocks until the store has it; virtual threads. */
public final class Certificates {
    private final Registry registry;

    public Certificates(Registry registry) {
        this.registry = registry;
    }

    void addTo(Administration.Builder operations) {
        operations
                .add(CertificateApi.REGISTER, this::register)
                .add(CertificateApi.SET_STATUS, this::setStatus)
                .add(CertificateApi.LIST, this::list)
                .add(CertificateApi.DESCRIBE, this::describe);
    }

    Outcome<View> register(Register request) {
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

    private Outcome<View> attach(Register request, Certificate certificate) {
        if (request.thing() != null
                && registry.attachThing(request.thing(), certificate.id()) instanceof RegistryResult<?> result
                && !(result instanceof RegistryResult.Done<?>)) {
            return RegistryOutcome.of("the certificate is registered, but not attached to the thing", result, x -> view(certificate));
        }
        if (request.policy() != null
                && registry.attachPolicy(request.policy(), certificate.id()) instanceof RegistryResult<?> result
                && !(result instanceof RegistryResult.Done<?>)) {
            return RegistryOutcome.of("the certificate is registered, but has no policy", result, x -> view(certificate));
        }
        return Outcome.done(view(certificate));
    }

    Outcome<View> setStatus(SetStatus request) {
        String what = "the certificate's status was not changed";
        CertificateStatus status =
                switch (request.status()) {
                    case ACTIVE -> CertificateStatus.ACTIVE;
                    case INACTIVE -> CertificateStatus.INACTIVE;
                    case REVOKED -> CertificateStatus.REVOKED;
                };
        return switch (RegistryOutcome.certificate(what, registry, request.id())) {
            case Outcome.Done<Certificate>(Certificate found) -> RegistryOutcome.of(
                    what, registry.setCertificateStatus(found.id(), status), this::view);
            case Outcome.Refused<Certificate>(Refusal refusal) -> Outcome.refused(refusal);
        };
    }

    Outcome<Listing> list(Page page) {
        String prefix = page.prefix() == null ? "" : page.prefix();
        Page.Cut<Certificate> cut =
                page.cut(registry.certificates(prefix, page.after(), page.max() + 1), Certificate::id);
        return Outcome.done(new Listing(cut.items().stream().map(this::view).toList(), cut.next()));
    }

    Outcome<Detail> describe(Id id) {
        return switch (RegistryOutcome.certificate("no certificate to describe", registry, id.id())) {
            case Outcome.Done<Certificate>(Certificate found) -> Outcome.done(detail(found));
            case Outcome.Refused<Certificate>(Refusal refusal) -> Outcome.refused(refusal);
        };
    }

    private View view(Certificate certificate) {
        return view(registry, certificate);
    }

    static View view(Registry registry, Certificate certificate) {
        return new View(
                certificate.id(),
                certificate.status().name(),
                certificate.subject(),
                certificate.notAfter(),
                registry.thingsOf(certificate.id()).stream().map(Thing::name).toList());
    }

    private Detail detail(Certificate certificate) {
        return new Detail(
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
                registry.policiesOf(certificate.id()).stream().map(CompiledPolicy::name).toList(),
                certificate.pem());
    }
}
