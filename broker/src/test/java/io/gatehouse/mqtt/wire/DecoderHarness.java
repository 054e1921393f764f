package io.gatehouse.mqtt.wire;

import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Publish;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder in a channel of its own: what it fires is written down as text and released. Closing it checks nothing by
 * itself; leaks are the leak detector's.
 */
final class DecoderHarness extends ChannelInboundHandlerAdapter implements AutoCloseable {
    private final PacketDecoder decoder;
    private final EmbeddedChannel channel;
    private final List<String> packets = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    DecoderHarness(WireLimits limits) {
        this(limits, ByteBufAllocator.DEFAULT);
    }

    DecoderHarness(WireLimits limits, ByteBufAllocator allocator) {
        decoder = new PacketDecoder(limits, () -> 0);
        channel = new EmbeddedChannel(decoder, this);
        channel.config().setAllocator(allocator);
    }

    /** After the CONNECT of {@code version} was let in. */
    static DecoderHarness admitted(ProtocolVersion version) {
        DecoderHarness harness = new DecoderHarness(WireVectors.LIMITS);
        harness.feed(WireVectors.opening(version));
        harness.decoder.admitted();
        harness.forget();
        return harness;
    }

    static DecoderHarness of(WireVector vector) {
        return vector.opens() ? new DecoderHarness(WireVectors.LIMITS) : admitted(vector.version());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Packet packet = (Packet) message;
        packets.add(PacketText.of(packet));
        events.add(PacketText.of(packet));
        if (packet instanceof Publish publish) {
            publish.message().close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failures.add(cause);
        events.add("refused: " + (cause instanceof ProtocolException violation ? violation.reasonCode() : cause));
    }

    void feed(byte[] bytes) {
        feed(bytes, 0, bytes.length);
    }

    void feed(byte[] bytes, int from, int until) {
        ByteBuf buffer = channel.alloc().buffer(until - from);
        buffer.writeBytes(bytes, from, until - from);
        channel.writeInbound(buffer);
    }

    /** Starts a new account of what comes out. */
    void forget() {
        packets.clear();
        events.clear();
    }

    PacketDecoder decoder() {
        return decoder;
    }

    EmbeddedChannel channel() {
        return channel;
    }

    List<String> packets() {
        return packets;
    }

    List<Throwable> failures() {
        return failures;
    }

    /** Everything that came out, in its order: what must not depend on how the bytes were cut. */
    String outcome() {
        return String.join("\n", events);
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
