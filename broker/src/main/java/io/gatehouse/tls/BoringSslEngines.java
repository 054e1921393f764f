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
 * BoringSSL through netty-tcnative.
 *
 * <p>{@code OPENSSL_REFCNT} rather than {@code OPENSSL}: the same library, without a finalizer for every connection.
 * {@link SslHandler} releases its engine when it leaves the pipeline.
 *
 * <p>Memory of an idle connection: about 7.5 KiB native, measured over 4,000 after a warm-up. Nothing is left to
 * switch off: BoringSSL gives its record buffers back when they are empty, and no session is kept. Netty's spare
 * output buffer (2 KiB) made no difference at a quarter of its size; at 128 octets the measurement hung.
 */
final class BoringSslEngines implements Engines {
    private final ReferenceCountedOpenSslContext context;
    private final List<String> groups;
    private final @Nullable TicketKeys tickets;
    private final byte @Nullable [] staple;

    private BoringSslEngines(
            ReferenceCountedOpenSslContext context,
            List<String> groups,
            @Nullable TicketKeys tickets,
            byte @Nullable [] staple) {
        this.context = context;
        this.staple = staple;
        this.groups = groups;
        this.tickets = tickets;
    }

    static BoringSslEngines open(ContextSettings settings) throws TlsConfigurationException {
        if (!OpenSsl.isAvailable()) {
            throw new TlsConfigurationException(
                    "engine: BORINGSSL does not load on this machine (expected: Linux with glibc on x86_64 or"
                            + " aarch64; set tls.engine to jdk): " + OpenSsl.unavailabilityCause(),
                    OpenSsl.unavailabilityCause());
        }
        try {
            return configured(settings, context(settings));
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsConfigurationException(
                    "TLS: BoringSSL does not take this configuration: " + e.getMessage(), e);
        }
    }

    private static ReferenceCountedOpenSslContext context(ContextSettings settings) throws SSLException {
        TlsSettings tls = settings.tls();
        CertificateAndKey credential = settings.certificate().credential();
        return (ReferenceCountedOpenSslContext) SslContextBuilder.forServer(credential.key(), credential.chain())
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols(tls.versions())
                .ciphers(Suites.of(tls.versions()))
                .clientAuth(settings.clientAuth())
                .trustManager(new DeviceTrust(settings.gate(), settings.resumption()))
                .applicationProtocolConfig(Suites.alpn(settings.protocols()))
                .option(OpenSslContextOption.GROUPS, tls.groups().toArray(String[]::new))
                .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, HandshakeLimits.MAX_CERTIFICATE_LIST_BYTES)
                .sessionTimeout(tls.ticketLifetime().toSeconds())
                .enableOcsp(settings.certificate().staple() != null)
                .build();
    }

    private static BoringSslEngines configured(ContextSettings settings, ReferenceCountedOpenSslContext context) {
        OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) context.sessionContext();
        // Never sessions kept by the server: they would outlive a change of trust, and cost memory.
        sessions.setSessionCacheEnabled(false);
        TicketKeys tickets = settings.resumption()
                ? TicketKeys.install(sessions, settings.tls().ticketLifetime())
                : null;
        return new BoringSslEngines(
                context,
                settings.tls().groups(),
                tickets,
                settings.certificate().staple());
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
        // netty-tcnative has no call for BoringSSL's verify preferences, and the built-in ones leave two out:
        // ed25519, and ecdsa_secp521r1_sha512, for which in TLS 1.2 another hash will do.
        return List.of("RSA 2048 to 8192", "P-256", "P-384", "P-521 (TLS 1.2 only)");
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
        if (staple != null) {
            engine.setOcspResponse(staple);
        }
        if (tickets == null) {
            // Per engine: Netty offers no way to the options of the context that is safe.
            SSL.setOptions(engine.sslPointer(), SSL.SSL_OP_NO_TICKET);
        } else {
            tickets.rotateIfDue();
        }
        return handler;
    }

    @Override
    public boolean boundsRekeying() {
        return true;
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
