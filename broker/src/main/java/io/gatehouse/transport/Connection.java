package io.gatehouse.transport;

import io.gatehouse.admission.Peer;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Loop;
import io.gatehouse.loop.Loop.Timer;
import io.gatehouse.metrics.ConnectionMetrics;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.mqtt.Auth;
import io.gatehouse.mqtt.Connack;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Pingreq;
import io.gatehouse.mqtt.Pingresp;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Suback;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Unsuback;
import io.gatehouse.mqtt.Unsubscribe;
import io.gatehouse.mqtt.wire.PacketDecoder;
import io.gatehouse.mqtt.wire.PacketEncoder;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.session.CloseReason;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.Ending;
import io.gatehouse.session.Link;
import io.gatehouse.session.Session;
import io.gatehouse.trace.Trace;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection, from the end of its TLS handshake to its close. Confined to the channel's event loop, which
 * changes once, when the channel is moved to the loop of its client id.
 *
 * <pre>
 *   AWAITS_CONNECT ── CONNECT admitted ──► MOVING ── on its home loop, session open ──► OPEN
 *         │                                  │                                           │
 *         └── refused, late, broken ─────────┴──────────────► CLOSED ◄───────────────────┘
 * </pre>
 *
 * <p>What is decoded while the channel moves is held and handled in order once it has arrived; the decoder is paused,
 * so that this is at most what one read had brought. A connection ends only in {@link #close}, with one reason;
 * everything that follows from a reason is in {@link Ending}.
 *
 * <p>The peer is read from only while it reads, too, and while the loops that receive its messages keep up: a client
 * that floods is slowed down by TCP and costs no memory.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Link, Newcomers.Newcomer {
    private static final Log log = Log.of(Connection.class);

    private enum State {
        AWAITS_CONNECT,
        MOVING,
        OPEN,
        CLOSED
    }

    private final ConnectionContext context;
    private final Peer peer;
    private final PacketDecoder decoder;
    private final WriteGate writeGate;
    private State state = State.AWAITS_CONNECT;
    private Loop loop;
    private LoopCounters counters;
    private @Nullable ChannelHandlerContext channel;
    private @Nullable Outbox outbox;
    private @Nullable Timer connectDeadline;
    private @Nullable HeldPackets held; // made by the first
    private boolean congested; // a loop that receives its messages falls behind
    private boolean onHold; // its messages wait for the disk

    // From CONNECT on; of the packet itself no more is kept than every answer needs.
    private ProtocolVersion version = ProtocolVersion.MQTT_3_1_1;
    private int maximumPacketSizeBytes = Integer.MAX_VALUE;
    private boolean problemInformation = true;
    private String clientId = "";
    private @Nullable ConnectionInfo info;

    // From the session on.
    private @Nullable Session session;
    private @Nullable Deadlines deadlines;
    private @Nullable PublishWriter writer;
    private ConnectionMetrics.@Nullable Open counted;

    Connection(ConnectionContext context, Peer peer, Loop loop, PacketDecoder decoder) {
        this.context = context;
        this.peer = peer;
        this.loop = loop;
        this.writeGate = new WriteGate(context, () -> channelWritabilityChanged(channel()));
        this.decoder = decoder;
        this.counters = context.counters(loop);
    }

    // ---- the channel

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        channel = added;
        outbox = new Outbox(added, context.output(loop), counters);
        connectDeadline = loop.schedule(
                context.terms().connectTimeout().toMillis(),
                TimeUnit.MILLISECONDS,
                () -> close(new CloseReason.ConnectRefused(
                        Reason.CONNECT_TIMEOUT,
                        "no CONNECT within " + context.terms().connectTimeout(),
                        null,
                        null)));
        context.newcomers(loop).add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        Packet packet = (Packet) message;
        switch (state) {
            case AWAITS_CONNECT -> guarded(() -> onFirst(packet));
            case MOVING -> held().add(packet);
            case OPEN -> handle(packet);
            case CLOSED -> HeldPackets.release(packet);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
        counters.bytesReceived(decoder.takeBytesRead());
        Deadlines watch = deadlines;
        if (watch != null) {
            watch.heard();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        if (state != State.OPEN) {
            return;
        }
        adjustReading();
        if (isWritable() && session != null) {
            session.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        close(new CloseReason.ConnectionLost("closed by the peer"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        if (state == State.MOVING && cause instanceof ProtocolException violation) {
            held().violated(violation); // CONNECT and what else came before it is answered first
        } else {
            close(ConnectionRecord.meaningOf(
                    cause, state == State.AWAITS_CONNECT, channel().channel()));
        }
    }

    void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException failure) {
            close(CloseReason.of(failure));
        }
    }

    // ---- CONNECT

    private void onFirst(Packet packet) {
        if (!(packet instanceof Connect first)) {
            HeldPackets.release(packet);
            throw unexpected(packet.getClass().getSimpleName(), "MQTT-3.1.0-1");
        }
        counters.packetReceived(PacketTypes.of(first));
        cancelConnectDeadline();
        version = first.version();
        maximumPacketSizeBytes = first.maximumPacketSizeBytes();
        problemInformation =
                first.requestProblemInformation() && context.terms().reasonStrings();
        ConnectExchange exchange = new ConnectExchange(context, this, peer, first);
        clientId = exchange.clientId();
        exchange.judge();
    }

    /** CONNECT is admitted: from here until {@link #arrive}, packets are held. The channel is the caller's to move. */
    Channel leave(Connect connect) {
        state = State.MOVING;
        context.newcomers(loop).remove(this);
        NewcomerWatch.admitted(channel().channel());
        decoder.publisherId(clientId);
        decoder.admitted();
        info = ConnectionRecord.describe(
                peer, connect, context.terms(), loop.clock(), channel().channel());
        return channel().channel();
    }

    /** The channel is on its home loop; false when the peer has gone meanwhile. */
    boolean arrive(Loop home) {
        loop = home;
        counters = context.counters(home);
        outbox().movedTo(context.output(home), counters);
        if (!channel().channel().isActive()) {
            close(new CloseReason.ConnectionLost("closed by the peer"));
        } else if (context.newcomers(home).stopping()) {
            turnAway(); // its session would be told of no stop
        }
        return state == State.MOVING;
    }

    /** The session is attached, and waits for the store before CONNACK. */
    void joined(Session attached) {
        session = attached;
    }

    /** False when it has ended, or got its CONNACK. */
    boolean isJoining() {
        return state == State.MOVING;
    }

    /** The session is attached and stored. CONNACK comes next, then {@link #begin}. */
    void opened(Session opened, Connect connect) {
        state = State.OPEN;
        session = opened;
        writer = new PublishWriter(
                version,
                maximumPacketSizeBytes,
                outbox(),
                context.output(loop),
                loop,
                Math.min(
                        connect.topicAliasMaximum(),
                        context.terms().wireLimits().topicAliasMaximum()));
        counted = ConnectionRecord.counted(context, peer, version);
        deadlines = new Deadlines(loop, peer, context.terms(), decoder, channel(), this);
        TraceTap.opened(context.traces(), channel().pipeline(), peer, clientId, version.isMqtt5());
    }

    /** CONNACK is written: the session goes on, then what came while the channel moved. */
    void begin() {
        Session current = session;
        if (state != State.OPEN || current == null || deadlines == null) {
            return;
        }
        deadlines.start();
        current.resume();
        handleHeld();
        adjustReading();
    }

    // ---- packets

    private HeldPackets held() {
        return held == null ? held = new HeldPackets() : held;
    }

    private void handleHeld() {
        HeldPackets packets = held;
        if (packets == null) {
            return;
        }
        for (Packet next = packets.poll(); next != null; next = packets.poll()) {
            if (state == State.OPEN) {
                handle(next);
            } else {
                HeldPackets.release(next);
            }
        }
        ProtocolException violation = packets.violation();
        held = null;
        if (violation != null) {
            close(CloseReason.of(violation));
        }
    }

    /** {@link #guarded} spelled out: no object for each packet. */
    private void handle(Packet packet) {
        try {
            dispatch(packet);
        } catch (RuntimeException failure) {
            close(CloseReason.of(failure));
        }
    }

    private void dispatch(Packet packet) {
        Session current = session;
        if (current == null) {
            throw new IllegalStateException("state: " + state + " without a session (expected: one)");
        }
        counters.packetReceived(PacketTypes.of(packet));
        switch (packet) {
            case Publish publish -> {
                try (Message _ = publish.message()) {
                    current.on(publish);
                }
            }
            case Puback puback -> current.on(puback);
            case Pubrec pubrec -> current.on(pubrec);
            case Pubrel pubrel -> current.on(pubrel);
            case Pubcomp pubcomp -> current.on(pubcomp);
            case Subscribe subscribe -> current.on(subscribe);
            case Unsubscribe unsubscribe -> current.on(unsubscribe);
            case Pingreq ignored -> send(Pingresp.INSTANCE); // [MQTT-3.12.4-1]
            case Disconnect disconnect -> {
                current.on(disconnect);
                close(new CloseReason.PeerDisconnected(disconnect.reasonCode()));
            }
            case Auth ignored -> throw unexpected("AUTH", "MQTT-4.12.0-1");
            case Connect ignored -> throw unexpected("a second CONNECT", "MQTT-3.1.0-2");
            case Connack _, Suback _, Unsuback _, Pingresp _ ->
                throw unexpected(packet.getClass().getSimpleName().toUpperCase(Locale.ROOT), "2.1.2");
        }
    }

    private static ProtocolException unexpected(String what, String clause) {
        return new ProtocolException(
                ReasonCode.PROTOCOL_ERROR, clause, "packet: " + what + " (expected: a packet a client sends now)");
    }

    // ---- Link

    @Override
    public void send(Packet packet) {
        if (state == State.CLOSED) {
            return;
        }
        PacketEncoder.encode(packet, version, maximumPacketSizeBytes, problemInformation, outbox().buffer());
        counters.packetSent(PacketTypes.of(packet));
    }

    @Override
    public boolean publish(
            Message message, Qos qos, boolean retain, SubscriptionIds ids, int packetId, boolean duplicate) {
        PublishWriter open = writer;
        if (state == State.CLOSED || open == null) {
            return true; // it goes the way of everything in flight on a lost connection
        }
        boolean written = open.write(message, qos, retain, ids, packetId, duplicate);
        if (written) {
            counters.packetSent(PacketTypes.PUBLISH);
        }
        return written;
    }

    @Override
    public boolean isWritable() {
        return writeGate.isOpen(channel().channel(), outbox(), loop);
    }

    @Override
    public void pauseReading() {
        if (!congested) {
            congested = true;
            adjustReading();
            context.router().whenRelieved(loop, () -> {
                congested = false;
                adjustReading();
            });
        }
    }

    @Override
    public void holdReading(boolean hold) {
        if (onHold != hold) {
            onHold = hold;
            adjustReading();
        }
    }

    private void adjustReading() {
        if (state == State.OPEN) {
            boolean read = !congested && !onHold && channel().channel().isWritable();
            channel().channel().config().setAutoRead(read);
        }
    }

    @Override
    public @Nullable ClientCertificate certificate() {
        return ConnectionRecord.certificate(context, peer);
    }

    @Override
    public ConnectionInfo info() {
        ConnectionInfo known = info;
        if (known == null) {
            throw new IllegalStateException("connection: not admitted yet (expected: admitted)");
        }
        return known;
    }

    // ---- the end

    @Override
    public void close(CloseReason reason) {
        if (state == State.CLOSED) {
            return;
        }
        State before = state;
        Ending ending = Ending.of(reason);
        if (reason instanceof CloseReason.Defect(Throwable cause)) {
            log.at(Event.CLIENT_DEFECT)
                    .setCause(cause)
                    .addKeyValue("clientId", clientId)
                    .addKeyValue("peer", peer.endpoint())
                    .log("a defect ended this connection; the others go on");
        }
        sayGoodbye(before, ending);
        state = State.CLOSED;
        cancelConnectDeadline();
        context.newcomers(loop).remove(this);
        if (deadlines != null) {
            deadlines.stop();
        }
        try {
            boolean admitted =
                    before == State.OPEN || (session != null && !(reason instanceof CloseReason.ConnectRefused));
            ConnectionRecord.ended(context, peer, clientId, session, admitted, reason, ending);
            if (counted != null) {
                counted.closed();
            }
            if (session != null) {
                session.detach(this, ending);
            }
        } finally { // whatever fails above, the socket does not stay
            if (held != null) {
                held.release();
            }
            outbox().flush();
            ConnectionRecord.close(channel(), ending);
        }
    }

    /** Tells the client why, where its protocol has words for it. [MQTT-3.14.0-1], [MQTT-4.13.1-1], [MQTT-4.13.2-1] */
    private void sayGoodbye(State before, Ending ending) {
        ReasonCode code = ending.disconnectCode();
        if (code == null) {
            return;
        }
        if (before == State.OPEN) {
            send(new Disconnect(code, Disconnect.UNCHANGED, ending.reason().meaning()));
        } else if (before == State.AWAITS_CONNECT && decoder.version() != null) {
            // A CONNECT that could not be read to its end, but far enough to know how to answer.
            version = decoder.version();
            problemInformation = context.terms().reasonStrings();
            send(Connack.refused(code, ending.reason().meaning()));
        }
    }

    private void cancelConnectDeadline() {
        if (connectDeadline != null) {
            connectDeadline.cancel();
            connectDeadline = null;
        }
    }

    void traceTo(Trace trace) {
        TraceTap.hang(trace, channel().pipeline(), peer, clientId, version.isMqtt5());
    }

    Loop loop() {
        return loop;
    }

    LoopCounters counters() {
        return counters;
    }

    private ChannelHandlerContext channel() {
        ChannelHandlerContext known = channel;
        if (known == null) {
            throw new IllegalStateException("connection: not in a pipeline (expected: added)");
        }
        return known;
    }

    private Outbox outbox() {
        Outbox known = outbox;
        if (known == null) {
            throw new IllegalStateException("connection: not in a pipeline (expected: added)");
        }
        return known;
    }
}
