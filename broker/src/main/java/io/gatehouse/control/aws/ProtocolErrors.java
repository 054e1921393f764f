package io.gatehouse.control.aws;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What never became a request that {@link ControlPlane} could answer, as errors of AWS. On event loops. */
final class ProtocolErrors implements ServerErrorHandler {
    private static final Log log = Log.of(ProtocolErrors.class);

    private final ControlPlaneLimits limits;

    ProtocolErrors(ControlPlaneLimits limits) {
        this.limits = limits;
    }

    @Override
    public HttpResponse onServiceException(ServiceRequestContext context, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return switch (cause) {
            case HttpStatusException status -> answer(status.httpStatus()).toHttpResponse();
            case RequestTimeoutException _ ->
                answer(new OperationRefused(
                                AwsError.SERVICE_UNAVAILABLE,
                                "not answered within " + limits.requestTime().toSeconds()
                                        + " s: the body did not come in time, or the broker was too slow; a change may "
                                        + "have been made"))
                        .toHttpResponse();
            default -> {
                if (isOurs(cause)) {
                    log.at(Event.CONTROL_PLANE_DEFECT)
                            .setCause(cause)
                            .log("a request at the control plane met a defect before it was read");
                }
                yield answer(new OperationRefused(AwsError.INTERNAL_FAILURE, "a defect of the broker; see its log"))
                        .toHttpResponse();
            }
        };
    }

    /** Not what Armeria throws of a caller who went away, or whose frames are no HTTP: that is nobody's defect. */
    private static boolean isOurs(Throwable cause) {
        return !(cause instanceof IOException)
                && !cause.getClass().getPackageName().startsWith("com.linecorp.armeria");
    }

    @Override
    public AggregatedHttpResponse onProtocolViolation(
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return answer(status);
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            @Nullable ServiceRequestContext context,
            ServiceConfig config,
            @Nullable RequestHeaders headers,
            HttpStatus status,
            @Nullable String description,
            @Nullable Throwable cause) {
        return answer(status);
    }

    private AggregatedHttpResponse answer(HttpStatus status) {
        return answer(
                switch (status.code()) {
                    case 405 -> new OperationRefused(AwsError.METHOD_NOT_ALLOWED, "method: not known");
                    case 413 ->
                        new OperationRefused(
                                AwsError.REQUEST_ENTITY_TOO_LARGE,
                                "body: too large (expected: at most " + limits.bodyBytes() + " bytes)");
                    case 414 ->
                        OperationRefused.invalid(
                                "path and query: too long (expected: at most " + limits.startLineBytes() + " bytes)");
                    case 431 ->
                        OperationRefused.invalid(
                                "headers: too large (expected: at most " + limits.headerBytes() + " bytes)");
                    case 404 -> new OperationRefused(AwsError.UNKNOWN_OPERATION, "no operation has this path");
                    default ->
                        status.code() < 500
                                ? OperationRefused.invalid("request: not HTTP as it should be, or a path with .. or "
                                        + "control characters in it (expected: a path percent-encoded once)")
                                : new OperationRefused(AwsError.SERVICE_UNAVAILABLE, "not answered; try again");
                });
    }

    private static AggregatedHttpResponse answer(OperationRefused refused) {
        return HttpAnswer.of(Reply.refused(refused, ControlPlane.newRequestId()));
    }
}
