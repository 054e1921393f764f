package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * BoringSSL or OpenSSL through netty-tcnative.
 *
 * <p>{@code OPENSSL_REFCNT} rather than {@code OPENSSL}: the same library, without a finalizer for every connection.
 * {@link SslHandler} releases its engine when it leaves the pipeline.
 *
 * <p>Memory of an idle connection: about 7.5 KiB native, measured over 4,000 after a warm-up. Nothing is left to
 * switch off: BoringSSL gives its record buffers back when they are empty, and no session is kept. Netty's spare
 * output buffer (2 KiB) made no difference at a quarter of its size; at 128 octets the measurement hung.
 */
final class NativeEngines implements Engines {
    private final NativeLibrary library;
    private final ReferenceCountedOpenSslContext context;
    private final List<String> groups;
    private final @Nullable TicketKeys tickets;
    private final ServerCertificate certificate;

    private NativeEngines(
            NativeLibrary library,
            ContextSettings settings,
            List<String> groups,
            ReferenceCountedOpenSslContext context) {
        this.library = library;
        this.context = context;
        this.certificate = settings.certificate();
        this.groups = groups;
        OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) context.sessionContext();
        // Never sessions kept by the server: they would outlive a change of trust, and cost memory.
        sessions.setSessionCacheEnabled(false);
        this.tickets = settings.resumption()
                ? TicketKeys.install(sessions, settings.tls().ticketLifetime())
                : null;
    }

    static NativeEngines open(ContextSettings settings) throws TlsConfigurationException {
        NativeLibrary library = NativeLibrary.of(settings.tls().engine()).orRefuse();
        if (settings.certificate().staplesWhatWasGiven() && !library.staples()) {
            throw new TlsConfigurationException("ocsp-response: netty-tcnative cannot staple with " + library.title()
                    + " (expected: no file, or tls.engine boringssl)");
        }
        List<String> groups = library.groupsOf(settings.tls().groups());
        if (groups.isEmpty()) {
            throw new TlsConfigurationException("groups: " + settings.tls().groups() + " (expected: one that "
                    + OpenSsl.versionString() + " has too, such as x25519; or set tls.engine to boringssl)");
        }
        try {
            return new NativeEngines(library, settings, groups, context(library, settings, groups));
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsConfigurationException(
                    "TLS: " + library.title() + " does not take this configuration: " + e.getMessage(), e);
        }
    }

    private static ReferenceCountedOpenSslContext context(
            NativeLibrary library, ContextSettings settings, List<String> groups) throws SSLException {
        TlsSettings tls = settings.tls();
        CertificateAndKey credential = settings.certificate().credential();
        return (ReferenceCountedOpenSslContext) SslContextBuilder.forServer(credential.key(), credential.chain())
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols(tls.versions())
                .ciphers(Suites.of(tls.versions()))
                .clientAuth(settings.clientAuth())
                .trustManager(new DeviceTrust(settings.gate(), settings.resumption()))
                .applicationProtocolConfig(Suites.alpn(settings.protocols()))
                .option(OpenSslContextOption.USE_TASKS, library.usesTasks())
                .option(OpenSslContextOption.GROUPS, groups.toArray(String[]::new))
                .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, HandshakeLimits.MAX_CERTIFICATE_LIST_BYTES)
                .sessionTimeout(tls.ticketLifetime().toSeconds())
                .enableOcsp(library.staples())
                .build();
    }

    @Override
    public String engine() {
        return OpenSsl.versionString();
    }

    @Override
    public List<String> groups() {
        return groups;
    }

    @Override
    public List<String> clientKeys() {
        return library.clientKeys();
    }

    @Override
    public SslHandler newHandler(ByteBufAllocator allocator) {
        return prepared(context.newHandler(allocator));
    }

    @Override
    public SslHandler newHandler(ByteBufAllocator allocator, Executor executor) {
        return prepared(context.newHandler(allocator, executor));
    }

    private SslHandler prepared(SslHandler handler) {
        ReferenceCountedOpenSslEngine engine = (ReferenceCountedOpenSslEngine) handler.engine();
        byte[] staple = certificate.staple();
        if (staple != null) {
            engine.setOcspResponse(staple);
        }
        if (tickets == null) {
            // Per engine: Netty offers no way to the options of the context that is safe. In TLS 1.3 OpenSSL then sends
            // names of sessions in place of tickets, and as none is kept (above) they resume nothing.
            SSL.setOptions(engine.sslPointer(), SSL.SSL_OP_NO_TICKET);
        } else {
            tickets.replaceIfDue();
        }
        return handler;
    }

    @Override
    public boolean boundsRekeying() {
        return library.boundsRekeying();
    }

    @Override
    public void trustChanged() {
        if (tickets != null) {
            tickets.replace();
        }
    }

    @Override
    public void close() {
        context.release();
    }
}
