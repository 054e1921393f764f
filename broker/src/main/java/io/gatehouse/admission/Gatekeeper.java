package io.gatehouse.admission;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Will;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.CompiledPolicy;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.registry.Certificate;
import io.gatehouse.registry.Principal;
import io.gatehouse.registry.Registry;
import io.gatehouse.registry.Thing;
import io.gatehouse.revocation.Finding;
import io.gatehouse.revocation.Revocation;
import io.gatehouse.tls.CertificateGate;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is let in. Any thread; memory only; no lock.
 *
 * <p>The order of the checks is the order of the reasons a device is told: first the certificate (is it registered,
 * active, valid now, not revoked by its issuer), then the client id, then {@code iot:Connect}, then the will. A
 * certificate needs no authority: it is known by its digest or not at all, so that neither a look-alike with the same
 * subject nor a certificate signed by a device's own certificate gets anywhere.
 *
 * <p>An operator who signs is judged in the same order: is he there and enabled, and has he the key that signed; then
 * the client id, and what his policies say.
 *
 * <p>As {@link CertificateGate} it is also the second wall: a TLS session is resumed only for a certificate that would
 * be let in now.
 */
public final class Gatekeeper implements CertificateGate {
    private static final Log log = Log.of(Gatekeeper.class);
    private static final String UNUSABLE = "policies could not be bound; everything is denied";

    private final Registry registry;
    private final GateRules rules;
    private final InstantSource clock;
    private final @Nullable Revocation revocation;
    private final Claims claims;
    private final @Nullable Signers signers;
    private final Consumer<String> requesters;

    /** With the registry alone. */
    public Gatekeeper(Registry registry, GateRules rules, InstantSource clock) {
        this(registry, rules, clock, null, Claims.NONE, null, _ -> {});
    }

    /**
     * With all there is to ask.
     *
     * @param revocation what issuers say of their certificates; {@code null} where nobody is asked
     * @param claims certificates that are let in though the registry does not have them
     * @param signers {@code null} where a certificate is the only credential
     * @param requesters is told of the certificates that requests are let in with, on loops; there is no session
     */
    public Gatekeeper(
            Registry registry,
            GateRules rules,
            InstantSource clock,
            @Nullable Revocation revocation,
            Claims claims,
            @Nullable Signers signers,
            Consumer<String> requesters) {
        this.registry = registry;
        this.rules = rules;
        this.clock = clock;
        this.revocation = revocation;
        this.claims = claims;
        this.signers = signers;
        this.requesters = requesters;
    }

    /**
     * Begins to ask the issuer of a certificate, where that is to be done before {@link #admit} can let it in. Nobody
     * is asked about certificates that the gate refuses by itself: strangers make the broker call nobody.
     *
     * @return completes, always normally and on another thread, when the gate can decide; {@code null} where it can now
     */
    public @Nullable CompletableFuture<@Nullable Void> prepare(Peer peer) {
        Certificate certificate = revocation == null ? null : certificateOf(peer);
        return certificate == null || revocation == null || refusal(certificate, false) != null
                ? null
                : revocation.ask(certificate.id(), certificate.der().bytes());
    }

    /**
     * Judges a CONNECT, or a live connection again.
     *
     * @param clientId as sent, or as the server will assign it
     * @param attributes of the CONNECT; the same when a live connection is judged again
     * @param will of the CONNECT, or {@code null}; also {@code null} when a live connection is judged again
     */
    public Admission admit(Peer peer, String clientId, ConnectAttributes attributes, @Nullable Will will) {
        return admit(peer, clientId, attributes, will, UnaryOperator.identity());
    }

    /**
     * As it would judge under other policies.
     *
     * @param policies from those that apply to those that are to count
     */
    public Admission admit(
            Peer peer,
            String clientId,
            ConnectAttributes attributes,
            @Nullable Will will,
            UnaryOperator<List<CompiledPolicy>> policies) {
        return admit(peer, clientId, attributes, will, policies, true);
    }

