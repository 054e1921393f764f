package io.gatehouse.tls;

import io.gatehouse.config.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The TLS side of a listener: a context for each of its {@link Doors} and each certificate, from
 * which every connection gets its handler.
 *
 * <p>Made at start; {@link #addTo} and {@link #newHandler} run on the event loop of the channel; {@link #trustChanged}
 * and {@link #show} may
 * be called from any thread.
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

    private static final String METER = "handshake-meter";
    private static final String LIMITS = "handshake-limits";
    private static final String FRONT_DOOR = "front-door";

    private final TlsSettings settings;
    private final Doors doors;
    private final CertificateGate gate;
    private final HandshakeMeters meters;
    private volatile Contexts contexts;
    private boolean closed;

    private ServerTls(TlsSettings settings, Doors doors, CertificateGate gate, Contexts contexts) {
        this.settings = settings;
        this.doors = doors;
        this.gate = gate;
        this.contexts = contexts;
        this.meters = new HandshakeMeters(settings.maxClientHelloBytes());
    }

    /**
     * The native library of an engine, as it names itself; {@code null} for the JDK's, which has none.
     *
     * @throws TlsConfigurationException why this process has it not, and what to do
     */
    public static @Nullable String nativeLibrary(TlsSettings.Engine engine) throws TlsConfigurationException {
        if (engine == TlsSettings.Engine.JDK) {
            return null;
        }
        NativeLibrary.of(engine).orRefuse();
        return OpenSsl.versionString();
    }

    /**
     * Sets up the contexts of one listener; nothing is bound yet.
     *
     * @throws TlsConfigurationException what is wrong and what to do
     */
    public static ServerTls open(
            TlsSettings settings, Doors doors, ServerCertificates certificates, CertificateGate gate)
            throws TlsConfigurationException {
        return new ServerTls(settings, doors, gate, Contexts.open(settings, doors, certificates, gate));
    }

    /**
     * Makes ready to show other certificates; nothing has changed yet. Close what comes of it.
     *
     * @throws TlsConfigurationException what is wrong and what to do
     */
    public Showing prepare(ServerCertificates certificates) throws TlsConfigurationException {
        return new Showing(Contexts.open(settings, doors, certificates, gate));
    }

    /** Certificates that this listener can show from now on. One thread. */
    public final class Showing implements AutoCloseable {
        private final Contexts fresh;
        private boolean shown;

        private Showing(Contexts fresh) {
            this.fresh = fresh;
        }

        /**
         * From now on new connections are shown these certificates. Those that are there keep what they have; tickets
         * issued until now are dead.
         *
         * @return what was used before: close it when every loop has been through a turn, because a loop may be about
         * to take a handler from it
         */
        public AutoCloseable show() {
            synchronized (ServerTls.this) {
                if (closed) {
                    return () -> {}; // closed below, with everything else
                }
                Contexts before = contexts;
                contexts = fresh;
                shown = true;
                return before;
            }
        }

        /** Gives back what was not shown. */
        @Override
        public void close() {
            if (!shown) {
                shown = true;
                fresh.close();
            }
        }
    }

    /** What new connections are shown. */
    public ServerCertificates certificates() {
        return contexts.certificates();
    }

    /**
     * Puts a meter, the limits and the front door at the end of a new channel's pipeline; TLS comes with a whole
     * ClientHello, so that who says nothing, or drips, costs no engine. A failed handshake arrives as Netty's
     * {@code SslHandshakeCompletionEvent}; {@link HandshakeFailure#of} tells why. After a successful one, {@link
     * #doorOf} tells what is spoken, and {@link HandshakeMeter#take} how it went.
     */
    public void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(METER, meters.meter());
        pipeline.addLast(LIMITS, new HandshakeLimits(settings.maxClientHelloBytes()));
        pipeline.addLast(FRONT_DOOR, new FrontDoor(this, settings.maxClientHelloBytes(), settings.handshakeTimeout()));
    }

    /** @param hello {@code null} where it cannot be read */
    Contexts.Choice choose(@Nullable ClientHello hello) {
        Contexts current = contexts;
        return hello == null ? current.strictest() : current.choose(hello);
    }

    /** The ClientHello was read: adds TLS behind the handler that read it, in the same turn of the loop. */
    void addBehind(ChannelHandlerContext frontDoor, Contexts.Choice choice, Duration timeout) {
        add(frontDoor.pipeline(), FRONT_DOOR, choice, timeout);
    }

    private void add(ChannelPipeline pipeline, String before, Contexts.Choice choice, Duration timeout) {
        Engines engines = choice.engines();
        SslHandler handler = engines.newHandler(pipeline.channel().alloc());
        handler.setHandshakeTimeoutMillis(timeout.toMillis());
        HandshakeLimits limits = (HandshakeLimits) pipeline.get(LIMITS);
        if (limits != null) {
            limits.guard(pipeline, handler);
        }
        HandshakeMeter meter = (HandshakeMeter) pipeline.get(METER);
        if (meter != null) {
            meter.watch(handler);
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

    /** A handler of the strictest door without the limits of {@link #addTo}; its cryptography is the loop's. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        return prepared(contexts.strictest().engines().newHandler(allocator));
    }

    /** A handler of the strictest door without the limits of {@link #addTo}; its cryptography is the executor's. */
    public SslHandler newHandler(ByteBufAllocator allocator, Executor executor) {
        return prepared(contexts.strictest().engines().newHandler(allocator, executor));
    }

    private SslHandler prepared(SslHandler handler) {
        handler.setHandshakeTimeoutMillis(settings.handshakeTimeout().toMillis());
        return handler;
    }

    /** A certificate, authority or the gate's answer changed: no ticket issued before this call resumes after it. */
    public synchronized void trustChanged() {
        contexts.trustChanged();
    }

    public TlsDescription description() {
        Contexts current = contexts;
        return TlsDescription.of(settings, current.strictest().engines(), current.certificates());
    }

    /** Connections that live keep working; {@link #newHandler} must not be called any more. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            contexts.close();
        }
    }
}
