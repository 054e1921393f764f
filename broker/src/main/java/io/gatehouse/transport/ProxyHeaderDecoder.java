package io.gatehouse.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;

/**
 * Netty's decoder of PROXY protocol 1 and 2, bounded, and with a word for what is no header at all. Confined to the
 * channel's loop.
 *
 * <p>Source: "The PROXY protocol, versions 1 and 2", section 2. Version 1 has at most 107 bytes. Of version 2 the fixed
 * part, the longest addresses and {@link #MAX_TLV_BYTES} of what else a proxy may want to tell are taken.
 */
final class ProxyHeaderDecoder extends HAProxyMessageDecoder {
    /** Proxies send some hundred: a name, an id of the network, a checksum, what their TLS looked like. */
    static final int MAX_TLV_BYTES = 2048;

    /** The first byte is that of no header. Without a stack trace: it is the peer's doing. */
    static final class NoHeader extends Exception {
        private static final long serialVersionUID = 1L;

        NoHeader(int octet) {
            super("first byte: 0x" + Integer.toHexString(octet) + " (expected: a PROXY header)", null, false, false);
        }
    }

    private boolean begun;
    private boolean refused;

    ProxyHeaderDecoder() {
        super(MAX_TLV_BYTES, true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (refused && message instanceof ByteBuf late) {
            late.release();
            return;
        }
        if (!begun && message instanceof ByteBuf bytes && bytes.isReadable()) {
            begun = true;
            int first = bytes.getUnsignedByte(bytes.readerIndex());
            if (first != 'P' && first != '\r') {
                refused = true;
                bytes.release();
                ctx.fireExceptionCaught(new NoHeader(first));
                return;
            }
        }
        super.channelRead(ctx, message);
    }
}
