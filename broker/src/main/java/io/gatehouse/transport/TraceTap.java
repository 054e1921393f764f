package io.gatehouse.transport;

import io.gatehouse.admission.Peer;
import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.mqtt.Auth;
import io.gatehouse.mqtt.Connack;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Pingreq;
import io.gatehouse.mqtt.Pingresp;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Suback;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.mqtt.Unsuback;
import io.gatehouse.mqtt.Unsubscribe;
import io.gatehouse.tls.Handshake;
import io.gatehouse.trace.PayloadText;
import io.gatehouse.trace.Subject;
import io.gatehouse.trace.Trace;
import io.gatehouse.trace.TraceEntry;
import io.gatehouse.trace.Traces;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings what goes over one connection to one trace. Stands in the pipeline before the {@link Connection}, there and
 * nowhere else, so that a connection that is not traced has nothing to ask; leaves when the trace is over. Confined to
 * the channel's loop.
 *
 * <p>Of a trace by topics it brings what is delivered: what is published comes from the router.
 */
final class TraceTap extends ChannelDuplexHandler {
    private static final Log log = Log.of(TraceTap.class);

    private final Trace trace;
    private final Peer peer;
    private @Nullable String clientId;
    private @Nullable OutboundFrames frames;

    private TraceTap(Trace trace, Peer peer, @Nullable String clientId, @Nullable Boolean mqtt5) {
        this.trace = trace;
        this.peer = peer;
        this.clientId = clientId;
        this.frames = mqtt5 == null ? null : frames(mqtt5);
    }

    /** The handshake is done and CONNECT comes next: whoever may be meant is looked at. */
    static void afterHandshake(Traces traces, ChannelPipeline pipeline, Peer peer) {
        for (Trace trace : traces.running()) {
            boolean meant = trace.subject().concerns(null, peer.certificateId(), peer.address());
            if (meant || trace.subject() instanceof Subject.ClientId) {
                TraceTap tap = new TraceTap(trace, peer, null, null);
                tap.hangInto(pipeline);
                if (meant) {
                    tap.tellHandshake();
                }
            }
        }
    }

    /** The session is open: who is traced is known now. */
    static void opened(Traces traces, ChannelPipeline pipeline, Peer peer, String clientId, boolean mqtt5) {
        for (Trace trace : traces.running()) {
            hang(trace, pipeline, peer, clientId, mqtt5);
        }
    }

    /** Into the pipeline of a client that is connected, if it is meant. */
    static void hang(Trace trace, ChannelPipeline pipeline, Peer peer, String clientId, boolean mqtt5) {
        boolean meant = trace.subject() instanceof Subject.Topics
                || trace.subject().concerns(clientId, peer.certificateId(), peer.address());
        if (meant && pipeline.get(nameOf(trace)) == null) {
            new TraceTap(trace, peer, clientId, mqtt5).hangInto(pipeline);
        }
    }

    private static String nameOf(Trace trace) {
        return "trace-" + trace.id();
    }

