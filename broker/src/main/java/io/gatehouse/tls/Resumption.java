package io.gatehouse.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;

/** Whether a session was resumed: BoringSSL tells, the JDK does not and is told by the trust manager. */
final class Resumption {
    private static final String MARK = "gatehouse.resumed";

    private Resumption() {}

    static void mark(SSLEngine engine) {
        if (!(engine instanceof ReferenceCountedOpenSslEngine)) {
            engine.getSession().putValue(MARK, MARK);
        }
    }

    static boolean happened(SSLEngine engine) {
        if (engine instanceof ReferenceCountedOpenSslEngine openSsl) {
            return SSL.isSessionReused(openSsl.sslPointer());
        }
        return engine.getSession().getValue(MARK) != null;
    }
}
