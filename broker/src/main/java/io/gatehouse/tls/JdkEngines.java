package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * The JDK's engine: no native code, Ed25519 and P-521 device keys, several times the processor time.
 *
 * <p>Its ticket keys belong to the context and cannot be changed, and they live for an hour and a ticket's lifetime,
 * whatever that is. So a change of trust makes a new context, and so does the end of a lifetime: see {@link
 * TicketKeys}.
 */
final class JdkEngines implements Engines {
    private static final String TICKETS = "jdk.tls.server.enableSessionTicketExtension";

    /** What a device may sign with; the JDK's own list, without SHA-1 and DSA. */
    private static final String[] SIGNATURES = {
        "ecdsa_secp256r1_sha256",
        "ecdsa_secp384r1_sha384",
        "ecdsa_secp521r1_sha512",
        "ed25519",
        "rsa_pss_rsae_sha256",
        "rsa_pss_rsae_sha384",
        "rsa_pss_rsae_sha512",
        "rsa_pss_pss_sha256",
        "rsa_pss_pss_sha384",
        "rsa_pss_pss_sha512",
        "rsa_pkcs1_sha256",
        "rsa_pkcs1_sha384",
        "rsa_pkcs1_sha512"
    };

    private final ContextSettings settings;
    private final List<String> groups;
    private volatile Dated context;

    /** @param madeNanos when, by {@link System#nanoTime} */
    private record Dated(SslContext context, long madeNanos) {}

    private JdkEngines(ContextSettings settings, List<String> groups) throws SSLException {
        this.settings = settings;
        this.groups = groups;
        this.context = dated();
    }

    static JdkEngines open(ContextSettings settings) throws TlsConfigurationException {
        if (settings.certificate().staplesWhatWasGiven()) {
            throw new TlsConfigurationException("ocsp-response: the JDK engine staples only what it fetches itself, for"
                    + " the whole process (expected: no file, or tls.engine boringssl)");
        }
        // The JDK has the hybrid group only from release 27 on.
        List<String> groups = new ArrayList<>(settings.tls().groups());
        groups.remove("X25519MLKEM768");
        if (groups.isEmpty()) {
            throw new TlsConfigurationException("groups: " + settings.tls().groups()
                    + " (expected: one the JDK engine has too, such as x25519; or set tls.engine to boringssl)");
        }
        try {
            return new JdkEngines(settings, List.copyOf(groups));
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsConfigurationException("TLS: the JDK does not take this configuration: " + e.getMessage(), e);
        }
    }

    private Dated dated() throws SSLException {
        return new Dated(newContext(), System.nanoTime());
    }

    private SslContext newContext() throws SSLException {
        TlsSettings tls = settings.tls();
        KeyManager keys = new ServerKeys(
                settings.certificate().credential(), !settings.door().asksForCertificate());
        SslContextBuilder builder = SslContextBuilder.forServer(keys)
                .sslProvider(SslProvider.JDK)
                .protocols(tls.versions())
                .ciphers(Suites.of(tls.versions()))
                .clientAuth(settings.clientAuth())
                .trustManager(new DeviceTrust(settings.gate(), settings.resumption()))
                .applicationProtocolConfig(Suites.alpn(settings.protocols()))
                .sessionTimeout(tls.ticketLifetime().toSeconds());
        return settings.resumption() ? builder.build() : withoutTickets(builder);
    }

    /**
     * In TLS 1.2 the JDK promises a ticket in its ServerHello to every client that takes one, and gives none for a
     * session that {@link DeviceTrust#forget} made invalid: OpenSSL ends the handshake with unexpected_message. The
     * switch for the promise is a property of the process, but read for every context that is made.
     */
    private static SslContext withoutTickets(SslContextBuilder builder) throws SSLException {
        synchronized (JdkEngines.class) {
            String before = System.setProperty(TICKETS, "false");
            try {
                return builder.build();
            } finally {
                if (before == null) {
                    System.clearProperty(TICKETS);
                } else {
                    System.setProperty(TICKETS, before);
                }
            }
        }
    }

    @Override
    public String engine() {
        return "JDK " + Runtime.version();
    }

    @Override
    public List<String> groups() {
        return groups;
    }

    @Override
    public List<String> clientKeys() {
        return List.of("RSA 2048 to 8192", "P-256", "P-384", "P-521", "Ed25519");
    }

    @Override
    public SslHandler newHandler(ByteBufAllocator allocator) {
        return prepared(current().newHandler(allocator));
    }

    @Override
    public SslHandler newHandler(ByteBufAllocator allocator, Executor executor) {
        return prepared(current().newHandler(allocator, executor));
    }

    private SslContext current() {
        Dated current = context;
        if (isOld(current)) {
            replaceOnce();
        }
        return context.context();
    }

    private boolean isOld(Dated dated) {
        return settings.resumption()
                && System.nanoTime() - dated.madeNanos()
                        >= settings.tls().ticketLifetime().toNanos();
    }

    private synchronized void replaceOnce() {
        if (isOld(context)) { // no other loop was faster
            replace();
        }
    }

    private SslHandler prepared(SslHandler handler) {
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setNamedGroups(groups.toArray(String[]::new));
        parameters.setSignatureSchemes(SIGNATURES);
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
        return handler;
    }

    @Override
    public boolean boundsRekeying() {
        return false;
    }

    @Override
    public void trustChanged() {
        if (settings.resumption()) {
            replace();
        }
    }

    private synchronized void replace() {
        try {
            context = dated();
        } catch (SSLException e) {
            // The same settings and credentials made a context at start.
            throw new IllegalStateException("TLS: the context could not be made again", e);
        }
    }

    @Override
    public void close() {
        // Nothing native to give back.
    }
}