    /** @param here false for one that is not, and that its issuer is asked about when it comes */
    private Admission admit(
            Peer peer,
            String clientId,
            ConnectAttributes attributes,
            @Nullable Will will,
            UnaryOperator<List<CompiledPolicy>> policies,
            boolean here) {
        Signer signer = peer.signer();
        if (signer != null) {
            Admission.Refused unknown = refusal(signer);
            return unknown != null
                    ? unknown
                    : judged(
                            peer,
                            clientId,
                            will,
                            () -> BoundRights.of(policiesOf(signer), peer, clientId, attributes, policies),
                            Long.MAX_VALUE);
        }
        Principal principal = principalOf(peer); // one look-up: all of one moment
        Finding refusal = refusal(principal == null ? null : principal.certificate(), here);
        return principal == null || refusal != null
                ? notLetIn(peer, refusal)
                : judged(
                        peer,
                        clientId,
                        will,
                        () -> bind(principal, peer, clientId, attributes, policies),
                        end(principal.certificate()).toEpochMilli());
    }

    /**
     * Judges one whose credential counts.
     *
     * @param binding asked where the client id is one
     */
    private Admission judged(
            Peer peer, String clientId, @Nullable Will will, Supplier<BoundRights> binding, long validUntilMillis) {
        String problem = clientIdProblem(clientId);
        if (problem != null) {
            return new Admission.Refused(
                    Reason.CLIENT_ID_INVALID, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, problem); // [MQTT-3.1.3-8]
        }
        BoundRights bound = binding.get();
        Thing thing = bound.thing();
        Permissions permissions = bound.permissions();
        logDefect(permissions, peer);
        String name = thing == null ? null : thing.name();
        if (!permissions.mayConnect(clientId)) {
            return Admission.Refused.denied(
                    Reason.CONNECT_NOT_AUTHORIZED, new Denial(permissions, Action.CONNECT, clientId), name);
        }
        Admission.Refused badWill = will == null ? null : willRefusal(will, permissions, name);
        return badWill != null
                ? badWill
                : new Admission.Admitted(
                        name, permissions, validUntilMillis, Enrichments.of(registry.thingTypes(), thing, clientId));
    }

    /**
     * Judges a peer that sends requests over HTTPS. There is no client id and no thing, so that only the certificate's
     * own policies count, or the operator's, and no {@code iot:Connect} is asked for: each request is asked about by
     * itself.
     */
    public Admission admitRequests(Peer peer) {
        Signer signer = peer.signer();
        if (signer != null) {
            Admission.Refused unknown = refusal(signer);
            return unknown != null
                    ? unknown
                    : new Admission.Admitted(ofRequests(policiesOf(signer), peer), Long.MAX_VALUE);
        }
        Principal principal = principalOf(peer);
        Finding refusal = refusal(principal == null ? null : principal.certificate(), true);
        if (principal == null || refusal != null) {
            return notLetIn(peer, refusal);
        }
        requesters.accept(principal.certificate().id());
        return new Admission.Admitted(
                ofRequests(principal.policiesFor(null), peer),
                end(principal.certificate()).toEpochMilli());
    }

    private static Permissions ofRequests(List<CompiledPolicy> policies, Peer peer) {
        Permissions permissions = Permissions.bind(policies, new RequestVariables(peer));
        logDefect(permissions, peer);
        return permissions;
    }

    private @Nullable Principal principalOf(Peer peer) {
        String certificateId = peer.certificateId();
        return certificateId == null ? null : principal(certificateId);
    }

    private @Nullable Certificate certificateOf(Peer peer) {
        String certificateId = peer.certificateId();
        return certificateId == null ? null : certificate(certificateId);
    }

    private Admission.@Nullable Refused refusal(Signer signer) {
        return signers != null && signers.isLetIn(signer)
                ? null
                : new Admission.Refused(Reason.ACCESS_KEY_UNKNOWN, ReasonCode.NOT_AUTHORIZED, Signers.detail(signer));
    }

