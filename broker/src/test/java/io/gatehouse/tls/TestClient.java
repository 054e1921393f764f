package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A device. Keeps sessions between its connections, as a device does that wants to resume. */
final class TestClient implements AutoCloseable {
    private final SslContext context;
    private final Witness witness;
    private Consumer<SSLParameters> parameters = ignored -> {};

    private TestClient(SslContext context, Witness witness) {
        this.context = context;
        this.witness = witness;
    }

    /** Takes every server, and counts them: a resumed session shows no certificate, so it is not counted. */
    private static final class Witness extends X509ExtendedTrustManager {
        int fullHandshakes;

        @Nullable
        X509Certificate last;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            fullHandshakes++;
            last = chain[0];
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new AssertionError("no sockets here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("an extended trust manager is asked with its engine");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new AssertionError("this is the client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new AssertionError("this is the client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("this is the client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** As the client saw it, whatever the server says. */
    int fullHandshakes() {
        return witness.fullHandshakes;
    }

    @Nullable
    X509Certificate serverCertificate() {
        return witness.last;
    }

    static TestClient jdk(@Nullable CertificateAndKey credential, String... versions) {
        String[] spoken = versions.length == 0 ? new String[] {"TLSv1.3", "TLSv1.2"} : versions;
        return of(SslProvider.JDK, credential, spoken, builder -> {});
    }

    static TestClient boringSsl(@Nullable CertificateAndKey credential, String... groups) {
        return of(SslProvider.OPENSSL_REFCNT, credential, new String[] {"TLSv1.3", "TLSv1.2"}, builder -> {
            if (groups.length > 0) {
                builder.option(OpenSslContextOption.GROUPS, groups);
            }
        });
    }

    static TestClient of(
            SslProvider library,
            @Nullable CertificateAndKey credential,
            String[] versions,
            Consumer<SslContextBuilder> more) {
        if (library != SslProvider.JDK) {
            EnginesHere.assumeLibrary();
        }
        Witness witness = new Witness();
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(library)
                .protocols(versions)
                .endpointIdentificationAlgorithm("")
                .trustManager(witness);
        if (credential != null) {
            builder.keyManager(credential.key(), credential.chain());
        }
        more.accept(builder);
        try {
            return new TestClient(builder.build(), witness);
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    static Consumer<SslContextBuilder> alpn(String... protocols) {
        return builder -> builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                protocols));
    }

    TestClient with(Consumer<SSLParameters> change) {
        parameters = change;
        return this;
    }

    SslHandler handler() {
        SslHandler handler = context.newHandler(ByteBufAllocator.DEFAULT, "broker.example", 8883);
        SSLEngine engine = handler.engine();
        SSLParameters current = engine.getSSLParameters();
        parameters.accept(current);
        engine.setSSLParameters(current);
        return handler;
    }

    Conversation connect(ServerTls tls) {
        return new Conversation(tls, handler()).talk();
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }
}
