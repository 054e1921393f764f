package io.gatehouse.session;

import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.retain.Update;
import io.gatehouse.routing.RouteResult;
import org.jspecify.annotations.Nullable;

/** What a client publishes, until it is routed and acknowledged. Confined to the session's loop. */
final class Inbound {
    private final Session session;
    private final SessionContext context;
    private final InboundWindow window;
    private long accepted;
    private @Nullable TopicAliases aliases; // made by the first alias of a connection

    Inbound(Session session) {
        this.session = session;
        this.context = session.context();
        this.window = new InboundWindow(context.rules().receiveMaximum());
    }

    /** Messages accepted so far. */
    long accepted() {
        return accepted;
    }

    void connectionBegins() {
        aliases = null; // [MQTT-3.3.2-7]
    }

    void on(Publish publish) {
        Message sent = publish.message();
        Qos qos = sent.qos();
        context.counters().publishReceived(qos.value());
        if (qos.compareTo(context.rules().maximumQos()) > 0) {
            throw new ProtocolException(
                    ReasonCode.QOS_NOT_SUPPORTED,
                    "MQTT-3.2.2-11",
                    "QoS: " + qos.value() + " (expected: at most "
                            + context.rules().maximumQos().value() + ")");
        }
        Topic topic = topicOf(publish);
        if (qos == Qos.EXACTLY_ONCE && window.contains(publish.packetId())) {
            send(new Pubrec(publish.packetId(), ReasonCode.SUCCESS)); // a repetition [MQTT-4.3.3-10]
            return;
        }
        Reason refusal = refusalOf(topic, sent.retain());
        if (refusal != null) {
            deny(publish, refusal, topic);
            return;
        }
        switch (qos) {
            case AT_MOST_ONCE -> accept(publish, topic, sent.payload());
            case AT_LEAST_ONCE -> acceptDetached(publish, topic);
            case EXACTLY_ONCE -> {
                if (!window.add(publish.packetId())) {
                    throw new ProtocolException(
                            ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
                            "MQTT-3.3.4-7",
                            "open QoS 2 messages: more than " + context.rules().receiveMaximum()
                                    + " (expected: at most the server's receive maximum)");
                }
                acceptDetached(publish, topic);
            }
        }
    }

    private Topic topicOf(Publish publish) {
        if (publish.topicAlias() == 0) {
            return publish.message().topic();
        }
        TopicAliases table = aliases;
        if (table == null) {
            table = new TopicAliases(context.rules().topicAliasMaximum());
            aliases = table;
        }
        return table.resolve(publish.message().topic(), publish.topicAlias());
    }

    private @Nullable Reason refusalOf(Topic topic, boolean retain) {
        if (topic.isReserved()) {
            return Reason.TOPIC_RESERVED;
        }
        Permissions permissions = session.permissions();
        boolean mayPublish = permissions.mayPublish(topic);
        context.counters().authorization(LoopCounters.ACTION_PUBLISH, mayPublish);
        if (!mayPublish) {
            return Reason.PUBLISH_NOT_AUTHORIZED;
        }
        if (!retain) {
            return null;
        }
        boolean mayRetain = permissions.mayRetain(topic);
        context.counters().authorization(LoopCounters.ACTION_RETAIN, mayRetain);
        return mayRetain ? null : Reason.RETAIN_NOT_AUTHORIZED;
    }

    /** QoS 1 and 2 are kept until receivers acknowledge: a copy, so that a few bytes do not pin a receive buffer. */
    private void acceptDetached(Publish publish, Topic topic) {
        try (Payload payload = publish.message().payload().detached()) {
            accept(publish, topic, payload);
        }
    }

