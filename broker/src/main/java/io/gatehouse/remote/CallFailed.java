package io.gatehouse.remote;

import io.gatehouse.control.Refusal;
import java.io.Serial;

/**
 * A request that did not bring what was asked for. Carries the reason out of an operation that takes several requests;
 * stackless, because it is an expected end.
 */
final class CallFailed extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What became of a request. */
    sealed interface Reason {
        /** The broker did not do it. */
        record Refused(Refusal.Code code, String why) implements Reason {}

        /** No control plane answered. */
        record NotReachable(String why, String remedy) implements Reason {}

        /** The control plane does not let us in, or not that far. */
        record NotAuthorised(String why, String remedy) implements Reason {}
    }

    private final transient Reason reason;

    private CallFailed(Reason reason) {
        super(reason.toString(), null, false, false);
        this.reason = reason;
    }

    static CallFailed refused(Refusal.Code code, String why) {
        return new CallFailed(new Reason.Refused(code, why));
    }

    static CallFailed notReachable(String why, String remedy) {
        return new CallFailed(new Reason.NotReachable(why, remedy));
    }

    static CallFailed notAuthorised(String why, String remedy) {
        return new CallFailed(new Reason.NotAuthorised(why, remedy));
    }

    Reason reason() {
        return reason;
    }

    boolean isNotFound() {
        return reason instanceof Reason.Refused(var code, var _) && code == Refusal.Code.NOT_FOUND;
    }

    /** The same, where something was done before it. */
    CallFailed after(String done) {
        return new CallFailed(
                switch (reason) {
                    case Reason.Refused(var code, var why) -> new Reason.Refused(code, done + "; " + why);
                    case Reason.NotReachable(var why, var remedy) -> new Reason.NotReachable(done + "; " + why, remedy);
                    case Reason.NotAuthorised(var why, var remedy) ->
                        new Reason.NotAuthorised(done + "; " + why, remedy);
                });
    }
}
