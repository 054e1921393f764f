package io.gatehouse.transport.http;

import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Facts;
import io.gatehouse.tls.HandshakeFailure;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused: what it is answered, and what the operator is told.
 *
 * @param detail for the operator; the peer is told it where it is about the request itself
 * @param denial what the policies denied, where it was they
 * @param allow the methods of the resource, where the asked one is none of them
 */
record Declined(
        Reason reason,
        Fault fault,
        String detail,
        @Nullable Denial denial,
        @Nullable String allow) {

    Declined(Reason reason, Fault fault, String detail) {
        this(reason, fault, detail, null, null);
    }

    /** It asks for what there is not, or in a way that is not understood. */
    static Declined invalid(String detail) {
        return new Declined(Reason.REQUEST_INVALID, Fault.INVALID_REQUEST, detail);
    }

    static Declined denied(Reason reason, Permissions permissions, Action action, String name) {
        Denial denial = new Denial(permissions, action, name);
        return new Declined(reason, Fault.FORBIDDEN, action.text() + " on " + denial.resource(), denial, null);
    }

    /** What the peer did that TLS allows and this broker does not; {@code null} for any other failure. */
    static @Nullable Declined ofTls(Channel channel, Throwable cause) {
        if (cause instanceof DecoderException) { // of the TLS handler
            HandshakeFailure failure = HandshakeFailure.of(channel, cause);
            if (failure.reason() == Reason.TLS_RENEGOTIATION) {
                return new Declined(failure.reason(), Fault.FORBIDDEN, failure.detail());
            }
        }
        return null;
    }

    /** What the operator is told of it. */
    Facts facts() {
        return denial == null ? Facts.of(detail) : Facts.denied(denial);
    }

    /** What the peer reads: of a right no more than that it is missing. */
    String message(boolean words) {
        if (reason == Reason.REQUEST_INVALID
                || reason == Reason.TOPIC_INVALID
                || reason == Reason.SIGNATURE_INVALID) { // which repeats nothing of the request
            return detail;
        }
        if (fault == Fault.FORBIDDEN && !words) {
            return "Forbidden";
        }
        return reason.meaning();
    }
}
