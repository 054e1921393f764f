package io.gatehouse.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code POST /topics/…} of AWS IoT Core's data plane, pipelined. Any answer but 200 is a failure. */
final class HttpAsker extends ByteToMessageDecoder implements Asker {
    private static final ByteBuf END_OF_HEAD =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));
    private static final String OK = "HTTP/1.1 200 ";
    private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");

    private final Ring ring;
    private final int depth;
    private final Progress progress;
    private volatile boolean stopping;
    private int underWay;

    HttpAsker(String topic, int qos, int depth, int payloadBytes, Progress progress) {
        String request = "POST /topics/" + topic + "?qos=" + qos + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + payloadBytes + "\r\n\r\n"
                + "abcdefgh".repeat(payloadBytes / 8 + 1).substring(0, payloadBytes);
        ByteBuf[] frames = new ByteBuf[depth];
        Arrays.fill(frames, Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        this.ring = new Ring(frames);
        this.depth = depth;
        this.progress = progress;
    }

    @Override
    public ChannelHandler handler() {
        return this;
    }

    @Override
    public long answered() {
        return progress.answered().get();
    }

    @Override
    public void stop() {
        stopping = true;
    }

    @Override
    public void channelActive(ChannelHandlerContext channel) {
        ask(channel, depth);
    }

    private void ask(ChannelHandlerContext channel, int count) {
        underWay += count;
        var _ = channel.writeAndFlush(ring.next(count));
    }

    @Override
    protected void decode(ChannelHandlerContext channel, ByteBuf in, List<Object> out) {
        int count = 0;
        for (int length = length(in); length > 0 && length <= in.readableBytes(); length = length(in)) {
            in.skipBytes(length);
            count++;
        }
        if (count > 0) {
            underWay -= count;
            progress.add(count);
            if (!stopping) {
                ask(channel, count);
            } else if (underWay == 0) {
                var _ = channel.close();
            }
        }
    }

    /** Of the answer that begins at the reader index; 0 while its head is not there. */
    private static int length(ByteBuf in) {
        if (!in.isReadable()) {
            return 0;
        }
        int end = ByteBufUtil.indexOf(END_OF_HEAD, in);
        if (end < 0) {
            return 0;
        }
        int headBytes = end - in.readerIndex() + END_OF_HEAD.readableBytes();
        String head = in.toString(in.readerIndex(), headBytes, StandardCharsets.US_ASCII);
        Matcher length = LENGTH.matcher(head.toLowerCase(Locale.ROOT));
        if (!head.startsWith(OK) || !length.find()) {
            throw new IllegalStateException("answer: " + head + " (expected: 200 with a length)");
        }
        return headBytes + Integer.parseInt(length.group(1));
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
        if (!stopping) {
            progress.failed(new IllegalStateException("HTTPS: connection lost (expected: kept)"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext broken, Throwable cause) {
        progress.failed(cause);
        var _ = broken.close();
    }
}
