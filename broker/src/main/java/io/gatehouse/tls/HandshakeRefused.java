package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * We refused, with a reason. A {@link CertificateException}, because that is the one exception every TLS provider
 * carries from a trust manager to the handshake's failure. Stackless: a hostile peer must not buy stack traces.
 */
final class HandshakeRefused extends CertificateException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final transient @Nullable X509Certificate leaf;

    HandshakeRefused(Reason reason, String detail, @Nullable X509Certificate leaf) {
        super(detail);
        this.reason = reason;
        this.leaf = leaf;
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
