package io.gatehouse.mqtt.wire;

import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.wire.hivemq.HivemqControlDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Control packets: our bounds, HiveMQ's decoder, and the translation. */
public class ControlDecodeBenchmark extends LoopBenchmark {
    private static final int FIXED_HEADER = 2; // all of them are shorter than 128 bytes

    @Param({"MQTT_3_1_1", "MQTT_5"})
    public ProtocolVersion version = ProtocolVersion.MQTT_5;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private ByteBuf connect;
    private ByteBuf subscribe;

    @Setup
    public void prepare() {
        connect = SamplePackets.connect(version);
        subscribe = SamplePackets.subscribe(version);
    }

    @Benchmark
    public Packet connect() {
        connect.readerIndex(FIXED_HEADER);
        ProtocolName.read(connect, connect.writerIndex());
        ControlBounds.checkConnect(version, connect, connect.writerIndex(), SamplePackets.LIMITS);
        connect.readerIndex(FIXED_HEADER);
        return HivemqControlDecoder.SHARED.connect(channel, version, connect);
    }

    @Benchmark
    public Packet subscribe() {
        subscribe.readerIndex(FIXED_HEADER);
        ControlBounds.checkFilters(
                PacketType.SUBSCRIBE, version, subscribe, subscribe.writerIndex(), SamplePackets.LIMITS);
        subscribe.readerIndex(FIXED_HEADER);
        return HivemqControlDecoder.SHARED.subscribe(channel, version, subscribe);
    }
}
