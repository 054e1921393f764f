package io.gatehouse.registry;

import io.gatehouse.engine.Change;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.CertificateChecks.Reading;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Changes to device certificates, as AWS's API asks for them and answers. Under the writer's lock. */
final class CertificateRegistrationPlans {
    private final Index index;
    private final CertificatePlans certificates;
    private final CaPlans cas;
    private final PolicyScope scope;
    private final InstantSource clock;

    CertificateRegistrationPlans(
            Index index, CertificatePlans certificates, CaPlans cas, PolicyScope scope, InstantSource clock) {
        this.index = index;
        this.certificates = certificates;
        this.cas = cas;
        this.scope = scope;
        this.clock = clock;
    }

    /** What is known of who signed a certificate. */
    sealed interface Signer {
        /** Nobody needs to be: the broker issued it, or whoever registers it vouches for it. */
        record Any(CertificateMode mode) implements Signer {}

        /** A registered CA, which is to be found. */
        record OneOfOurs() implements Signer {}

        /** A registered CA whose devices may register by coming. */
        record Automatic() implements Signer {}

        /** This registered CA. */
        record Named(Reading ca) implements Signer {}
    }

    Plan<ResourceResult<Certificate>> register(Reading reading, Signer signer, CertificateStatus status) {
        return switch (prepare(reading, signer, status)) {
            case ResourceResult.Done<Certificate>(var certificate) ->
                new Plan.Commit<>(
                        List.of(new Change.Create(Keys.certificate(certificate.id()), StoredForm.of(certificate))),
                        () -> index.put(certificate),
                        List.of(new RegistryChange.CertificateChanged(certificate.id(), null, status)),
                        true,
                        new ResourceResult.Done<>(certificate));
            case ResourceResult<Certificate> refused -> ResourceResult.answer(refused);
        };
    }

    /** The record of a certificate that may be registered now; or why not. */
    ResourceResult<Certificate> prepare(Reading reading, Signer signer, CertificateStatus status) {
        if (!(reading instanceof Reading.Read read)) {
            return new ResourceResult.CertificateValidation<>(((Reading.Unreadable) reading).problem());
        }
        Instant now = Registry.now(clock);
        String problem = CertificateChecks.device(read.certificate(), now);
        if (problem != null) {
            return new ResourceResult.CertificateValidation<>(problem);
        }
        String id = read.der().id();
        if (index.certificate(id) != null) {
            return new ResourceResult.ResourceAlreadyExists<>(Kind.CERTIFICATE, id, scope.arn("cert/" + id));
        }
        if (index.ca(id) != null) {
            return new ResourceResult.CertificateConflict<>(
                    "certificate " + id + " is registered as a CA", "give the device a certificate of its own");
        }
        if (signer instanceof Signer.Any(CertificateMode mode)) {
            return new ResourceResult.Done<>(CertificatePlans.of(read, status, null, mode, now));
        }
        return switch (authority(read.certificate(), signer)) {
            case ResourceResult.Done<CaCertificate>(var ca)
            when ca.status() == CaStatus.INACTIVE ->
                new ResourceResult.CertificateState<>(
                        "CA " + ca.id() + ", which signed the certificate, is INACTIVE", "activate the CA first");
            case ResourceResult.Done<CaCertificate>(var ca) ->
                new ResourceResult.Done<>(CertificatePlans.of(read, status, ca, ca.mode(), now));
            case ResourceResult<CaCertificate> refused -> refused.refused();
        };
    }

    private ResourceResult<CaCertificate> authority(X509Certificate certificate, Signer signer) {
        List<CaCertificate> signers = cas.signers(certificate);
        if (signer instanceof Signer.Named(Reading named)) {
            return named(named, signers);
        }
        if (signer instanceof Signer.Automatic) {
            return automatic(signers);
        }
        return switch (signers.size()) {
            case 0 ->
                new ResourceResult.CertificateValidation<>(
                        "certificate: signed by no registered CA (expected: one is the"
                                + " direct issuer; register it, or register the certificate without a CA)");
            case 1 -> new ResourceResult.Done<>(signers.getFirst());
            default ->
                new ResourceResult.CertificateConflict<>(
                        signers.size() + " registered CAs have the subject and the key that signed the certificate",
                        "say which one it is: caCertificatePem");
        };
    }

    private static ResourceResult<CaCertificate> automatic(List<CaCertificate> signers) {
        for (CaCertificate ca : signers) {
            if (ca.status() == CaStatus.ACTIVE && ca.autoRegistration()) {
                return new ResourceResult.Done<>(ca);
            }
        }
        return new ResourceResult.CertificateValidation<>(
                "certificate: signed by no CA whose devices register by coming"
                        + " (expected: a registered one that is ACTIVE, with automatic registration)");
    }

    private ResourceResult<CaCertificate> named(Reading named, List<CaCertificate> signers) {
        if (!(named instanceof Reading.Read ca)) {
            return new ResourceResult.CertificateValidation<>("CA " + ((Reading.Unreadable) named).problem());
        }
        String id = ca.der().id();
        for (CaCertificate signer : signers) {
            if (signer.id().equals(id)) {
                return new ResourceResult.Done<>(signer);
            }
        }
        return new ResourceResult.CertificateValidation<>(
                index.ca(id) == null
                        ? "CA certificate: " + id + " is not registered (expected: a registered CA)"
                        : "CA certificate: " + id + " did not sign the certificate (expected: its direct issuer)");
    }

    Plan<ResourceResult<Certificate>> setStatus(String id, CertificateStatus status) {
        return ResourceResult.apart(certificates.setStatus(id, status), ResourceResult.CertificateState::new);
    }

    /** @param force takes attached policies off, in the same commit; a thing is never taken off */
    Plan<ResourceResult<Certificate>> delete(String id, boolean force) {
        Certificate certificate = index.certificate(id);
        boolean active = certificate != null && certificate.status() == CertificateStatus.ACTIVE;
        return ResourceResult.apart(
                certificates.delete(id, force),
                active ? ResourceResult.CertificateState::new : ResourceResult.DeleteConflict::new);
    }
}
