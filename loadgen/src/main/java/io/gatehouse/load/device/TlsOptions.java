package io.gatehouse.load.device;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What every handshake of a fleet offers and asks for. Immutable.
 *
 * @param authorities what the server is verified by; empty for the JVM's own
 * @param verifyName whether the server's certificate has to have the name it is asked for by
 * @param versions as the JDK writes them; empty for 1.2 and 1.3
 * @param ciphers by their names in the JDK; empty for the library's own
 * @param groups as BoringSSL writes them, the one a share is sent of first; empty for the library's own
 * @param alpn empty for none
 * @param serverName sent as SNI and verified; {@code null} for the host's
 * @param engine whose TLS the devices have
 */
public record TlsOptions(
        List<X509Certificate> authorities,
        boolean verifyName,
        List<String> versions,
        List<String> ciphers,
        List<String> groups,
        List<String> alpn,
        @Nullable String serverName,
        Engine engine) {
    /** Whose TLS it is. */
    public enum Engine {
        BORINGSSL,
        JDK;

        /** BoringSSL where it loads. */
        public static Engine best() {
            return OpenSsl.isAvailable() ? BORINGSSL : JDK;
        }
    }

    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");
    private static final int MOST_SESSIONS = 1_000_000;

    public TlsOptions {
        authorities = List.copyOf(authorities);
        versions = List.copyOf(versions);
        ciphers = List.copyOf(ciphers);
        groups = List.copyOf(groups);
        alpn = List.copyOf(alpn);
    }

    String serverName(String host) {
        return serverName == null ? host : serverName;
    }

    /** What the library would pass over without a word. */
    private void check() throws SSLException {
        for (String version : versions) {
            if (!VERSIONS.contains(version)) {
                throw new SSLException(version + " (expected: 1.2 or 1.3)");
            }
        }
        if (engine == Engine.JDK && !groups.isEmpty()) {
            throw new SSLException("groups " + groups + " with the JDK's engine (expected: none)");
        }
        Set<String> known = engine == Engine.JDK ? suitesOfTheJdk() : OpenSsl.availableJavaCipherSuites();
        for (String cipher : ciphers) {
            if (!known.contains(cipher)) {
                throw new SSLException("suite " + cipher + " (expected: one that the engine has)");
            }
            if (engine == Engine.BORINGSSL && !cipher.contains("_WITH_")) {
                throw new SSLException("suite " + cipher + " with BoringSSL (expected: one of TLS 1.2; those of 1.3 it"
                        + " chooses itself)");
            }
        }
    }

    private static Set<String> suitesOfTheJdk() throws SSLException {
        try {
            return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException e) {
            throw new SSLException("no TLS in this JDK", e);
        }
    }

    /** @param resume whether devices keep tickets and offer them */
    SslContext context(KeyManager keys, boolean resume) throws SSLException {
        check();
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(engine == Engine.BORINGSSL ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .keyManager(keys)
                .sessionCacheSize(resume ? MOST_SESSIONS : 1)
                .endpointIdentificationAlgorithm(verifyName ? "HTTPS" : "");
        if (!authorities.isEmpty()) {
            builder.trustManager(authorities.toArray(X509Certificate[]::new));
        }
        if (!versions.isEmpty()) {
            builder.protocols(versions);
        }
        if (!ciphers.isEmpty()) {
            builder.ciphers(ciphers, SupportedCipherSuiteFilter.INSTANCE);
        }
        if (!groups.isEmpty() && engine == Engine.BORINGSSL) {
            builder.option(OpenSslContextOption.GROUPS, groups.toArray(String[]::new));
        }
        if (!alpn.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    alpn));
        }
        SslContext context = builder.build();
        if (context instanceof ReferenceCountedOpenSslContext openSsl) {
            openSsl.sessionContext().setSessionCacheEnabled(resume);
        }
        return context;
    }
}