    private void accept(Publish publish, Topic topic, Payload payload) {
        Message sent = publish.message();
        Message message = asPublished(sent, topic, payload);
        if (sent.retain() && context.retained().update(message) == Update.REFUSED) { // [MQTT-3.3.1-5]
            unlock(publish);
            refuse(publish, Reason.RETAINED_LIMIT, topic);
            return;
        }
        RouteResult result = context.router().route(message, context.loop());
        if (result.refused()) {
            unlock(publish);
            refuse(publish, Reason.ROUTER_OVERLOADED, topic);
            return;
        }
        accepted++;
        acknowledge(publish, result.matched() ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS);
        Link link = session.link();
        if (result.congested() && link != null) {
            link.pauseReading();
        }
    }

    /** The decoder's own object where nothing is to be changed, which is the common QoS 0 message. */
    private Message asPublished(Message sent, Topic topic, Payload payload) {
        return topic.equals(sent.topic())
                        && payload == sent.payload()
                        && sent.publisherId().equals(session.clientId())
                ? sent
                : new Message(
                        topic,
                        payload,
                        sent.qos(),
                        sent.retain(),
                        sent.properties(),
                        session.clientId(),
                        context.nowMillis());
    }

    private void unlock(Publish publish) {
        if (publish.message().qos() == Qos.EXACTLY_ONCE) {
            var _ = window.release(publish.packetId());
        }
    }

    private void acknowledge(Publish publish, ReasonCode code) {
        switch (publish.message().qos()) {
            case AT_MOST_ONCE -> {}
            case AT_LEAST_ONCE -> send(new Puback(publish.packetId(), code)); // [MQTT-4.3.2-4]
            case EXACTLY_ONCE -> send(new Pubrec(publish.packetId(), code)); // [MQTT-4.3.3-8]
        }
    }

    /**
     * The policies deny it, or the topic is the broker's. A 5.0 client reads the code in the acknowledgement, and the
     * connection stays; QoS 0 has none and is dropped. For a 3.1.1 client the protocol has no refusal: the connection
     * is closed, as AWS IoT Core does. [MQTT-3.3.5-2]
     */
    private void deny(Publish publish, Reason reason, Topic topic) {
        Denial denial = reason == Reason.TOPIC_RESERVED
                ? null
                : new Denial(
                        session.permissions(),
                        reason == Reason.RETAIN_NOT_AUTHORIZED ? Action.RETAIN_PUBLISH : Action.PUBLISH,
                        topic.name());
        if (!session.isMqtt5()) {
            session.close(new CloseReason.Denied(reason, "topic " + topic, denial)); // recorded as the refusal, too
            return;
        }
        if (denial == null) {
            session.refusals().refused(reason, resource(topic), null);
        } else {
            session.refusals().denied(reason, denial);
        }
        answer(publish, reason, ReasonCode.NOT_AUTHORIZED);
    }

    /** A limit is reached; otherwise as {@link #deny}. */
    private void refuse(Publish publish, Reason reason, Topic topic) {
        if (!session.isMqtt5()) {
            session.close(new CloseReason.LimitExceeded(reason, ReasonCode.QUOTA_EXCEEDED, "topic " + topic));
            return;
        }
        session.refusals().refused(reason, resource(topic), null);
        answer(publish, reason, ReasonCode.QUOTA_EXCEEDED);
    }

    private static String resource(Topic topic) {
        return Action.PUBLISH.resourcePrefix() + topic;
    }

    private void answer(Publish publish, Reason reason, ReasonCode code) {
        switch (publish.message().qos()) {
            case AT_MOST_ONCE -> {}
            case AT_LEAST_ONCE -> send(new Puback(publish.packetId(), code, reason.meaning()));
            case EXACTLY_ONCE -> send(new Pubrec(publish.packetId(), code, reason.meaning()));
        }
    }

    void on(Pubrel pubrel) {
        boolean known = window.release(pubrel.packetId());
        send(new Pubcomp(
                pubrel.packetId(),
                known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)); // [MQTT-4.3.3-11]
    }

    private void send(Packet packet) {
        Link link = session.link();
        if (link != null) {
            link.send(packet);
        }
    }
}
