package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.ProtocolVersion;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

public final class PacketDecoder extends ByteToMessageDecoder {
    public PacketDecoder(WireLimits limits) {
        this(limits, System::currentTimeMillis);
    }

    public PacketDecoder(WireLimits limits, LongSupplier wallClockMillis) {}

    public void admitted() {}

    public void publisherId(String clientId) {}

    public @Nullable ProtocolVersion version() {
        return null;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {}
}
