package io.gatehouse.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, stricter in one point and able to wait. Confined to the channel's loop.
 *
 * <p>A length and chunks at once are refused: whoever stands between client and broker may have read the other one
 * (RFC 9112 section 6.1). While it is paused nothing is decoded, so that a hundred requests in one TLS record do not
 * become a hundred requests in progress; the octets stay where they are.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private @Nullable ChannelHandlerContext context;
    private boolean paused;
    private boolean discards;

    RequestDecoder(HttpTerms terms) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(terms.maxLineBytes())
                .setMaxHeaderSize(terms.maxHeaderBytes())
                .setValidateHeaders(true)
                .setStrictLineParsing(true)
                .setAllowDuplicateContentLengths(false));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        super.handlerAdded(added);
    }

    @Override
    protected void decode(ChannelHandlerContext channel, ByteBuf in, List<Object> out) throws Exception {
        if (discards) {
            in.skipBytes(in.readableBytes());
        } else if (!paused) {
            super.decode(channel, in, out);
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext channel, ByteBuf in, List<Object> out) throws Exception {
        if (!paused && !discards) { // who has gone reads no answers: what waited is dropped
            super.decodeLast(channel, in, out);
        }
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("Content-Length: given (expected: none beside Transfer-Encoding)");
    }

    void pause() {
        paused = true;
    }

    /** Within a read: what is here is decoded when the call returns. */
    void goOn() {
        paused = false;
    }

    /** Goes on with what is here already. Not within a read. */
    void resume() {
        ChannelHandlerContext here = context;
        if (paused && here != null && !here.isRemoved()) {
            paused = false;
            try {
                channelRead(here, Unpooled.EMPTY_BUFFER);
            } catch (Exception failure) {
                here.fireExceptionCaught(failure);
            }
        }
    }

    /** What comes from now on is thrown away unread. */
    void discard() {
        discards = true;
        resume();
    }
}
