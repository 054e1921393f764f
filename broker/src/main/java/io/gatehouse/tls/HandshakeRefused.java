package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * We refused, with a reason. A {@link CertificateException}, because that is the one exception every TLS engine
 * carries from a trust manager to the handshake's failure. Stackless: a hostile peer must not buy stack traces.
 */
final class HandshakeRefused extends CertificateException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final transient @Nullable X509Certificate leaf;
    private transient X509Certificate @Nullable [] chain;

    HandshakeRefused(Reason reason, String detail, @Nullable X509Certificate leaf) {
        super(detail);
        this.reason = reason;
        this.leaf = leaf;
    }

    /** @param chain that the client sent, {@code null} where it did not come to that */
    HandshakeRefused over(X509Certificate @Nullable [] chain) {
        this.chain = chain;
        return this;
    }

    /** The chain of the refusal that is behind a failure, where one of ours is. */
    static X509Certificate @Nullable [] chainBehind(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 8; depth++) { // a cycle of causes ends too
            if (cause instanceof HandshakeRefused refused) {
                return refused.chain;
            }
            cause = cause.getCause();
        }
        return null;
    }

    Reason reason() {
        return reason;
    }

    @Nullable
    X509Certificate leaf() {
        return leaf;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
