package io.gatehouse.provisioning.fleet;

import io.gatehouse.admission.Claims;
import io.gatehouse.loop.Clock;
import io.gatehouse.pki.DeviceIssuer;
import io.gatehouse.pki.Issuance;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.PolicyLimits;
import io.gatehouse.policy.PolicyParse;
import io.gatehouse.policy.PolicyParser;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * CreateProvisioningClaim: certificates that a trusted person gets for five minutes, to have a device provisioned by
 * one template and for nothing else. As at AWS they are in no list, and nobody can change or delete them: the registry
 * does not have them. They end with the process.
 *
 * <p>At most {@link #MOST} at once. {@link #create} on virtual threads; what the gate asks on any thread, memory only.
 */
public final class ProvisioningClaims implements Claims {
    public static final Duration LIFE = Duration.ofMinutes(5);
    static final int MOST = 1000;

    private final @Nullable DeviceIssuer issuer;
    private final PolicyScope scope;
    private final Clock clock;
    private final Map<String, Principal> claims = new ConcurrentHashMap<>();

    /** @param issuer {@code null} where this broker certifies nobody: none is made then */
    public ProvisioningClaims(@Nullable DeviceIssuer issuer, PolicyScope scope, Clock clock) {
        this.issuer = issuer;
        this.scope = scope;
        this.clock = clock;
    }

    /** @param template one that is there, as its name is checked */
    public ClaimCreation create(String template) {
        if (issuer == null) {
            return new ClaimCreation.NotIssued(new Issuance.Unavailable(
                    "authority: none here that issues certificates (expected: one in the broker's configuration)"));
        }
        claims.values().removeIf(this::hasEnded);
        if (claims.size() >= MOST) {
            return new ClaimCreation.NotIssued(new Issuance.Throttled(
                    "claims: " + MOST + " hold (expected: fewer; each ends after " + LIFE.toMinutes() + " minutes)"));
        }
        return switch (issuer.withNewKeys(LIFE)) {
            case Issuance.WithKeys made -> {
                Principal claim = Principal.unregistered(
                        made.certificate(), List.of(policy(template)), Instant.ofEpochMilli(clock.wallMillis()));
                claims.put(claim.certificate().id(), claim);
                yield new ClaimCreation.Created(claim.certificate(), made.publicKeyPem(), made.privateKeyPem());
            }
            case Issuance why -> new ClaimCreation.NotIssued(why);
        };
    }

    @Override
    public @Nullable Principal claim(String certificateId) {
        Principal claim = claims.get(certificateId);
        return claim == null || hasEnded(claim) ? null : claim;
    }

    private boolean hasEnded(Principal claim) {
        return clock.wallMillis() > claim.certificate().notAfter().toEpochMilli();
    }

    /** Connect under any name, ask on the topics of provisioning, and hear the answers. */
    private CompiledPolicy policy(String template) {
        String document = """
                {"Version": "2012-10-17", "Statement": [
                 {"Effect": "Allow", "Action": "iot:Connect", "Resource": "%s"},
                 {"Effect": "Allow", "Action": ["iot:Publish", "iot:Receive"], "Resource": [%s]},
                 {"Effect": "Allow", "Action": "iot:Subscribe", "Resource": [%s]}]}
                """.formatted(
                        scope.arn("client/*"), resources("topic/", template), resources("topicfilter/", template));
        return switch (PolicyParser.parse(document, PolicyLimits.EXTENDED)) {
            case PolicyParse.Parsed(var parsed) ->
                CompiledPolicy.compile("provisioning-claim-" + template, parsed, scope);
            case PolicyParse malformed ->
                throw new IllegalStateException("policy: " + malformed + " (expected: one of ours can be read)");
        };
    }

    private String resources(String type, String template) {
        return Stream.of(
                        "$aws/certificates/create/*",
                        "$aws/certificates/create-from-csr/*",
                        "$aws/provisioning-templates/" + template + "/provision/*")
                .map(topic -> '"' + scope.arn(type + topic) + '"')
                .collect(Collectors.joining(","));
    }
}
