package io.gatehouse.mqtt.wire;

import io.gatehouse.loop.LoopBenchmark;
import io.gatehouse.mqtt.Connect;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.ProtocolVersion;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.wire.hivemq.HivemqControlDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

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
        checkConnect();
        checkSubscribe();
    }

    private void checkConnect() {
        if (!(connect() instanceof Connect read)
                || read.version() != version
                || !read.clientId().equals(SamplePackets.CLIENT_ID)
                || version.isMqtt5() && read.receiveMaximum() != 20) {
            throw new IllegalStateException(
                    "CONNECT: " + connect() + " (expected: of " + SamplePackets.CLIENT_ID + ")");
        }
    }

    private void checkSubscribe() {
        if (!(subscribe() instanceof Subscribe read)
                || !read.subscriptions().stream()
                        .map(Subscribe.Subscription::filter)
                        .toList()
                        .equals(SamplePackets.FILTERS)
                || !read.subscriptions().stream().allMatch(each -> each.qos() == Qos.AT_LEAST_ONCE)) {
            throw new IllegalStateException(
                    "SUBSCRIBE: " + subscribe() + " (expected: " + SamplePackets.FILTERS + ", QoS 1)");
        }
    }

    @Benchmark
    public Packet connect() {
        connect.readerIndex(FIXED_HEADER);
        if (!ProtocolName.read(connect, connect.writerIndex()).isSupported()) {
            throw new IllegalStateException("CONNECT: another protocol (expected: MQTT)");
        }
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

    @TearDown
    public void release() {
        connect.release();
        subscribe.release();
    }
}
