package io.gatehouse.control;

import io.gatehouse.control.aws.AwsError;
import io.gatehouse.control.aws.AwsService;
import io.gatehouse.control.aws.Caller;
import io.gatehouse.control.aws.Callers;
import io.gatehouse.control.aws.RawRequest;
import io.gatehouse.operator.Identification.Identified;
import io.gatehouse.operator.Identification.Refused;
import io.gatehouse.operator.OperatorGate;
import io.gatehouse.sigv4.AuthenticationError;
import io.gatehouse.sigv4.Header;
import java.util.List;

/** The callers of AWS's API are the operators. Any thread; waits for nothing. */
public final class OperatorCallers implements Callers {
    private final OperatorGate gate;

    public OperatorCallers(OperatorGate gate) {
        this.gate = gate;
    }

    @Override
    public Identification identify(RawRequest request) {
        List<Header> headers = request.headers().stream()
                .map(header -> new Header(header.getKey(), header.getValue()))
                .toList();
        return switch (gate.identify(
                request.method(),
                request.path(),
                request.query().isEmpty() ? null : request.query(),
                headers,
                request.body(),
                request.clientCertificate(),
                request.peer().getAddress())) {
            case Identified operator -> known(operator);
            case Refused(AuthenticationError error, String message) ->
                new Identification.Refused(error(error), message);
        };
    }

    private static Identification known(Identified operator) {
        AwsService service = operator.service() == null ? AwsService.IOT : AwsService.of(operator.service());
        return service == null
                ? new Identification.Refused(
                        AwsError.INVALID_SIGNATURE, "The signature is for a service that is not here.")
                : new Identification.Known(new Caller(operator.operator(), operator.role(), service));
    }

    private static AwsError error(AuthenticationError error) {
        return switch (error) {
            case MISSING_AUTHENTICATION_TOKEN -> AwsError.MISSING_AUTHENTICATION_TOKEN;
            case INCOMPLETE_SIGNATURE -> AwsError.INCOMPLETE_SIGNATURE;
            case INVALID_SIGNATURE -> AwsError.INVALID_SIGNATURE;
            case UNRECOGNIZED_CLIENT -> AwsError.UNRECOGNIZED_CLIENT;
            case REQUEST_EXPIRED -> AwsError.REQUEST_EXPIRED;
            case THROTTLING -> AwsError.THROTTLING;
        };
    }
}
