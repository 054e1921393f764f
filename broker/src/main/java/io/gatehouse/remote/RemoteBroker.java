package io.gatehouse.remote;

import io.gatehouse.control.Answer;
import io.gatehouse.control.Operation;
import io.gatehouse.control.OperationClient;
import io.gatehouse.control.Refusal;
import io.gatehouse.sigv4.Signer;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A broker that is asked over its control plane. Operations of things, types, groups of both kinds, tags,
 * certificates, authorities, provisioning templates and policies become requests of AWS's API; whatever that API has no
 * request for is refused, with a word where to ask.
 *
 * <p>An operation that takes several requests is not one step, as it is beside the broker. Each is in an order that
 * lets nobody in meanwhile who should not be, a failure tells what was done before it, and asking again goes on.
 */
public final class RemoteBroker implements OperationClient {
    /** Any will do: a broker of ours takes every region. */
    private static final String REGION = "local";

    private static final String SERVICE = "iot";

    /**
     * An operator's access key.
     *
     * @param secret never printed
     */
    public record AccessKey(String id, String secret) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "AccessKey[" + id + "]";
        }
    }

    private final ControlPlaneCalls calls;
    private final Map<String, RemoteOperations.Handler> handlers;

    private RemoteBroker(ControlPlaneCalls calls, String caPem) {
        this.calls = calls;
        this.handlers = handlers(calls, caPem);
    }

    /**
     * Connects to nothing yet.
     *
     * @param endpoint {@code https://host:port}, without a path
     * @param tls trusts the control plane; shows the operator's certificate where there is one
     * @param key {@code null} for an operator who is known by the certificate
     * @param caPem what {@code tls} trusts, which devices trust the same broker by
     * @param timeout of each request
     */
    public static RemoteBroker at(
            URI endpoint,
            SSLContext tls,
            @Nullable AccessKey key,
            String caPem,
            Duration timeout,
            InstantSource clock) {
        Signer signer = key == null ? null : new Signer(key.id(), key.secret(), REGION, SERVICE);
        return new RemoteBroker(new ControlPlaneCalls(endpoint, tls, signer, timeout, clock), caPem);
    }

    private static Map<String, RemoteOperations.Handler> handlers(ControlPlaneCalls calls, String caPem) {
        RemoteOperations operations = new RemoteOperations();
        RemoteCertificates certificates = new RemoteCertificates(calls);
        RemotePolicyVersions versions = new RemotePolicyVersions(calls);
        RemoteAttachments attachments = new RemoteAttachments(calls, certificates);
        RemotePolicies policies = new RemotePolicies(calls, versions, attachments);
        certificates.addTo(operations);
        versions.addTo(operations);
        new RemotePolicyTests(calls, certificates, attachments).addTo(operations);
        policies.addTo(operations);
        new RemoteThings(calls, certificates, attachments, policies, caPem).addTo(operations);
        new RemoteThingChanges(calls, certificates).addTo(operations);
        new RemoteTypes(calls).addTo(operations);
        new RemoteGroups(calls).addTo(operations);
        new RemoteBillingGroups(calls).addTo(operations);
        new RemoteTags(calls).addTo(operations);
        new RemoteAuthorities(calls).addTo(operations);
        new RemoteTemplates(calls).addTo(operations);
        return operations.handlers();
    }

    @Override
    public <Q extends Record, R extends Record> Answer<R> call(Operation<Q, R> operation, Q request) {
        RemoteOperations.Handler handler = handlers.get(operation.name());
        if (handler == null) {
            return new Answer.Refused<>(new Refusal(
                    Refusal.Code.NOT_AVAILABLE,
                    "nothing was done",
                    "this works beside the broker only: AWS's API, which a context speaks, has no operation for it",
                    "run it on the broker's machine, as the user who runs the broker, with --context local or --data"
                            + " FOLDER"));
        }
        try {
            return new Answer.Done<>(operation.result().cast(handler.answer(request)));
        } catch (CallFailed failed) {
            return answer(failed, operation.name());
        }
    }

    /** What a failed operation is answered with. */
    static <R> Answer<R> answer(CallFailed failed, String operation) {
        return switch (failed.reason()) {
            case CallFailed.Reason.Refused(var code, var why) ->
                new Answer.Refused<>(new Refusal(code, "nothing was done", why, remedy(code, operation)));
            case CallFailed.Reason.NotReachable(var why, var remedy) -> new Answer.NotReachable<>(why, remedy);
            case CallFailed.Reason.NotAuthorised(var why, var remedy) -> new Answer.NotAuthorised<>(why, remedy);
        };
    }

    private static String remedy(Refusal.Code code, String operation) {
        String noun = operation.substring(0, operation.indexOf('/'));
        String listing = switch (noun) {
            case "type" -> "gatehouse thing-type ls";
            case "billing" -> "gatehouse billing-group ls";
            case "tag", "template" -> "gatehouse export FOLDER";
            default -> "gatehouse " + noun + " ls";
        };
        return switch (code) {
            case NOT_FOUND -> "see what there is: " + listing;
            case ALREADY_EXISTS -> "take another name, or look at it: " + listing;
            case INVALID -> "correct the value";
            case IN_USE -> "detach it first";
            case CONFLICT -> "look at its state: " + listing;
            case LIMIT_EXCEEDED -> "take some away, or try again later";
            case NOT_AVAILABLE -> "use a broker that has it, or run the command beside the broker";
            case FAILED, NOT_AUTHORISED, FORBIDDEN -> "ask again; the broker's log knows more";
        };
    }

    @Override
    public void close() {
        calls.close();
    }
}
