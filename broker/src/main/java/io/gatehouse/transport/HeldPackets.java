package io.gatehouse.transport;

import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.Publish;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent behind its CONNECT while its channel moved and its session was stored. Confined to the channel's
 * loop; owns the messages. Bounded by what one read brings, because the decoder is paused.
 */
final class HeldPackets {
    private final Queue<Packet> packets = new ArrayDeque<>(0);
    private @Nullable ProtocolException violation; // came behind them

    void add(Packet packet) {
        packets.add(packet);
    }

    void violated(ProtocolException cause) {
        violation = cause;
    }

    /** The oldest; the caller owns its message now. */
    @Nullable
    Packet poll() {
        return packets.poll();
    }

    /** What broke the protocol behind them. */
    @Nullable
    ProtocolException violation() {
        return violation;
    }

    void release() {
        for (Packet packet = packets.poll(); packet != null; packet = packets.poll()) {
            release(packet);
        }
    }

    static void release(Packet packet) {
        if (packet instanceof Publish publish) {
            publish.message().close();
        }
    }
}
