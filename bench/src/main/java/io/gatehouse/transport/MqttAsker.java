package io.gatehouse.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;

/**
 * PUBLISH of MQTT 3.1.1. A message of QoS 0 has no answer to wait for: PINGREQ goes behind those under way, and its
 * answer lets as many go again.
 */
final class MqttAsker extends DeviceHandler implements Asker {
    private final Ring ring;
    private final int qos;
    private final int depth;
    private final Progress progress;
    private volatile boolean stopping;
    private int underWay;

    MqttAsker(String clientId, String topic, int qos, int depth, int payloadBytes, Progress progress) {
        super(clientId, 1200);
        ByteBuf[] frames = new ByteBuf[depth];
        for (int i = 0; i < depth; i++) {
            frames[i] = Frames.publish(topic, qos, i + 1, payloadBytes);
        }
        this.ring = new Ring(frames);
        this.qos = qos;
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
    void connected() {
        publish(depth);
    }

    private void publish(int count) {
        underWay += count;
        ByteBuf messages = ring.next(count);
        send(qos > 0 ? messages : Unpooled.wrappedBuffer(messages.duplicate(), Frames.ping()));
    }

    @Override
    void answered(int count) {
        int settled = qos > 0 ? count : count * depth;
        underWay -= settled;
        progress.add(settled);
        if (!stopping) {
            publish(settled);
        } else if (underWay == 0) {
            send(Frames.disconnect());
        }
    }

    @Override
    void failed(Throwable cause) {
        progress.failed(cause);
    }
}
