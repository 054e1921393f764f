package io.gatehouse.provisioning.fleet;

import io.gatehouse.config.ProvisioningSettings;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.log.Event;
import io.gatehouse.log.LinePace;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.ProvisioningMetrics;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.provisioning.TemplateCatalogue;
import io.gatehouse.provisioning.ThingRegistrar;
import io.gatehouse.registry.Registry;
import io.gatehouse.session.ServiceAnswer;
import io.gatehouse.session.ServiceRequest;
import io.gatehouse.session.TopicService;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The device provisioning MQTT API of AWS IoT Core: {@code $aws/certificates/create/…},
 * {@code $aws/certificates/create-from-csr/…} and {@code $aws/provisioning-templates/NAME/provision/…}, in JSON and in
 * CBOR, each answered on its own topic with {@code /accepted} or {@code /rejected} behind it.
 *
 * <p>Threads as {@link TopicService} says; {@link #sweep} on one thread that may wait for the disk.
 */
public final class FleetProvisioning implements TopicService, AutoCloseable {
    private static final Log log = Log.of(FleetProvisioning.class);
    private static final JsonObject NOTHING = JsonValue.object().build();

    private final CertificateRequests certificates;
    private final ThingRequests things;
    private final PreProvisioningHooks hooks;
    private final UnclaimedCertificates unclaimed;
    private final ProvisioningClaims claims;
    private final ClaimPace pace;
    private final ProvisioningMetrics metrics;
    private final LinePace lines;

    private FleetProvisioning(
            CertificateRequests certificates,
            ThingRequests things,
            PreProvisioningHooks hooks,
            UnclaimedCertificates unclaimed,
            ProvisioningClaims claims,
            ProvisioningMetrics metrics,
            Clock clock) {
        this.certificates = certificates;
        this.things = things;
        this.hooks = hooks;
        this.unclaimed = unclaimed;
        this.claims = claims;
        this.pace = new ClaimPace(clock);
        this.metrics = metrics;
        this.lines = new LinePace(clock::monotonicNanos);
    }

    /**
     * @param issuer for devices; {@code null} where this broker certifies nobody: requests for certificates are
     *     rejected then
     * @param ofClaims the same, for the claims that operators hand out
     * @throws IOException the CA file of webhooks cannot be used
     */
    public static FleetProvisioning open(
            ProvisioningSettings settings,
            Registry registry,
            @Nullable DeviceIssuer issuer,
            @Nullable DeviceIssuer ofClaims,
            PolicyScope scope,
            ProvisioningMetrics metrics,
            Clock clock)
            throws IOException {
        return open(
                new PreProvisioningHooks(settings),
                new OwnershipTokens(clock),
                registry,
                issuer,
                ofClaims,
                scope,
                metrics,
                clock);
    }

    static FleetProvisioning open(
            PreProvisioningHooks hooks,
            OwnershipTokens tokens,
            Registry registry,
            @Nullable DeviceIssuer issuer,
            @Nullable DeviceIssuer ofClaims,
            PolicyScope scope,
            ProvisioningMetrics metrics,
            Clock clock) {
        metrics.waiting(tokens::size);
        return new FleetProvisioning(
                new CertificateRequests(issuer, registry, tokens),
                new ThingRequests(
                        registry,
                        new TemplateCatalogue(registry),
                        new ThingRegistrar(registry, null, scope),
                        hooks,
                        tokens,
                        scope,
                        clock),
                hooks,
                new UnclaimedCertificates(registry, tokens, issuer == null ? null : issuer.authorityName()),
                new ProvisioningClaims(ofClaims, scope, clock),
                metrics,
                clock);
    }

    /** Claims that an operator hands out. */
    public ProvisioningClaims claims() {
        return claims;
    }

    @Override
    public boolean answers(Topic topic) {
        return FleetTopic.of(topic) != null;
    }

    @Override
    public ServiceAnswer answer(ServiceRequest request) {
        FleetTopic topic = topic(request);
        return told(topic, request, reply(topic, request));
    }

    @Override
    public ServiceAnswer overloaded(ServiceRequest request) {
        return told(topic(request), request, throttled("too many requests are being answered"));
    }

    @Override
    public ServiceAnswer failed(ServiceRequest request) {
        return told(
                topic(request),
                request,
                new FleetReply.Rejected(FleetError.INTERNAL, "a defect of the broker; its log has more"));
    }

    /** Removes certificates that nobody has taken in time. */
    public void sweep() {
        unclaimed.sweep();
    }

    private static FleetTopic topic(ServiceRequest request) {
        FleetTopic topic = FleetTopic.of(request.topic());
        if (topic == null) {
            throw new IllegalArgumentException("topic: " + request.topic() + " (expected: one that is answered)");
        }
        return topic;
    }

    private static FleetReply throttled(String why) {
        return new FleetReply.Rejected(FleetError.THROTTLED, why + " (expected: the same again, later)");
    }

    private FleetReply reply(FleetTopic topic, ServiceRequest request) {
        if (!pace.permits(request.principalId(), topic.operation())) {
            return throttled("more than " + topic.operation().perSecondOfOne() + " a second come with this claim");
        }
        return switch (read(topic.format(), request.payload())) {
            case JsonParse.Malformed(var _, var message) ->
                new FleetReply.Rejected(FleetError.INVALID_PARAMETERS, message);
            case JsonParse.Parsed(JsonObject body) -> reply(topic, body, request);
            case JsonParse.Parsed(var other) ->
                new FleetReply.Rejected(
                        FleetError.INVALID_PARAMETERS, "payload: " + other.kind() + " (expected: an object)");
        };
    }

    /** Nothing at all is nothing to say, which is enough for new keys. */
    private static JsonParse read(PayloadFormat format, byte[] payload) {
        return payload.length == 0 ? new JsonParse.Parsed(NOTHING) : format.parse(payload);
    }

    private FleetReply reply(FleetTopic topic, JsonObject body, ServiceRequest request) {
        return switch (topic.operation()) {
            case CREATE_KEYS -> certificates.withNewKeys(request.principalId());
            case CREATE_FROM_CSR -> certificates.fromRequest(body, request.principalId());
            case REGISTER_THING -> things.register(topic.template(), body, request);
        };
    }

    private ServiceAnswer told(FleetTopic topic, ServiceRequest request, FleetReply reply) {
        String operation = topic.operation().label();
        byte[] payload = topic.format().print(reply.body());
        return switch (reply) {
            case FleetReply.Accepted _ -> {
                metrics.answered(operation, "accepted");
                yield new ServiceAnswer(topic.accepted(), payload);
            }
            case FleetReply.Rejected rejected -> {
                metrics.answered(operation, rejected.error().code());
                tell(operation, request, rejected);
                yield new ServiceAnswer(topic.rejected(), payload);
            }
        };
    }

    /** One line a second: whoever has a claim may be rejected as often as it likes. */
    private void tell(String operation, ServiceRequest request, FleetReply.Rejected rejected) {
        long suppressed = lines.permit();
        if (suppressed >= 0) {
            log.at(Event.PROVISIONING_REJECTED)
                    .addKeyValue("operation", operation)
                    .addKeyValue("errorCode", rejected.error().code())
                    .addKeyValue("detail", rejected.detail())
                    .addKeyValue("claim", request.principalId())
                    .addKeyValue("clientId", request.clientId())
                    .addKeyValue("suppressed", suppressed)
                    .log("a device asked to be provisioned, and was rejected");
        }
    }

    /** Webhooks that are being asked give no verdict any more. */
    @Override
    public void close() {
        hooks.close();
    }
}
