package io.gatehouse.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One device of the generator. Says CONNECT as soon as TLS lets it, then does what its subclass does. */
class DeviceHandler extends ByteToMessageDecoder {
    private final String clientId;
    private final int keepAliveSeconds;
    private @Nullable ChannelHandlerContext channel;
    private @Nullable Runnable whenReady;
    private boolean isReady;
    private boolean closing;

    DeviceHandler(String clientId, int keepAliveSeconds) {
        this.clientId = clientId;
        this.keepAliveSeconds = keepAliveSeconds;
    }

    void connected() {}

    /** CONNACK with a code other than 0; the server closes. */
    void refused(int code) {
        failed(new IllegalStateException("CONNACK: " + code + " (expected: 0)"));
    }

    void subscribed() {}

    /** PUBLISH frames of one read have been seen. */
    void published(int count) {}

    /** A PUBLISH at the reader index. */
    void publish(ByteBuf in) {}

    /** PUBACK and PINGRESP of one read. */
    void answered(int count) {}

    /** The server closed after we had said goodbye. */
    void ended() {}

    void failed(Throwable cause) {
        throw new IllegalStateException(cause);
    }

    void whenReady(Runnable task) {
        if (isReady) {
            task.run();
        } else {
            whenReady = task;
        }
    }

    final void ready() {
        isReady = true;
        if (whenReady != null) {
            whenReady.run();
        }
    }

    final ChannelHandlerContext channel() {
        return Objects.requireNonNull(channel);
    }

    final void send(ByteBuf frame) {
        closing |= Frames.type(frame) == 14;
        var _ = channel().writeAndFlush(frame.duplicate());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        channel = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext opened) {
        send(Frames.connect(clientId, keepAliveSeconds));
    }

    @Override
    protected void decode(ChannelHandlerContext from, ByteBuf in, List<Object> out) {
        int count = 0;
        int answers = 0;
        for (int length = Frames.length(in); length > 0; length = Frames.length(in)) {
            switch (Frames.type(in)) {
                case Frames.CONNACK -> accepted(in);
                case Frames.SUBACK -> subscribed();
                case Frames.PUBLISH -> {
                    publish(in);
                    count++;
                }
                case Frames.PUBACK, Frames.PINGRESP -> answers++;
                default -> {}
            }
            in.skipBytes(length);
        }
        if (count > 0) {
            published(count);
        }
        if (answers > 0) {
            answered(answers);
        }
    }

    private void accepted(ByteBuf in) {
        int code = in.getByte(in.readerIndex() + 3);
        if (code == 0) {
            connected();
        } else {
            closing = true;
            refused(code);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
        if (closing) {
            ended();
        } else {
            failed(new IllegalStateException(clientId + ": connection lost (expected: kept)"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext broken, Throwable cause) {
        if (!closing) {
            closing = true;
            failed(cause);
        }
        var _ = broken.close();
    }
}
