package io.gatehouse.provisioning;

import io.gatehouse.json.JsonValue;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.TokenBucket;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.CaCertificate;
import io.gatehouse.registry.CaStatus;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.CertificateStatus;
import io.gatehouse.registry.Kind;
import io.gatehouse.registry.ProvisioningTemplate;
import io.gatehouse.registry.RegistrationConfig;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.ResourceResult;
import io.gatehouse.registry.TemplateType;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Devices that come for the first time with a certificate of a registered CA: just-in-time registration, and, where the
 * CA names a template, just-in-time provisioning (AWS IoT Core Developer Guide, same names).
 *
 * <p>The gate refuses such a device as it refuses any certificate that is not ACTIVE (decision 0003). Who hears of the
 * refusal asks {@link #concerns} and has {@link #presented} done; the connection waits for neither. The device comes
 * again, and is let in once its certificate is ACTIVE. Whoever comes while it waits is told of again.
 *
 * <p>Verifying a signature, a commit and an event are what a stranger can cause, so that no more than a configured
 * number of them a second is looked at. {@link #concerns} any thread, memory only; {@link #presented} virtual threads.
 */
public final class JustInTimeRegistration {
    private static final String TOPIC = "$aws/events/certificates/registered/";
    private static final Duration BURST = Duration.ofSeconds(1);

    private final Registry registry;
    private final TemplateCatalogue catalogue;
    private final ThingRegistrar registrar;
    private final RegistrationEvents events;
    private final PolicyScope scope;
    private final Clock clock;
    private final int perSecond;
    private final TokenBucket pace;
    private final Set<String> atWork = ConcurrentHashMap.newKeySet();

    /** @param perSecond certificates looked at on average; 0 for no limit */
    public JustInTimeRegistration(
            Registry registry,
            TemplateCatalogue catalogue,
            ThingRegistrar registrar,
            RegistrationEvents events,
            PolicyScope scope,
            Clock clock,
            int perSecond) {
        this.registry = registry;
        this.catalogue = catalogue;
        this.registrar = registrar;
        this.events = events;
        this.scope = scope;
        this.clock = clock;
        this.perSecond = perSecond;
        this.pace = new TokenBucket(clock, BURST);
    }

    /** Whether {@link #presented} could have anything to do for a certificate that the gate did not let in. */
    public boolean concerns(String certificateId, X509Certificate leaf) {
        Certificate known = registry.certificate(certificateId);
        return known == null
                ? registry.authorities()
                        .registersAutomatically(leaf.getIssuerX500Principal().getName())
                : known.status() == CertificateStatus.PENDING_ACTIVATION;
    }

    /**
     * A device came with it, has proved its key, and was not let in.
     *
     * @param certificateId SHA-256 of the certificate, lower-case hex
     */
    public FirstConnect presented(String certificateId, X509Certificate leaf) {
        if (!pace.take(perSecond)) {
            return new FirstConnect.Later("more than " + perSecond + " a second come for the first time");
        }
        if (!atWork.add(certificateId)) {
            return new FirstConnect.Later("certificate " + certificateId + " is being registered");
        }
        try {
            return switch (registered(certificateId, leaf)) {
                case ResourceResult.Done<Certificate>(var certificate) -> provisioned(certificate, leaf);
                case ResourceResult<Certificate> refused -> new FirstConnect.Stranger(refused.sentence());
            };
        } finally {
            atWork.remove(certificateId);
        }
    }

    private ResourceResult<Certificate> registered(String certificateId, X509Certificate leaf) {
        Certificate known = registry.certificate(certificateId);
        if (known == null) {
            return registry.registrations().registerComing(leaf);
        }
        return known.status() == CertificateStatus.PENDING_ACTIVATION
                ? new ResourceResult.Done<>(known)
                : new ResourceResult.ResourceAlreadyExists<>(
                        Kind.CERTIFICATE, certificateId, scope.arn("cert/" + certificateId));
    }

    private FirstConnect provisioned(Certificate certificate, X509Certificate leaf) {
        CaCertificate ca = certificate.caId() == null ? null : registry.ca(certificate.caId());
        if (ca == null || ca.status() != CaStatus.ACTIVE || !ca.autoRegistration()) {
            return new FirstConnect.Stranger("certificate " + certificate.id()
                    + " waits for its activation, and its CA registers nobody by coming");
        }
        events.registered(TOPIC + ca.id(), event(certificate, ca));
        RegistrationConfig config = ca.config();
        return config == null ? new FirstConnect.Waiting(certificate) : provisioned(certificate, leaf, config);
    }

    /** AWS's names; one of its two times is a text. */
    private JsonValue event(Certificate certificate, CaCertificate ca) {
        return JsonValue.object()
                .put("certificateId", certificate.id())
                .put("caCertificateId", ca.id())
                .put("timestamp", clock.wallMillis())
                .put("certificateStatus", certificate.status().name())
                .put("awsAccountId", scope.account())
                .put(
                        "certificateRegistrationTimestamp",
                        Long.toString(certificate.createdAt().toEpochMilli()))
                .build();
    }

    private FirstConnect provisioned(Certificate certificate, X509Certificate leaf, RegistrationConfig config) {
        TemplateParse template = template(config);
        if (template == null) {
            return new FirstConnect.NotProvisioned(
                    certificate,
                    "template " + config.templateName() + ": not there, not enabled or not of type JITP"
                            + " (expected: the one that the CA names)");
        }
        return switch (template) {
            case TemplateParse.Malformed(String problem) -> new FirstConnect.NotProvisioned(certificate, problem);
            case TemplateParse.Parsed(TemplateBody body) ->
                switch (body.evaluate(Map.of(), SubjectParameters.of(leaf, certificate.id()))) {
                    case TemplateEvaluation.Refused(String problem) ->
                        new FirstConnect.NotProvisioned(certificate, problem);
                    case TemplateEvaluation.Planned(ProvisioningPlan plan) -> provisioned(certificate, plan);
                };
        };
    }

    private @Nullable TemplateParse template(RegistrationConfig config) {
        if (config.templateBody() != null) {
            return catalogue.body(config.templateBody());
        }
        ProvisioningTemplate template =
                config.templateName() == null ? null : registry.templates().template(config.templateName());
        return template == null || !template.enabled() || template.type() != TemplateType.JITP
                ? null
                : catalogue.body(template.body());
    }

    private FirstConnect provisioned(Certificate certificate, ProvisioningPlan plan) {
        return switch (registrar.registerOwn(plan, certificate.id())) {
            case ThingProvisioning.Provisioned done -> new FirstConnect.Provisioned(done);
            case ThingProvisioning.NotItsOwn(String problem) -> new FirstConnect.NotProvisioned(certificate, problem);
            case ThingProvisioning.NotIssued not ->
                throw new IllegalStateException("provisioning: " + not + " (expected: nothing is issued here)");
            case ThingProvisioning.NotRegistered(var why) ->
                new FirstConnect.NotProvisioned(certificate, why.sentence());
        };
    }
}
