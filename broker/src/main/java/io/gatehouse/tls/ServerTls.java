package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The TLS side of a listener: one context, from which every connection gets its handler.
 *
 * <p>Made at start; {@link #addTo} and {@link #newHandler} run on the event loop of the channel; {@link #trustChanged}
 * may be called from any thread.
 *
 * <p>What it promises:
 *
 * <ul>
 *   <li>Nobody without a private key gets through: {@code ClientAuth.REQUIRE}, always. There is no other context.
 *   <li>Which certificates are let in is not decided here. A full handshake ends well for every fit certificate, also
 *       one nobody has registered, and CONNECT refuses it with a reason the device can read. (AWS IoT Core does the
 *       same; a TLS alert tells a device in the field nothing.) Refused in the handshake are only certificates unfit
 *       as such, see {@link LeafFitness}.
 *   <li>The CertificateRequest names no authorities, so that a device whose authority is unknown still sends its
 *       certificate.
 *   <li>Resumption is off in TLS 1.2 and 1.3 unless configured; where it is on, {@link CertificateGate} decides again.
 * </ul>
 */
public final class ServerTls implements AutoCloseable {
    /** Name of the TLS handler {@link #addTo} adds. */
    public static final String TLS_HANDLER = "tls";

    private final TlsSettings settings;
    private final Engines engines;
    private final TlsDescription description;
    private final HandshakeMeters meters;

    private ServerTls(TlsSettings settings, Engines engines, TlsDescription description) {
        this.settings = settings;
        this.engines = engines;
        this.description = description;
        this.meters = new HandshakeMeters(settings.maxClientHelloBytes());
    }

    /**
     * Sets up the context; nothing is bound yet.
     *
     * @param credentials one, or two with keys of different kinds (ECDSA first, RSA for clients that verify nothing
     * else)
     * @throws TlsConfigurationException what is wrong and what to do
     */
    public static ServerTls open(TlsSettings settings, List<CertificateAndKey> credentials, CertificateGate gate)
            throws TlsConfigurationException {
        Credentials.check(credentials);
        Engines engines = switch (settings.provider()) {
            case BORINGSSL -> BoringSslEngines.open(settings, credentials, gate);
            case JDK -> JdkEngines.open(settings, credentials, gate);
        };
        return new ServerTls(settings, engines, TlsDescription.of(settings, engines, credentials));
    }

    /** The credentials the settings name by their files: none, one, or the ECDSA and RSA pair. */
    public static List<CertificateAndKey> credentialsOf(TlsSettings settings) throws TlsConfigurationException {
        return Credentials.of(settings);
    }

    /**
     * Puts a meter, the limits and the TLS handler at the end of a new channel's pipeline. A failed handshake arrives
     * as Netty's {@code SslHandshakeCompletionEvent}; {@link HandshakeFailure#of} tells why. Of a completed one
     * {@link HandshakeMeter#take} tells the course.
     */
    public SslHandler addTo(ChannelPipeline pipeline) {
        SslHandler handler = newHandler(pipeline.channel().alloc());
        pipeline.addLast(meters.meter(handler));
        pipeline.addLast(new HandshakeLimits(settings.maxClientHelloBytes(), handler));
        RekeyLimits.add(pipeline, handler, engines.boundsRekeying());
        return handler;
    }

    /** A handler without the limits of {@link #addTo}; the handshake's cryptography runs on the event loop. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        return prepared(engines.newHandler(allocator));
    }

    /** A handler without the limits of {@link #addTo}; the handshake's cryptography runs on {@code executor}. */
    public SslHandler newHandler(ByteBufAllocator allocator, Executor executor) {
        return prepared(engines.newHandler(allocator, executor));
    }

    private SslHandler prepared(SslHandler handler) {
        handler.setHandshakeTimeoutMillis(settings.handshakeTimeout().toMillis());
        return handler;
    }

    /** A certificate, authority or the gate's answer changed: no ticket issued before this call resumes after it. */
    public void trustChanged() {
        engines.trustChanged();
    }

    public TlsDescription description() {
        return description;
    }

    /** Connections that live keep working; {@link #newHandler} must not be called any more. */
    @Override
    public void close() {
        engines.close();
    }
}
