package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.internal.tcnative.SSL;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A device as Netty makes one, with one version and one group. It keeps its tickets under the server's name. */
final class SampleClients {
    private static final int PORT = 8883;
    /** In TLS 1.3 a ticket is good for one connection; the JDK's client keeps the spent ones too. */
    private static final int SESSIONS = 16;

    private SampleClients() {}

    /** The caller releases it. */
    static SslContext context(HandshakeCase wanted, @Nullable CertificateAndKey device) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(wanted.clientIsJdk() ? SslProvider.JDK : SslProvider.OPENSSL_REFCNT)
                .protocols(wanted.version())
                .ciphers(Suites.of(List.of(wanted.version())))
                .trustManager(InsecureTrustManagerFactory.INSTANCE) // the server is measured, not judged
                .endpointIdentificationAlgorithm("")
                .sessionCacheSize(SESSIONS)
                // In TLS 1.2 one ticket is used all along; Netty would forget it after five minutes.
                .sessionTimeout(TlsSettings.DEFAULTS.ticketLifetime().toSeconds());
        if (device != null) {
            builder.keyManager(device.key(), device.chain());
        }
        if (!wanted.clientIsJdk()) {
            builder.option(OpenSslContextOption.GROUPS, wanted.groupsOfClient().toArray(String[]::new));
        }
        return builder.build();
    }

    static SslHandler handler(SslContext context, HandshakeCase wanted) {
        SslHandler handler = context.newHandler(ByteBufAllocator.DEFAULT, SampleChains.NAME, PORT);
        if (wanted.clientIsJdk()) {
            SSLEngine engine = handler.engine();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setNamedGroups(wanted.groupsOfClient().toArray(String[]::new));
            engine.setSSLParameters(parameters);
        }
        if (handler.engine() instanceof ReferenceCountedOpenSslEngine openSsl) {
            SSL.clearOptions(openSsl.sslPointer(), SSL.SSL_OP_NO_TICKET); // Netty's clients take none in TLS 1.2
        }
        return handler;
    }
}
