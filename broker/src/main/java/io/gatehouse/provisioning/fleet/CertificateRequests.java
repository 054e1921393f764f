package io.gatehouse.provisioning.fleet;

import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.Issuance;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.tls.CertificateIds;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * CreateKeysAndCertificate and CreateCertificateFromCsr over MQTT: a certificate that waits for its activation, and the
 * token of its owner. The token is there before the certificate is, so that no certificate waits of which nobody knows.
 */
final class CertificateRequests {
    private final @Nullable DeviceIssuer issuer;
    private final Registry registry;
    private final OwnershipTokens tokens;

    /** @param issuer {@code null} where this broker certifies nobody: all is rejected then */
    CertificateRequests(@Nullable DeviceIssuer issuer, Registry registry, OwnershipTokens tokens) {
        this.issuer = issuer;
        this.registry = registry;
        this.tokens = tokens;
    }

    /** @param claim certificate id of whoever asks */
    FleetReply withNewKeys(String claim) {
        return issued(DeviceIssuer::withNewKeys, claim);
    }

    FleetReply fromRequest(JsonObject body, String claim) {
        String csr = body.textOf("certificateSigningRequest");
        return csr == null
                ? new FleetReply.Rejected(
                        FleetError.INVALID_SIGNING_REQUEST,
                        "certificateSigningRequest: missing (expected: PKCS#10 in PEM, as text)")
                : issued(authority -> authority.certify(csr), claim);
    }

    private FleetReply issued(Function<DeviceIssuer, Issuance> asking, String claim) {
        if (issuer == null) {
            return new FleetReply.Rejected(
                    FleetError.UNAVAILABLE,
                    "authority: none here that issues certificates (expected: one in the broker's configuration)");
        }
        if (tokens.isFull(claim)) {
            return new FleetReply.Rejected(
                    FleetError.THROTTLED,
                    "certificates: too many wait to be provisioned (expected: RegisterThing follows, or later)");
        }
        return made(asking.apply(issuer), claim);
    }

    private FleetReply made(Issuance issuance, String claim) {
        return switch (issuance) {
            case Issuance.WithKeys made -> registered(made.certificate(), made.privateKeyPem(), claim);
            case Issuance.Certified(var certificate) -> registered(certificate, null, claim);
            case Issuance.Refused(var problem) -> new FleetReply.Rejected(FleetError.INVALID_SIGNING_REQUEST, problem);
            case Issuance.Throttled(var problem) -> new FleetReply.Rejected(FleetError.THROTTLED, problem);
            case Issuance.Unavailable(var problem) ->
                new FleetReply.Rejected(FleetError.UNAVAILABLE, "no certificate can be issued now", problem);
        };
    }

    private FleetReply registered(X509Certificate issued, @Nullable String privateKey, String claim) {
        String id = CertificateIds.of(issued);
        String token = tokens.grant(id, claim);
        return switch (registry.registrations().registerIssued(issued, CertificateStatus.PENDING_ACTIVATION)) {
            case ResourceResult.Done<Certificate>(var certificate) ->
                new FleetReply.Accepted(JsonValue.object()
                        .put("certificateId", id)
                        .put("certificatePem", certificate.pem())
                        .putIfPresent("privateKey", privateKey)
                        .put("certificateOwnershipToken", token)
                        .build());
            case ResourceResult<Certificate> refused -> {
                tokens.spend(id);
                yield new FleetReply.Rejected(
                        FleetError.UNAVAILABLE, "the certificate could not be registered", refused.sentence());
            }
        };
    }
}
