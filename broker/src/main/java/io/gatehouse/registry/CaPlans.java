package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.registry.CertificateChecks.Reading;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes to registered CAs. Under the writer's lock. */
final class CaPlans {
    /** What to do where there are too many. */
    static final String ONE_FEWER = "delete one that is no longer used";

    private final Index index;
    private final RegistryLimits limits;
    private final InstantSource clock;

    CaPlans(Index index, RegistryLimits limits, InstantSource clock) {
        this.index = index;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * The registered CA that signed the certificate with its own key, or null. A CA whose certificate was renewed is
     * there twice with one key: then an ACTIVE one, if there is one.
     */
    @Nullable
    CaCertificate issuerOf(X509Certificate certificate) {
        List<CaCertificate> signers = signers(certificate);
        for (CaCertificate ca : signers) {
            if (ca.status() == CaStatus.ACTIVE) {
                return ca;
            }
        }
        return signers.isEmpty() ? null : signers.getLast();
    }

    /** The registered CAs whose name and key signed the certificate: several where one was renewed over its key. */
    List<CaCertificate> signers(X509Certificate certificate) {
        String issuer = certificate.getIssuerX500Principal().getName();
        List<CaCertificate> signers = new ArrayList<>();
        for (CaCertificate ca : index.cas().all()) {
            if (ca.subject().equals(issuer)
                    && CertificateChecks.read(ca.der().bytes()) instanceof Reading.Read read
                    && CertificateChecks.signedBy(certificate, read.certificate())) {
                signers.add(ca);
            }
        }
        return signers;
    }

    Plan<CaCertificate> register(Reading reading, CaStatus status) {
        return switch (reading) {
            case Reading.Unreadable(var problem) -> Plan.invalid(problem);
            case Reading.Read read -> register(read, status);
        };
    }

    private Plan<CaCertificate> register(Reading.Read read, CaStatus status) {
        Instant now = Registry.now(clock);
        String problem = CertificateChecks.ca(read.certificate(), now);
        if (problem != null) {
            return Plan.invalid(problem);
        }
        String id = read.der().id();
        if (index.ca(id) != null) {
            return Plan.alreadyExists(Kind.CA, id);
        }
        if (index.certificate(id) != null) {
            return Plan.conflict("certificate " + id + " is registered for a device", "delete that first");
        }
        String tooMany = tooMany(read.certificate());
        if (tooMany != null) {
            return Plan.conflict(tooMany, ONE_FEWER);
        }
        CaCertificate ca = of(read, status, CertificateMode.DEFAULT, false, null, now);
        return new Plan.Commit<>(
                List.of(new Change.Create(Keys.ca(id), StoredForm.of(ca))),
                () -> index.cas().put(ca.id(), ca),
                told(id),
                false,
                ca);
    }

    /** That there are as many CAs of its subject as there may be; or null. */
    @Nullable
    String tooMany(X509Certificate ca) {
        String subject = ca.getSubjectX500Principal().getName();
        long same = index.cas().all().stream()
                .filter(other -> other.subject().equals(subject))
                .count();
        return same < limits.casPerSubject()
                ? null
                : same + " CAs have the subject " + subject + " (expected: at most " + limits.casPerSubject() + ")";
    }

    static CaCertificate of(
            Reading.Read read,
            CaStatus status,
            CertificateMode mode,
            boolean autoRegistration,
            @Nullable RegistrationConfig config,
            Instant now) {
        X509Certificate x509 = read.certificate();
        return new CaCertificate(
                read.der().id(),
                read.der(),
                status,
                x509.getSubjectX500Principal().getName(),
                CertificatePlans.serialHex(x509),
                x509.getNotBefore().toInstant(),
                x509.getNotAfter().toInstant(),
                now,
                now,
                mode,
                autoRegistration,
                config);
    }

    Plan<CaCertificate> setStatus(String id, CaStatus status) {
        CaCertificate before = index.ca(id);
        if (before == null) {
            return Plan.notFound(Kind.CA, id);
        }
        if (before.status() == status) {
            return Plan.unchanged(before);
        }
        CaCertificate after = before.with(status, Registry.now(clock));
        return new Plan.Commit<>(
                List.of(new Change.Put(Keys.ca(id), StoredForm.of(after))),
                () -> index.cas().put(after.id(), after),
                told(id),
                false,
                after);
    }

    Plan<CaCertificate> delete(String id) {
        CaCertificate ca = index.ca(id);
        if (ca == null) {
            return Plan.notFound(Kind.CA, id);
        }
        if (ca.status() == CaStatus.ACTIVE) {
            return Plan.conflict("CA " + id + " is ACTIVE", "deactivate it first");
        }
        return new Plan.Commit<>(
                List.of(new Change.Delete(Keys.ca(id))), () -> index.cas().remove(id), told(id), false, ca);
    }

    private static List<RegistryChange> told(String id) {
        return List.of(new RegistryChange.CaChanged(id));
    }
}