    private List<CompiledPolicy> policiesOf(Signer signer) {
        return signers == null ? List.of() : signers.policiesOf(signer);
    }

    private static Admission.Refused notLetIn(Peer peer, @Nullable Finding refusal) {
        return new Admission.Refused(
                refusal == null ? Reason.CERTIFICATE_UNKNOWN : refusal.reason(),
                ReasonCode.NOT_AUTHORIZED,
                "certificate " + peer.certificateId()
                        + (refusal == null || refusal.detail().isEmpty() ? "" : ": " + refusal.detail()));
    }

    private static void logDefect(Permissions permissions, Peer peer) {
        if (permissions.defect() == null) {
            return;
        }
        if (peer.operator() == null) {
            log.at(Event.POLICIES_UNUSABLE)
                    .setCause(permissions.defect())
                    .addKeyValue("certificateId", peer.certificateId())
                    .log(UNUSABLE);
        } else {
            log.at(Event.POLICIES_UNUSABLE)
                    .setCause(permissions.defect())
                    .addKeyValue("operator", peer.operator())
                    .log(UNUSABLE);
        }
    }

    /**
     * Judges a peer that is not connected, a session that waits for its client: as if it were here again, from where it
     * came last.
     *
     * @param attributes of its last CONNECT
     */
    public Admission admitAbsent(
            String certificateId,
            String listener,
            String address,
            int port,
            String clientId,
            ConnectAttributes attributes,
            UnaryOperator<List<CompiledPolicy>> policies) {
        Certificate certificate = certificate(certificateId);
        return certificate == null
                ? new Admission.Refused(
                        Reason.CERTIFICATE_UNKNOWN, ReasonCode.NOT_AUTHORIZED, "certificate " + certificateId)
                : admit(
                        AbsentPeer.of(certificate, listener, address, port),
                        clientId,
                        attributes,
                        null,
                        policies,
                        false);
    }

    /** As {@link #admitAbsent}, of an operator, by whichever access key he comes back. */
    public Admission admitAbsentOperator(
            String operator,
            String listener,
            String address,
            int port,
            String clientId,
            ConnectAttributes attributes,
            UnaryOperator<List<CompiledPolicy>> policies) {
        Peer peer = AbsentPeer.of(new Signer(operator, null), listener, address, port);
        return admit(peer, clientId, attributes, null, policies, false);
    }

    /**
     * What a connection may do, whether or not it would be let in.
     *
     * @param policies from those that apply to those that are to count
     */
    BoundRights bind(
            Principal principal,
            Peer peer,
            String clientId,
            ConnectAttributes attributes,
            UnaryOperator<List<CompiledPolicy>> policies) {
        return BoundRights.of(principal, peer, clientId, attributes, policies, rules.companionIds());
    }

    /** The certificate's status now, as the registry names it, or {@code null} for one it does not know. */
    public @Nullable String statusOf(String certificateId) {
        Certificate certificate = certificate(certificateId);
        return certificate == null ? null : certificate.status().name();
    }

    /** Changes with everything that can change an answer of {@link #admit}, except time, whose next change it names. */
    public long epoch() {
        return registry.epoch()
                + (revocation == null ? 0 : revocation.epoch())
                + (signers == null ? 0 : signers.epoch());
    }

    @Override
    public @Nullable Reason refusal(String certificateId, X509Certificate leaf) {
        Finding refusal = refusal(certificate(certificateId), false); // at CONNECT all of it is asked
        return refusal == null ? null : refusal.reason();
    }

    private @Nullable Finding refusal(@Nullable Certificate certificate, boolean here) {
        Reason refusal = certificate == null ? Reason.CERTIFICATE_UNKNOWN : ofRegistry(certificate);
        if (refusal != null) {
            return new Finding(refusal, "");
        }
        if (certificate == null || revocation == null) {
            return null;
        }
        byte[] der = certificate.der().bytes();
        return here ? revocation.refusal(certificate.id(), der) : revocation.known(certificate.id(), der);
    }

