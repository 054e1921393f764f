package io.gatehouse.control.aws;

import io.gatehouse.audit.AuditCall;
import io.gatehouse.control.aws.Callers.Identification;
import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.policy.PolicyScope;
import io.gatehouse.registry.Registry;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests of AWS IoT's control plane, many at once, each on a virtual thread of its own.
 *
 * <p>The order is the point: the path must be readable, the caller known, the operation one that AWS has and this
 * broker too, the caller's role enough; only then does anything happen. What a change is about is read before the role
 * is looked at, from the body too: the audit trail also names what a caller was not allowed to change. Whatever happens
 * is answered with an error of AWS and without a stack trace.
 */
public final class ControlPlane {
    private static final Log log = Log.of(ControlPlane.class);

    private final Operations operations;
    private final Handlers handlers;
    private final Callers callers;
    private final AuditTrail audit;
    private final AnswerCount count;
    private final @Nullable FirstOperatorRequest firstOperator;

    /** @param firstOperator {@code null} where no token makes one */
    ControlPlane(
            Operations operations,
            Handlers handlers,
            Callers callers,
            AuditTrail audit,
            AnswerCount count,
            @Nullable FirstOperatorRequest firstOperator) {
        this.operations = operations;
        this.handlers = handlers;
        this.callers = callers;
        this.audit = audit;
        this.count = count;
        this.firstOperator = firstOperator;
    }

    /**
     * Begins one: nouns are added, then it is built.
     *
     * @param registry that is changed and looked at
     * @param scope of the ARNs
     */
    public static ControlPlaneBuilder builder(Registry registry, PolicyScope scope) {
        return new ControlPlaneBuilder(registry, scope);
    }

    /** Names of the operations that are answered with more than 501, in order. */
    public Set<String> answered() {
        return handlers.names();
    }

    /** For {@code x-amzn-RequestId}. */
    static String newRequestId() {
        return UUID.randomUUID().toString();
    }

    Reply answer(RawRequest request) {
        long began = System.nanoTime();
        String requestId = newRequestId();
        Asked asked = new Asked();
        Reply reply = replied(request, requestId, () -> answer(request, requestId, asked));
        return counted(asked.operation, reply, System.nanoTime() - began);
    }

    /** What a request turns out to ask for. */
    private static final class Asked {
        private String operation = AnswerCount.UNKNOWN;
    }

    /** @param most requests that are being answered now */
    Reply throttled(int most) {
        Reply reply = Reply.refused(
                new OperationRefused(
                        AwsError.THROTTLING, most + " requests are being answered (expected: fewer); try again"),
                newRequestId());
        return counted(AnswerCount.UNKNOWN, reply, 0);
    }

    private Reply counted(String operation, Reply reply, long nanos) {
        AwsError error = reply.error();
        count.answered(operation, reply.status(), error == null ? null : error.typeName(), nanos);
        return reply;
    }

    /** The reply, or that of the refusal or the defect that came in its stead. */
    private static Reply replied(RawRequest request, String requestId, Supplier<Reply> reply) {
        try {
            return reply.get();
        } catch (OperationRefused refused) {
            return Reply.refused(refused, requestId);
        } catch (RuntimeException defect) {
            return defect(request, requestId, defect);
        }
    }

    private static Reply defect(RawRequest request, String requestId, RuntimeException defect) {
        log.at(Event.CONTROL_PLANE_DEFECT)
                .addKeyValue("method", request.method())
                .addKeyValue("request_id", requestId)
                .setCause(defect)
                .log("a request at the control plane met a defect and is answered with 500");
        return Reply.refused(
                new OperationRefused(
                        AwsError.INTERNAL_FAILURE, "a defect of the broker; its log has the request id " + requestId),
                requestId);
    }

    private Reply answer(RawRequest request, String requestId, Asked asked) {
        RequestPath path = RequestPath.read(request.path());
        refuseBrowsers(request);
        if (firstOperator != null && FirstOperatorRequest.isOne(request)) {
            asked.operation = FirstOperatorRequest.OPERATION;
            return Reply.success(firstOperator.answer(request), requestId);
        }
        Caller caller = identify(request);
        Route route = operations.route(caller.service(), request.method(), path);
        if (route == null) {
            throw unknown(caller.service());
        }
        asked.operation = route.operation().name();
        Handlers.Handling handling = handlers.of(route.operation());
        if (handling == null) {
            throw notImplemented(route.operation());
        }
        Call call = new Call(route, caller, request);
        return route.operation().changes()
                ? audited(call, handling, request, requestId)
                : Reply.success(permitted(call, handling), requestId);
    }

