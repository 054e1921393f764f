package io.gatehouse.transport.http;

import io.gatehouse.mqtt.Disconnect;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.wire.PacketDecoder;
import io.gatehouse.reason.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Between TLS and MQTT on a WebSocket: octets of frames inwards, frames of octets outwards. Confined to the channel's
 * loop, which changes once, as that of the connection behind it.
 *
 * <p>All that is written until a flush becomes one binary frame: many packets of MQTT, one frame, one TLS record. The
 * connection behind writes and flushes as it does without a WebSocket, and is closed as without: the Close frame is
 * this handler's.
 *
 * <p>Bounds: of a frame's length before it is read; of Pongs, one at a time, for the latest Ping (RFC 6455 section
 * 5.5.3), and none while the peer does not read.
 */
public final class WebSocketFrames extends ChannelDuplexHandler {
    private static final int SHORT_LENGTH = 125;
    private static final int LONGEST_HEAD = 10;

    /** What waits for the flush. */
    private record Pending(ByteBuf octets, ChannelPromise promise) {}

    private final FrameReader reader;
    private final boolean extended;
    private final Deque<Pending> pending = new ArrayDeque<>(2);
    private int pendingBytes;
    private byte @Nullable [] pingToAnswer;
    private boolean handedOn; // octets of MQTT, in the current read
    private boolean closeSent;
    private int closeStatus = FrameReader.NORMAL;

    static WebSocketFrames of(HttpTerms terms) {
        return new WebSocketFrames(terms.wireLimits().maxPacketBytes(), terms.extended());
    }

    /**
     * @param maxFrameBytes of payload, from the client
     * @param extended whether a Close frame without DISCONNECT is a lost connection, as the OASIS text has it; at AWS
     *     it is a DISCONNECT
     */
    WebSocketFrames(int maxFrameBytes, boolean extended) {
        this.reader = new FrameReader(maxFrameBytes);
        this.extended = extended;
    }

    // ---- inwards

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            reader.read(in, new FrameReader.Sink() {
                @Override
                public void data(ByteBuf octets) {
                    handedOn = true;
                    channel.fireChannelRead(octets);
                }

                @Override
                public void ping(byte[] payload) {
                    pingToAnswer = payload;
                }

                @Override
                public void closed(int status) {
                    onClose(channel, status);
                }
            });
        } catch (WebSocketViolation violation) {
            closeStatus = violation.status();
            channel.fireExceptionCaught(violation); // the connection closes over it
        } finally {
            in.release();
        }
    }

    /** Answers with the status that was sent (section 5.5.1), and takes the connection down. */
    private void onClose(ChannelHandlerContext channel, int status) {
        closeStatus = status;
        PacketDecoder decoder = channel.pipeline().get(PacketDecoder.class);
        if (!extended && decoder != null && decoder.version() != null) {
            channel.fireChannelRead(new Disconnect(ReasonCode.SUCCESS, Disconnect.UNCHANGED, null));
        } else {
            close(channel, channel.newPromise());
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext channel) {
        pong(channel);
        if (handedOn) { // a Ping of the WebSocket is no packet of MQTT, and keeps no connection alive [MQTT-3.1.2-22]
            handedOn = false;
            channel.fireChannelReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext channel) {
        pong(channel);
        channel.fireChannelWritabilityChanged();
    }

    private void pong(ChannelHandlerContext channel) {
        byte[] payload = pingToAnswer;
        if (payload != null && !closeSent && channel.channel().isWritable()) {
            pingToAnswer = null;
            ByteBuf frame = channel.alloc().buffer(2 + payload.length);
            frame.writeByte(FrameReader.FINAL | FrameReader.PONG)
                    .writeByte(payload.length)
                    .writeBytes(payload);
            var _ = channel.writeAndFlush(frame, channel.voidPromise());
        }
    }

    // ---- outwards

    @Override
    public void write(ChannelHandlerContext channel, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf octets && !closeSent) {
            pending.add(new Pending(octets, promise));
            pendingBytes += octets.readableBytes();
        } else {
            var _ = channel.write(message, promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext channel) {
        writePending(channel);
        channel.flush();
    }

    private void writePending(ChannelHandlerContext channel) {
        if (pending.isEmpty()) {
            return;
        }
        var _ = channel.write(head(channel, pendingBytes), channel.voidPromise());
        pendingBytes = 0;
        for (Pending next = pending.poll(); next != null; next = pending.poll()) {
            var _ = channel.write(next.octets(), next.promise());
        }
    }

    private static ByteBuf head(ChannelHandlerContext channel, int length) {
        ByteBuf head = channel.alloc().buffer(LONGEST_HEAD).writeByte(FrameReader.FINAL | FrameReader.BINARY);
        if (length <= SHORT_LENGTH) {
            return head.writeByte(length);
        }
        return length <= 0xFFFF
                ? head.writeByte(126).writeShort(length)
                : head.writeByte(127).writeLong(length);
    }

    /** The connection is about to be closed for this reason: what the Close frame says. */
    public void endsWith(Reason reason) {
        if (closeStatus == FrameReader.NORMAL) {
            closeStatus = switch (reason) {
                case CLIENT_DISCONNECT, CONNECTION_LOST -> FrameReader.NORMAL;
                case SERVER_SHUTTING_DOWN -> FrameReader.GOING_AWAY;
                case SERVER_DEFECT, STORE_UNAVAILABLE -> FrameReader.SERVER_ERROR;
                case PACKET_TOO_LARGE -> FrameReader.TOO_LARGE;
                default -> FrameReader.POLICY_VIOLATION;
            };
        }
    }

    @Override
    public void close(ChannelHandlerContext channel, ChannelPromise promise) {
        if (!closeSent && channel.channel().isActive()) {
            writePending(channel);
            closeSent = true;
            boolean bare = closeStatus == FrameReader.NO_STATUS;
            ByteBuf frame = channel.alloc()
                    .buffer(4)
                    .writeByte(FrameReader.FINAL | FrameReader.CLOSE)
                    .writeByte(bare ? 0 : Short.BYTES);
            if (!bare) {
                frame.writeShort(closeStatus);
            }
            var _ = channel.writeAndFlush(frame, channel.voidPromise());
        }
        var _ = channel.close(promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
        release();
        channel.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext channel) {
        release();
    }

    private void release() {
        for (Pending next = pending.poll(); next != null; next = pending.poll()) {
            next.octets().release();
            next.promise().tryFailure(new ClosedChannelException());
        }
        pendingBytes = 0;
    }
}
