package io.gatehouse.session;

import io.gatehouse.engine.Append;
import io.gatehouse.log.Log;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.SubscriptionIds;
import io.gatehouse.mqtt.Topic;

/**
 * What a client asks of the broker's services, and what they answer. Confined to the session's loop.
 *
 * <p>The answer comes on the connection that asked, and on no other: it may have a private key in it, and many clients
 * share one claim and its topics. It takes the way of every delivery and needs {@code iot:Receive}, but no
 * subscription, as at AWS: where there is none it has QoS 0, so that nothing waits for a client that does not listen.
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
                topic, payload, session.clientId(), session.principal().id());
        context.services().ask(service, request, context.loop(), answer -> answered(asking, answer));
    }

    private void answered(Link asking, ServiceAnswer answer) {
        if (session.link() != asking) {
            log.atDebug()
                    .addKeyValue("clientId", session.clientId())
                    .log("an answer on {} comes after the connection that asked", answer.topic());
            return;
        }
        Joined subscribed = session.subscriptions().joined(answer.topic());
        try (Payload payload = Payload.copyOf(answer.payload())) {
            Message message = new Message(
                    answer.topic(), payload, Qos.AT_LEAST_ONCE, false, PublishProperties.NONE, "", context.nowMillis());
            session.outbound()
                    .deliver(
                            message,
                            Append.NOWHERE,
                            subscribed == null ? Qos.AT_MOST_ONCE : subscribed.qos(),
                            false,
                            subscribed == null ? SubscriptionIds.NONE : subscribed.ids());
        }
    }
}
