package io.gatehouse.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * One TLS implementation, set up. Handlers come from {@code SslContext.newHandler} and nowhere else: around an engine
 * made by hand, Netty leaves out the resumption check without a word.
 */
sealed interface Engines extends AutoCloseable permits NativeEngines, JdkEngines {
    /** @throws TlsConfigurationException what is wrong and what to do */
    static Engines open(ContextSettings settings) throws TlsConfigurationException {
        return switch (settings.tls().engine()) {
            case BORINGSSL, OPENSSL -> NativeEngines.open(settings);
            case JDK -> JdkEngines.open(settings);
        };
    }

    /** The name and version it gives itself. */
    String engine();

    /** Key exchange groups really offered, in order of preference. */
    List<String> groups();

    /** Kinds of device keys it can verify. */
    List<String> clientKeys();

    SslHandler newHandler(ByteBufAllocator allocator);

    SslHandler newHandler(ByteBufAllocator allocator, Executor executor);

    /** Whether it ends a connection that changes keys without end. */
    boolean boundsRekeying();

    void trustChanged();

    @Override
    void close();
}
