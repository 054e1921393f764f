package io.gatehouse.session;

import io.gatehouse.RunningBroker;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.refusal.ClientCertificate;
import io.gatehouse.session.DeliveryModel.Sent;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What all devices of a test see together. */
final class FakeWorld {
    static final ClientCertificate CERTIFICATE =
            new ClientCertificate(RunningBroker.stranger("anybody").issued().leaf(), null);

    final SessionGround ground;
    final Random random;
    final Map<String, FakeDevice> devices = new LinkedHashMap<>();
    final Queue<String> history = new ConcurrentLinkedQueue<>();
    final Queue<String> violations = new ConcurrentLinkedQueue<>();
    /** Published, and perhaps not yet told to everybody. */
    final Set<Sent> onTheirWay = new HashSet<>();

    FakeWorld(SessionGround ground, Random random) {
        this.ground = ground;
        this.random = random;
    }

    /** What a message says of itself. */
    static Sent sent(Message message) {
        String[] text = new String(message.payload().toByteArray(), StandardCharsets.UTF_8).split(" ", -1);
        return new Sent(text[0], Integer.parseInt(text[1]), message.topic(), Qos.of(Integer.parseInt(text[2])));
    }
}
