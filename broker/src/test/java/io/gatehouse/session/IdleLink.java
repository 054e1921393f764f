package io.gatehouse.session;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.refusal.ClientCertificate;

/** A connection on which nothing is sent, and which stays when it is closed. */
class IdleLink implements Link {
    @Override
    public void send(Packet packet) {}

    @Override
    public boolean publish(
            Message message, Qos qos, boolean retain, SubscriptionIds ids, int packetId, boolean duplicate) {
        return true;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void holdReading(boolean hold) {}

    @Override
    public void pauseReading() {}

    @Override
    public void close(CloseReason reason) {}

    @Override
    public ClientCertificate certificate() {
        return FakeWorld.CERTIFICATE;
    }

    @Override
    public ConnectionInfo info() {
        return FakeLink.INFO;
    }
}
