package io.gatehouse.control;

import io.gatehouse.control.aws.AwsError;
import io.gatehouse.control.aws.FirstOperator;
import io.gatehouse.log.Event;
import io.gatehouse.log.LinePace;
import io.gatehouse.log.Log;
import io.gatehouse.operator.Bootstrap;
import java.util.function.LongSupplier;

/**
 * Whoever holds the token that the broker was configured with makes the first operator. What strangers try is told in
 * the log, a line a second at the most, and not in the audit log: they could fill the disk with it. Any thread that may
 * wait for the disk.
 */
public final class TokenHolders implements FirstOperator {
    private static final Log log = Log.of(TokenHolders.class);

    private final Bootstrap bootstrap;
    private final OperatorAccounts accounts;
    private final LinePace lines;

    /** @param nanoTime monotonic */
    public TokenHolders(Bootstrap bootstrap, OperatorAccounts accounts, LongSupplier nanoTime) {
        this.bootstrap = bootstrap;
        this.accounts = accounts;
        this.lines = new LinePace(nanoTime);
    }

    @Override
    public Answer make(String token, String name, String from) {
        if (!bootstrap.opensFor(token)) {
            tellOf(from);
            return new Answer.Refused(
                    AwsError.ACCESS_DENIED,
                    "token: wrong or used, or there is an operator already (expected: that of control.bootstrap-token,"
                            + " once)");
        }
        return switch (accounts.first(bootstrap, token, name, from)) {
            case Outcome.Done<OperatorApi.Key>(OperatorApi.Key key) ->
                new Answer.Made(key.operator(), key.accessKeyId(), key.secretAccessKey());
            case Outcome.Refused<OperatorApi.Key>(Refusal refusal) ->
                new Answer.Refused(
                        switch (refusal.code()) {
                            case INVALID -> AwsError.INVALID_REQUEST;
                            case NOT_AUTHORISED, FORBIDDEN -> AwsError.ACCESS_DENIED;
                            case ALREADY_EXISTS -> AwsError.RESOURCE_ALREADY_EXISTS;
                            case LIMIT_EXCEEDED -> AwsError.LIMIT_EXCEEDED;
                            case NOT_FOUND, IN_USE, CONFLICT, NOT_AVAILABLE, FAILED -> AwsError.SERVICE_UNAVAILABLE;
                        },
                        refusal.why());
        };
    }

    private void tellOf(String from) {
        long suppressed = lines.permit();
        if (suppressed >= 0) {
            log.at(Event.BOOTSTRAP_REFUSED)
                    .addKeyValue("peer", from)
                    .addKeyValue("suppressed", suppressed)
                    .log("somebody asked to be the first operator with a token that makes none");
        }
    }
}
