package io.gatehouse.session;

import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Messages of the tests. */
final class Messages {
    private Messages() {}

    /** Owned by the caller. */
    static Message message(String text) {
        Payload payload = Payload.of(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        return new Message(
                Topic.of("room/temperature"), payload, Qos.AT_LEAST_ONCE, false, PublishProperties.NONE, "lamp", 0);
    }

    static String text(Message message) {
        return new String(message.payload().toByteArray(), StandardCharsets.UTF_8);
    }

    static int owners(Message message) {
        return message.payload().bytes().refCnt();
    }
}
