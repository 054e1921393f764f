package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** A device. Keeps sessions between its connections, as a device does that wants to resume. */
final class TestClient implements AutoCloseable {
    private final SslContext context;
    private Consumer<SSLParameters> parameters = ignored -> {};

    private TestClient(SslContext context) {
        this.context = context;
    }

    static TestClient jdk(@Nullable CertificateAndKey credential, String... versions) {
        return of(SslProvider.JDK, credential, versions.length == 0 ? new String[] {"TLSv1.3", "TLSv1.2"} : versions, b -> {});
    }

    static TestClient boringSsl(@Nullable CertificateAndKey credential, String... groups) {
        return of(
                SslProvider.OPENSSL_REFCNT,
                credential,
                new String[] {"TLSv1.3", "TLSv1.2"},
                b -> {
                    if (groups.length > 0) {
                        b.option(OpenSslContextOption.GROUPS, groups);
                    }
                });
    }

    static TestClient of(
            SslProvider provider,
            @Nullable CertificateAndKey credential,
            String[] versions,
            Consumer<SslContextBuilder> more) {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(provider)
                .protocols(versions)
                .endpointIdentificationAlgorithm("")
                .trustManager(InsecureTrustManagerFactory.INSTANCE);
        if (credential != null) {
            builder.keyManager(credential.key(), credential.chain());
        }
        more.accept(builder);
        try {
            return new TestClient(builder.build());
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

    static List<String> all() {
        return List.of();
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }
}
