package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.Principal;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.StableId;

/** Device certificates that are registered already: describe, list, change status, delete. */
final class CertificateOperations implements OperationGroup {
    private final Registry registry;
    private final Arns arns;
    private final RegistryAnswers answers;

    CertificateOperations(Registry registry, Arns arns, RegistryAnswers answers) {
        this.registry = registry;
        this.arns = arns;
        this.answers = answers;
    }

    @Override
    public void addTo(Handlers.Builder handlers) {
        handlers.read("DescribeCertificate", this::describe)
                .read("ListCertificates", this::list)
                .read("ListCertificatesByCA", this::listByAuthority)
                .change("UpdateCertificate", this::subject, this::update)
                .change("DeleteCertificate", this::subject, this::delete);
    }

    private static String id(Call call) {
        return call.certificateLabel("certificateId");
    }

    private Certificate existing(String id) {
        Certificate certificate = registry.certificate(id);
        if (certificate == null) {
            throw OperationRefused.notFound(Kind.CERTIFICATE, id);
        }
        return certificate;
    }

    /**
     * A certificate as what policies and things are attached to.
     *
     * @throws OperationRefused ResourceNotFoundException
     */
    static Principal existingPrincipal(Registry registry, String id) {
        Principal principal = registry.principal(id);
        if (principal == null) {
            throw OperationRefused.notFound(Kind.CERTIFICATE, id);
        }
        return principal;
    }

    private Subject subject(Call call) {
        return subject(registry, arns, id(call));
    }

    /** A certificate for the audit trail, which has its status: the id says all else. */
    static Subject subject(Registry registry, Arns arns, String id) {
        return new Subject(arns.certificate(id), () -> {
            Certificate certificate = registry.certificate(id);
            return certificate == null
                    ? null
                    : JsonValue.of(certificate.status().name());
        });
    }

    /** What an operation that makes or registers one answers with, and every view of one begins with. */
    static JsonValue.ObjectBuilder arnAndId(Arns arns, String id) {
        return JsonValue.object().put("certificateArn", arns.certificate(id)).put("certificateId", id);
    }

    private JsonObject describe(Call call) {
        Certificate certificate = existing(id(call));
        JsonObject description = arnAndId(arns, certificate.id())
                .putIfPresent("caCertificateId", certificate.caId())
                .put("status", certificate.status().name())
                .put("certificatePem", certificate.pem())
                .put("ownedBy", arns.account())
                .put("creationDate", RegistryAnswers.seconds(certificate.createdAt()))
                .put("lastModifiedDate", RegistryAnswers.seconds(certificate.lastModifiedAt()))
                .put("generationId", StableId.of(Kind.CERTIFICATE, certificate.id(), certificate.createdAt()))
                .put("validity", RegistryAnswers.validity(certificate.notBefore(), certificate.notAfter()))
                .put("certificateMode", certificate.mode().name())
                .build();
        return JsonValue.object().put("certificateDescription", description).build();
    }

    private JsonObject list(Call call) {
        Listing listing = Listing.byMarker(call);
        return listing.of("certificates", all(listing), Certificate::id, this::summary);
    }

    private JsonObject listByAuthority(Call call) {
        String authority = call.certificateLabel("caCertificateId");
        Listing listing = Listing.byMarker(call, authority);
        return listing.filtered(
                "certificates",
                all(listing),
                certificate -> authority.equals(certificate.caId()),
                Certificate::id,
                this::summary);
    }

    private Listing.Source<Certificate> all(Listing listing) {
        return listing.ascending()
                ? (after, max) -> registry.certificates("", after, max)
                : registry::certificatesBackwards;
    }

    private JsonValue summary(Certificate certificate) {
        return arnAndId(arns, certificate.id())
                .put("status", certificate.status().name())
                .put("certificateMode", certificate.mode().name())
                .put("creationDate", RegistryAnswers.seconds(certificate.createdAt()))
                .build();
    }

    private JsonObject update(Call call) {
        String id = id(call);
        String status = call.query().text("newStatus");
        if (status == null) {
            throw OperationRefused.invalid("newStatus: missing (expected: ACTIVE, INACTIVE or REVOKED)");
        }
        answers.done(registry.registrations().setStatus(id, settable("newStatus", status)));
        return RegistryAnswers.NOTHING;
    }

    /** @throws OperationRefused InvalidRequestException: a status that is a result and nothing to ask for */
    static CertificateStatus settable(String field, String status) {
        return switch (status) {
            case "ACTIVE" -> CertificateStatus.ACTIVE;
            case "INACTIVE" -> CertificateStatus.INACTIVE;
            case "REVOKED" -> CertificateStatus.REVOKED;
            default ->
                throw OperationRefused.invalid(
                        field + ": " + Json.quoted(status) + " (expected: ACTIVE, INACTIVE or REVOKED)");
        };
    }

    private JsonObject delete(Call call) {
        answers.done(registry.registrations().delete(id(call), call.query().isTrue("forceDelete")));
        return RegistryAnswers.NOTHING;
    }
}
