package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.registry.CertificateChecks.Reading;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Changes to device certificates. Under the writer's lock. */
final class CertificatePlans {
    private final Index index;
    private final CaPlans cas;
    private final InstantSource clock;

    CertificatePlans(Index index, CaPlans cas, InstantSource clock) {
        this.index = index;
        this.cas = cas;
        this.clock = clock;
    }

    Plan<Certificate> register(Reading reading, CertificateStatus status) {
        return switch (prepare(reading, status)) {
            case RegistryResult.Done<Certificate>(var certificate) ->
                new Plan.Commit<>(
                        List.of(new Change.Create(Keys.certificate(certificate.id()), StoredForm.of(certificate))),
                        () -> index.put(certificate),
                        List.of(new RegistryChange.CertificateChanged(certificate.id(), null, status)),
                        true,
                        certificate);
            case RegistryResult<Certificate> refused -> new Plan.Answer<>(refused);
        };
    }

    /** The record of a certificate that may be registered now; or why not. */
    RegistryResult<Certificate> prepare(Reading reading, CertificateStatus status) {
        return switch (reading) {
            case Reading.Unreadable(var problem) -> new RegistryResult.Invalid<>(problem);
            case Reading.Read(var x509, var der) -> prepare(x509, der, status);
        };
    }

    private RegistryResult<Certificate> prepare(X509Certificate x509, Der der, CertificateStatus status) {
        if (status == CertificateStatus.PENDING_TRANSFER) {
            return new RegistryResult.Invalid<>(
                    "status: PENDING_TRANSFER (expected: ACTIVE, INACTIVE, REVOKED or PENDING_ACTIVATION)");
        }
        Instant now = Registry.now(clock);
        String problem = CertificateChecks.device(x509, now);
        if (problem != null) {
            return new RegistryResult.Invalid<>(problem);
        }
        String id = der.id();
        if (index.certificate(id) != null) {
            return new RegistryResult.AlreadyExists<>(Kind.CERTIFICATE, id);
        }
        if (index.ca(id) != null) {
            return new RegistryResult.Conflict<>(
                    "certificate " + id + " is registered as a CA", "give the device a certificate of its own");
        }
        CaCertificate ca = cas.issuerOf(x509);
        if (ca != null && ca.status() == CaStatus.INACTIVE) {
            return new RegistryResult.Conflict<>(
                    "CA " + ca.id() + ", which signed the certificate, is INACTIVE", "activate the CA first");
        }
        return new RegistryResult.Done<>(
                of(new Reading.Read(x509, der), status, ca, ca == null ? CertificateMode.DEFAULT : ca.mode(), now));
    }

    static Certificate of(
            Reading.Read read,
            CertificateStatus status,
            @Nullable CaCertificate ca,
            CertificateMode mode,
            Instant now) {
        X509Certificate x509 = read.certificate();
        return new Certificate(
                read.der().id(),
                read.der(),
                status,
                x509.getNotBefore().toInstant(),
                x509.getNotAfter().toInstant(),
                x509.getSubjectX500Principal().getName(),
                x509.getIssuerX500Principal().getName(),
                serialHex(x509),
                now,
                now,
                ca == null ? null : ca.id(),
                mode);
    }

    static String serialHex(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16).toLowerCase(Locale.ROOT);
    }

    Plan<Certificate> setStatus(String id, CertificateStatus status) {
        if (!status.settable()) {
            return Plan.invalid("status: " + status + " (expected: ACTIVE, INACTIVE or REVOKED)");
        }
        Certificate before = index.certificate(id);
        if (before == null) {
            return Plan.notFound(Kind.CERTIFICATE, id);
        }
        if (before.status() == status) {
            return Plan.unchanged(before);
        }
        if (!before.status().mayBecome(status)) {
            return Plan.conflict("certificate " + id + " is " + before.status(), remedy(before.status()));
        }
        Certificate after = before.with(status, Registry.now(clock));
        return new Plan.Commit<>(
                List.of(new Change.Put(Keys.certificate(id), StoredForm.of(after))),
                () -> index.put(after),
                List.of(new RegistryChange.CertificateChanged(id, before.status(), status)),
                true,
                after);
    }

    static String remedy(CertificateStatus status) {
        return status == CertificateStatus.REVOKED
                ? "that is final: register a new certificate with a new key"
                : "accept or reject the transfer first";
    }

    /** @param withPolicies whether its policies are detached in the same commit, where they would be a refusal else */
    Plan<Certificate> delete(String id, boolean withPolicies) {
        Principal principal = index.principal(id);
        if (principal == null) {
            return Plan.notFound(Kind.CERTIFICATE, id);
        }
        Certificate certificate = principal.certificate();
        String attached = withPolicies && principal.things().isEmpty() ? null : attached(principal);
        if (certificate.status() == CertificateStatus.ACTIVE) {
            return Plan.conflict("certificate " + id + " is ACTIVE", "deactivate or revoke it first");
        }
        if (attached != null) {
            return Plan.conflict("certificate " + id + " has the " + attached + " attached", "detach it first");
        }
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Delete(Keys.certificate(id)));
        for (CompiledPolicy policy : principal.policies()) {
            changes.add(new Change.Delete(Keys.attachment(new Attachment(Kind.POLICY, policy.name(), id))));
        }
        return new Plan.Commit<>(
                changes,
                () -> index.removeCertificate(principal),
                List.of(new RegistryChange.CertificateChanged(id, certificate.status(), null)),
                true,
                certificate);
    }

    static @Nullable String attached(Principal principal) {
        if (!principal.things().isEmpty()) {
            return "thing " + principal.things().getFirst().name();
        }
        return principal.policies().isEmpty()
                ? null
                : "policy " + principal.policies().getFirst().name();
    }
}