    private @Nullable Reason ofRegistry(Certificate certificate) {
        return switch (certificate.status()) {
            case ACTIVE -> validity(certificate);
            case INACTIVE, PENDING_TRANSFER -> Reason.CERTIFICATE_INACTIVE;
            case REVOKED -> Reason.CERTIFICATE_REVOKED;
            case PENDING_ACTIVATION -> Reason.CERTIFICATE_PENDING_ACTIVATION;
        };
    }

    private @Nullable Reason validity(Certificate certificate) {
        Instant now = clock.instant();
        if (now.isBefore(certificate.notBefore())) {
            return Reason.CERTIFICATE_NOT_YET_VALID;
        }
        return now.isAfter(end(certificate)) ? Reason.CERTIFICATE_EXPIRED : null;
    }

    /** The grace for certificates that have ended is for those of devices: a claim is short on purpose. */
    private Instant end(Certificate certificate) {
        return rules.expiredGrace().isZero() || claims.claim(certificate.id()) != null
                ? certificate.notAfter()
                : certificate.notAfter().plus(rules.expiredGrace());
    }

    private @Nullable Principal principal(String certificateId) {
        Principal registered = registry.principal(certificateId);
        return registered == null ? claims.claim(certificateId) : registered;
    }

    private @Nullable Certificate certificate(String certificateId) {
        Principal principal = principal(certificateId);
        return principal == null ? null : principal.certificate();
    }

    /**
     * {@code + #} would make lifecycle topics and policies ambiguous, control characters have no place in a log, and
     * ids that begin with {@code $} are the broker's to assign.
     */
    private @Nullable String clientIdProblem(String clientId) {
        int bytes = clientId.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > rules.maxClientIdBytes()) {
            return "client id: " + bytes + " bytes (expected: 1 to " + rules.maxClientIdBytes() + ")";
        }
        if (clientId.startsWith("$") && !clientId.startsWith(AssignedClientId.PREFIX)) {
            return "client id: begins with $ (expected: another first character)";
        }
        for (int i = 0; i < clientId.length(); i++) {
            char c = clientId.charAt(i);
            if (c == '+' || c == '#' || Character.isISOControl(c)) {
                return "client id: " + (Character.isISOControl(c) ? "a control character" : "'" + c + "'")
                        + " at index " + i + " (expected: no +, # or control character)";
            }
        }
        return null;
    }

    private Admission.@Nullable Refused willRefusal(Will will, Permissions permissions, @Nullable String thing) {
        if (will.qos().compareTo(rules.maximumQos()) > 0) {
            return new Admission.Refused(
                    Reason.WILL_INVALID,
                    ReasonCode.QOS_NOT_SUPPORTED, // [MQTT-3.2.2-12]
                    "will QoS: " + will.qos().value() + " (expected: at most "
                            + rules.maximumQos().value() + ")");
        }
        if (will.topic().isReserved()) {
            return new Admission.Refused(
                    Reason.WILL_INVALID,
                    ReasonCode.TOPIC_NAME_INVALID,
                    "will topic: " + will.topic() + " (expected: one that does not begin with $)");
        }
        if (!permissions.mayPublish(will.topic())) {
            return willDenied(permissions, Action.PUBLISH, will, thing);
        }
        if (will.retain() && !permissions.mayRetain(will.topic())) {
            return willDenied(permissions, Action.RETAIN_PUBLISH, will, thing);
        }
        return null;
    }

    private static Admission.Refused willDenied(
            Permissions permissions, Action action, Will will, @Nullable String thing) {
        return Admission.Refused.denied(
                Reason.WILL_NOT_AUTHORIZED,
                new Denial(permissions, action, will.topic().name()),
                thing);
    }
}
