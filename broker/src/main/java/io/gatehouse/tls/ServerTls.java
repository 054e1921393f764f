package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The TLS side of a listener: a context for each of its {@link Doors}, from which every connection gets its handler.
 *
 * <p>Made at start; {@link #addTo} and {@link #newHandler} run on the event loop of the channel; {@link #trustChanged}
 * may be called from any thread.
 *
 * <p>What it promises:
 *
 * <ul>
 *   <li>Nobody without a private key gets through: {@code ClientAuth.REQUIRE}, but for {@link Door#SIGNED}, which only
 *       listeners for signed requests have.
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

    private static final String LIMITS = "handshake-limits";
    private static final String FRONT_DOOR = "front-door";

    private final TlsSettings settings;
    private final Doors doors;
    private final Contexts contexts;
    private final TlsDescription description;

    private ServerTls(TlsSettings settings, Doors doors, Contexts contexts, TlsDescription description) {
        this.settings = settings;
        this.doors = doors;
        this.contexts = contexts;
        this.description = description;
    }

    /**
     * Sets up the contexts of one listener; nothing is bound yet.
     *
     * @param credentials one, or two with keys of different kinds (ECDSA first, RSA for clients that verify nothing
     * else)
     * @throws TlsConfigurationException what is wrong and what to do
     */
    public static ServerTls open(
            TlsSettings settings, Doors doors, List<CertificateAndKey> credentials, CertificateGate gate)
            throws TlsConfigurationException {
        Credentials.check(credentials);
        Contexts contexts = Contexts.open(settings, doors, credentials, gate);
        return new ServerTls(
                settings, doors, contexts, TlsDescription.of(settings, contexts.of(doors.strictest()), credentials));
    }

    /** The credentials the settings name by their files: none, one, or the ECDSA and RSA pair. */
    public static List<CertificateAndKey> credentialsOf(TlsSettings settings) throws TlsConfigurationException {
        return Credentials.of(settings);
    }

    /**
     * Puts the limits and TLS at the end of a new channel's pipeline. A failed handshake arrives as Netty's {@code
     * SslHandshakeCompletionEvent}; {@link HandshakeFailure#of} tells why. After a successful one, {@link #doorOf} tells
     * what is spoken.
     */
    public void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(LIMITS, new HandshakeLimits(settings.maxClientHelloBytes()));
        Door only = doors.only();
        if (only == null) {
            pipeline.addLast(
                    FRONT_DOOR,
                    new FrontDoor(this, doors, settings.maxClientHelloBytes(), settings.handshakeTimeout()));
        } else {
            FrontDoor.mark(pipeline.channel(), only);
            add(pipeline, LIMITS, only, settings.handshakeTimeout());
        }
    }

    /** The ClientHello was read: adds TLS behind the handler that read it. */
    void addBehind(ChannelHandlerContext frontDoor, FrontDoor.Choice choice, Duration timeout) {
        add(frontDoor.pipeline(), FRONT_DOOR, choice.door(), timeout);
    }

    private void add(ChannelPipeline pipeline, String before, Door door, Duration timeout) {
        Engines engines = contexts.of(door);
        SslHandler handler = engines.newHandler(pipeline.channel().alloc());
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        HandshakeLimits limits = (HandshakeLimits) pipeline.get(LIMITS);
        if (limits != null) {
            limits.guard(pipeline, handler);
        }
        RekeyLimits.addBehind(pipeline, before, handler, engines.boundsRekeying());
    }

    /**
     * The door a connection came in by. On the channel's loop, after its handshake.
     *
     * @throws IllegalStateException before the ClientHello was read
     */
    public static Door doorOf(Channel channel) {
        Door door = FrontDoor.openedBy(channel);
        if (door == null) {
            throw new IllegalStateException("door: none opened yet (expected: a connection whose handshake completed)");
        }
        return door;
    }

    /** A handler of the strictest door without the limits of {@link #addTo}; its cryptography runs on the event loop. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        return prepared(contexts.of(doors.strictest()).newHandler(allocator));
    }

    /** A handler of the strictest door without the limits of {@link #addTo}; its cryptography runs on {@code executor}. */
    public SslHandler newHandler(ByteBufAllocator allocator, Executor executor) {
        return prepared(contexts.of(doors.strictest()).newHandler(allocator, executor));
    }

    private SslHandler prepared(SslHandler handler) {
        handler.setHandshakeTimeoutMillis(settings.handshakeTimeout().toMillis());
        return handler;
    }

    /** A certificate, authority or the gate's answer changed: no ticket issued before this call resumes after it. */
    public void trustChanged() {
        contexts.trustChanged();
    }

    public TlsDescription description() {
        return description;
    }

    /** Connections that live keep working; {@link #newHandler} must not be called any more. */
    @Override
    public void close() {
        contexts.close();
    }
}