    /** A page in an operator's browser could send requests with the certificate of that browser. */
    private static void refuseBrowsers(RawRequest request) {
        if (request.headers().stream().anyMatch(header -> header.getKey().equals("origin"))) {
            throw new OperationRefused(
                    AwsError.ACCESS_DENIED, "origin: present (expected: no request that a web page makes)");
        }
    }

    private Caller identify(RawRequest request) {
        return switch (callers.identify(request)) {
            case Identification.Known(Caller caller) -> caller;
            case Identification.Refused(AwsError error, String message) -> throw new OperationRefused(error, message);
        };
    }

    private static OperationRefused unknown(AwsService service) {
        String where = switch (service) {
            case IOT, IOT_JOBS_DATA -> "; this is the control plane of AWS IoT, API version 2015-05-28";
            case IOT_DATA, IOT_DEVICE_GATEWAY ->
                "; this is the control plane: DescribeEndpoint with endpointType iot:Data-ATS says where the "
                        + "data plane is";
        };
        return new OperationRefused(
                AwsError.UNKNOWN_OPERATION,
                "no operation of " + service.scopeName() + " has this method and path" + where);
    }

    private OperationRefused notImplemented(Operation operation) {
        String instead = handlers.insteadOf(operation);
        return new OperationRefused(
                AwsError.NOT_IMPLEMENTED,
                operation.name() + " of " + operation.service().scopeName() + " is not implemented here; "
                        + (instead == null ? Documentation.PAGE : instead));
    }

    private static JsonObject permitted(Call call, Handlers.Handling handling) {
        Operation operation = call.operation();
        if (!call.caller().role().includes(operation.role())) {
            throw new OperationRefused(
                    AwsError.ACCESS_DENIED,
                    call.caller().name() + " is " + call.caller().role() + " (expected for " + operation.name() + ": "
                            + operation.role() + ")");
        }
        return handling.handler().answer(call);
    }

    private Reply audited(Call call, Handlers.Handling handling, RawRequest request, String requestId) {
        if (!audit.ready()) {
            throw new OperationRefused(
                    AwsError.SERVICE_UNAVAILABLE,
                    "nothing was changed: the audit trail cannot be written; look at the broker's log and disk");
        }
        Subject subject = subject(call, handling, request);
        String before = subject.digest();
        Reply reply = replied(request, requestId, () -> Reply.success(permitted(call, handling), requestId));
        Subject made = call.made();
        Subject about = made == null ? subject : made;
        boolean kept = audit.keep(new AuditCall(
                call.caller().name(),
                from(request.peer()),
                call.operation().name(),
                about.resource(),
                before,
                about.digest(),
                reply.result()));
        return kept ? reply : unaudited(call.operation(), reply, requestId);
    }

    private static Subject subject(Call call, Handlers.Handling handling, RawRequest request) {
        try {
            Subject known =
                    handling.subject() == null ? null : handling.subject().apply(call);
            if (known != null) {
                return known;
            }
        } catch (OperationRefused _) {
            // The handler will refuse for the same reason, and that is what is answered.
        }
        String path = Json.quoted(request.path());
        return new Subject(path.substring(1, path.length() - 1), () -> null);
    }

    private static Reply unaudited(Operation operation, Reply reply, String requestId) {
        log.at(Event.CONTROL_PLANE_UNAUDITED)
                .addKeyValue("operation", operation.name())
                .addKeyValue("result", reply.result())
                .addKeyValue("request_id", requestId)
                .log("a change at the control plane could not be written into the audit trail");
        String what = reply.error() == null ? "the change was made" : "nothing was changed";
        return Reply.refused(
                new OperationRefused(
                        AwsError.SERVICE_UNAVAILABLE,
                        what + ", and the audit trail could not be written; look at the broker's log and disk"),
                requestId);
    }

    /** Where a caller is, as the audit trail writes it. */
    static String from(InetSocketAddress peer) {
        return peer.getAddress() == null ? "unknown" : peer.getAddress().getHostAddress() + " " + peer.getPort();
    }
}
