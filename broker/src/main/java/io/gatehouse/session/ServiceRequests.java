package io.gatehouse.session;

import io.gatehouse.engine.Append;
import io.gatehouse.log.Log;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.Topic;

/**
 * What a client asks of the broker's services, and what they answer. Confined to the session's loop.
 *
 * <p>The answer comes on the connection that asked, and on no other: it may have a private key in it, and many clients
 * share one claim and its topics. It takes the way of every delivery, so that it needs a subscription and
 * {@code iot:Receive}; where there is none, nobody gets it.
 */
final class ServiceRequests {
    private static final Log log = Log.of(ServiceRequests.class);

    private final Session session;
    private final SessionContext context;

    ServiceRequests(Session session) {
        this.session = session;
        this.context = session.context();
    }

    /** Asks for whoever is connected now. */
    void ask(TopicService service, Topic topic, byte[] payload) {
        Link asking = session.link();
        if (asking == null) {
            return; // it left behind messages that were on their way to the disk; it asks again
        }
        ServiceRequest request = new ServiceRequest(
                topic, payload, session.clientId(), session.principal().certificateId());
        context.services().ask(service, request, context.loop(), answer -> answered(asking, answer));
    }

    private void answered(Link asking, ServiceAnswer answer) {
        Joined asked = session.link() == asking ? session.subscriptions().joined(answer.topic()) : null;
        if (asked == null) {
            log.atDebug()
                    .addKeyValue("clientId", session.clientId())
                    .log("an answer on {} has no subscription of the connection that asked", answer.topic());
            return;
        }
        try (Payload payload = Payload.copyOf(answer.payload())) {
            Message message = new Message(
                    answer.topic(), payload, Qos.AT_LEAST_ONCE, false, PublishProperties.NONE, "", context.nowMillis());
            session.outbound().deliver(message, Append.NOWHERE, asked.qos(), false, asked.ids());
        }
    }
}
