package io.gatehouse.session;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.refusal.ClientCertificate;
import org.jspecify.annotations.Nullable;

/**
 * A session's view of its connection. Called on the session's home loop, where the connection lives too. Nothing is
 * flushed by a call: what was written leaves at the end of the loop turn, together.
 */
public interface Link {
    /** Appends a packet other than PUBLISH. */
    void send(Packet packet);

    /**
     * Appends a PUBLISH. Borrows the message.
     *
     * @param packetId 0 for QoS 0
     * @return false when the packet is larger than the client takes; nothing was written then [MQTT-3.1.2-24]
     */
    boolean publish(
            Message message, Qos qos, boolean retain, SubscriptionIds subscriptionIds, int packetId, boolean duplicate);

    /** False while more bytes wait for the peer than the configured bound; {@link Session#writable} follows. */
    boolean isWritable();

    /** A receiving loop falls behind: read no more from this client until it has caught up. */
    void pauseReading();

    /** Too many of this client's messages are on their way to the disk: read no more until this is called again. */
    void holdReading(boolean hold);

    /** Ends the connection; the session hears of it through {@link Session#detach}. Later calls have no effect. */
    void close(CloseReason reason);

    /** The certificate, as refusals remember it; {@code null} of who signed. */
    @Nullable
    ClientCertificate certificate();

    /** What {@code gatehouse conn describe} shows of the network side. */
    ConnectionInfo info();
}