    private void hangInto(ChannelPipeline pipeline) {
        ChannelHandlerContext connection = pipeline.context(Connection.class);
        if (connection != null) {
            pipeline.addBefore(connection.name(), nameOf(trace), this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        guarded(channel, () -> {
            if (message instanceof Packet packet) {
                received(channel, packet);
            }
        });
        channel.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise) {
        guarded(channel, () -> {
            OutboundFrames reading = frames;
            if (reading != null && message instanceof ByteBuf bytes) {
                reading.written(bytes);
            }
        });
        var _ = channel.write(message, promise);
    }

    /** A trace never ends what it looks at. */
    private void guarded(ChannelHandlerContext channel, Runnable look) {
        if (channel.isRemoved()) {
            return;
        }
        if (trace.isOver()) {
            channel.pipeline().remove(this);
            return;
        }
        try {
            look.run();
        } catch (RuntimeException defect) {
            log.at(Event.DEFECT).setCause(defect).log("a trace failed on one connection, which goes on without it");
            channel.pipeline().remove(this);
        }
    }

    private void received(ChannelHandlerContext channel, Packet packet) {
        if (packet instanceof Connect connect && frames == null) {
            frames = frames(connect.version().isMqtt5());
            clientId = connect.clientId();
            if (!trace.subject().concerns(clientId, peer.certificateId(), peer.address())) {
                channel.pipeline().remove(this);
                return;
            }
            if (trace.subject() instanceof Subject.ClientId) {
                tellHandshake();
            }
        }
        if (clientId != null && !(trace.subject() instanceof Subject.Topics)) {
            tell(packet);
        }
    }

    private void tell(Packet packet) {
        String type = PacketTypes.name(PacketTypes.of(packet));
        switch (packet) {
            case Publish publish -> {
                PayloadText payload = Traces.read(publish.message().payload(), trace.payloads());
                String topic = publish.message().topic().name();
                String detail = "QoS " + publish.message().qos().value()
                        + (publish.message().retain() ? ", retain" : "")
                        + (publish.duplicate() ? ", duplicate" : "")
                        + (publish.topicAlias() == 0 ? "" : ", alias " + publish.topicAlias())
                        + ", " + payload.summary();
                add(
                        "in",
                        type,
                        topic.isEmpty() ? null : topic,
                        publish.packetId(),
                        publish.message().payload().size(),
                        detail,
                        trace.payloads() ? payload.text() : null);
            }
            case Connect connect ->
                plain(
                        type,
                        0,
                        connect.version() + ", clean start " + connect.cleanStart() + ", keep-alive "
                                + connect.keepAliveSeconds() + " s, session expiry " + connect.sessionExpirySeconds()
                                + " s" + (connect.will() == null ? "" : ", with a will"));
            case Subscribe subscribe ->
                plain(
                        type,
                        subscribe.packetId(),
                        subscribe.subscriptions().stream()
                                .map(each ->
                                        each.filter() + " QoS " + each.qos().value())
                                .collect(Collectors.joining(", ")));
            case Unsubscribe unsubscribe ->
                plain(type, unsubscribe.packetId(), String.join(", ", unsubscribe.filters()));
            case Puback ack -> plain(type, ack.packetId(), String.valueOf(ack.reasonCode()));
            case Pubrec ack -> plain(type, ack.packetId(), String.valueOf(ack.reasonCode()));
            case Pubrel ack -> plain(type, ack.packetId(), String.valueOf(ack.reasonCode()));
            case Pubcomp ack -> plain(type, ack.packetId(), String.valueOf(ack.reasonCode()));
            case Disconnect disconnect -> plain(type, 0, String.valueOf(disconnect.reasonCode()));
            case Pingreq _, Pingresp _, Auth _, Connack _, Suback _, Unsuback _ -> plain(type, 0, null);
        }
    }

    private void plain(String type, int packetId, @Nullable String detail) {
        add("in", type, null, packetId, 0, detail, null);
    }

    private OutboundFrames frames(boolean mqtt5) {
        return new OutboundFrames(mqtt5, trace.payloads(), this::sent);
    }

    private void sent(OutboundFrames.Frame frame) {
        if (trace.subject() instanceof Subject.Topics topics
                && (frame.topic() == null || !topics.matches(Topic.of(frame.topic())))) {
            return;
        }
        PayloadText payload = frame.payload();
        add(
                "out",
                frame.type(),
                frame.topic(),
                frame.packetId(),
                frame.bytes(),
                payload == null ? frame.detail() : frame.detail() + ", " + payload.summary(),
                payload != null && trace.payloads() ? payload.text() : null);
    }

    private void tellHandshake() {
        Handshake handshake = peer.handshake();
        add(
                "-",
                "HANDSHAKE",
                null,
                0,
                0,
                handshake.protocol() + " " + handshake.cipherSuite()
                        + (handshake.group() == null ? "" : ", group " + handshake.group())
                        + (handshake.resumed() ? ", resumed" : "")
                        + (handshake.serverName() == null ? "" : ", server name " + handshake.serverName())
                        + (peer.operator() == null
                                ? ", certificate " + handshake.certificateId()
                                : ", operator " + peer.operator()),
                null);
    }

    private void add(
            String direction,
            String event,
            @Nullable String topic,
            int packetId,
            int bytes,
            @Nullable String detail,
            @Nullable String payload) {
        trace.add(new TraceEntry(
                trace.nowMillis(),
                direction,
                event,
                clientId,
                peer.endpoint(),
                topic,
                packetId,
                bytes,
                detail,
                payload));
    }
}
