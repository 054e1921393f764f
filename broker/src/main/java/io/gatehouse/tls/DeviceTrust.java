package io.gatehouse.tls;

import io.gatehouse.reason.Reason;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.ResumableX509ExtendedTrustManager;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trust in devices. On a full handshake: is the certificate fit as such? On a resumed one: is it still let in?
 *
 * <p>No chain is validated and no authority named. A certificate is let in because it is registered, and that is
 * decided at CONNECT; a registered leaf needs no authority. Runs on the channel's event loop.
 */
final class DeviceTrust extends X509ExtendedTrustManager implements ResumableX509ExtendedTrustManager {
    private static final X509Certificate[] ANY_ISSUER = {};

    private final CertificateGate gate;
    private final boolean resumption;

    DeviceTrust(CertificateGate gate, boolean resumption) {
        this.gate = gate;
        this.resumption = resumption;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        X509Certificate leaf = chain[0];
        if (chain.length > HandshakeLimits.MAX_CERTIFICATES) {
            throw new HandshakeRefused(
                            Reason.TLS_CHAIN_TOO_LONG,
                            "certificates: " + chain.length + " (expected: at most " + HandshakeLimits.MAX_CERTIFICATES
                                    + ")",
                            leaf)
                    .over(chain);
        }
        LeafFitness.Unfit unfit = LeafFitness.judge(leaf.getEncoded());
        if (unfit != null) {
            throw new HandshakeRefused(unfit.reason(), unfit.detail(), leaf).over(chain);
        }
        if (!resumption) {
            forget(engine);
        }
    }

    /**
     * The JDK has no switch for resumption that is not a property of the whole process. A session that is invalid
     * before the handshake ends is neither kept nor sealed into a ticket. BoringSSL is told in other ways.
     */
    static void forget(@Nullable SSLEngine engine) {
        if (engine == null || engine instanceof ReferenceCountedOpenSslEngine) {
            return;
        }
        SSLSession session = engine.getHandshakeSession();
        if (session != null) {
            session.invalidate();
        }
    }

    /** Named after the side that calls: Netty's server asks this about its client. */
    @Override
    public void resumeServerTrusted(X509Certificate @Nullable [] chain, SSLEngine engine) throws CertificateException {
        resumed(chain, engine);
    }

    @Override
    public void resumeClientTrusted(X509Certificate @Nullable [] chain, SSLEngine engine) throws CertificateException {
        resumed(chain, engine);
    }

    private void resumed(X509Certificate @Nullable [] chain, SSLEngine engine) throws CertificateException {
        if (!resumption || chain == null || chain.length == 0) {
            throw new HandshakeRefused(
                    Reason.TLS_RESUMPTION_REFUSED, "the session is not one this server resumes", null);
        }
        X509Certificate leaf = chain[0];
        Reason refusal = gate.refusal(CertificateIds.of(leaf), leaf);
        if (refusal != null) {
            throw new HandshakeRefused(Reason.TLS_RESUMPTION_REFUSED, refusal.name() + ": " + refusal.meaning(), leaf)
                    .over(chain);
        }
        Resumption.mark(engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return ANY_ISSUER;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        checkClientTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType, (SSLEngine) null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this side is the server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("this side is the server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this side is the server");
    }
}
