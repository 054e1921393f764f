package io.gatehouse.session;

import io.gatehouse.engine.Append.Retention;
import io.gatehouse.engine.AppendResult;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Packet;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.Puback;
import io.gatehouse.mqtt.Pubcomp;
import io.gatehouse.mqtt.Publish;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.Pubrec;
import io.gatehouse.mqtt.Pubrel;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.policy.Permissions;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.RouteResult;
import io.gatehouse.session.InboundWindow.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client publishes, until it is routed and acknowledged. Confined to the session's loop.
 *
 * <p>Most messages are routed and acknowledged at once. Those that a persistent session matches, and those with RETAIN,
 * go through the log and are acknowledged when they are stored; until then everything else of this client takes the
 * same way behind them, so that its messages keep their order and its acknowledgements theirs. [MQTT-4.6.0-2],
 * [MQTT-4.6.0-3]
 *
 * <p>What bounds the messages on their way: the receive maximum, from which on the client is not read from any more.
 */
final class Inbound {
    private final Session session;
    private final SessionContext context;
    private final InboundWindow window;
    private long accepted;
    private int pending; // messages on their way through the log, and those held behind them
    private long appended; // to the log so far
    private long answered; // of those
    private final Deque<Held> held = new ArrayDeque<>(0);
    private final ServiceRequests requests;
    private long connection; // counts them: an answer is for the connection that asked
    private @Nullable TopicAliases aliases; // made by the first alias of a connection

    /**
     * What is to be done with a message that does not go through the log, behind others that are on their way:
     * acknowledgements keep their order.
     *
     * @param behind so many answers of the log
     */
    private record Held(long behind, Runnable task) {}

    Inbound(Session session) {
        this.session = session;
        this.context = session.context();
        this.window = new InboundWindow(context.rules().receiveMaximum());
        this.requests = new ServiceRequests(session);
    }

    /** Messages accepted so far. */
    long accepted() {
        return accepted;
    }

    void connectionBegins() {
        aliases = null; // [MQTT-3.3.2-7]
        window.connectionBegins();
        connection++;
        if (pending >= context.rules().receiveMaximum()) {
            hold(true);
        }
    }

    /** Packet ids of QoS 2 messages that lie in the store. */
    List<Integer> stored() {
        return window.stored();
    }

    /** A QoS 2 message of an earlier life of the broker that was not released. */
    void restore(int packetId) {
        window.restore(packetId);
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
        if (qos == Qos.EXACTLY_ONCE) {
            Step step = window.step(publish.packetId());
            if (step == Step.PENDING) {
                return; // PUBREC follows
            }
            if (step != null) {
                send(new Pubrec(publish.packetId(), ReasonCode.SUCCESS)); // a repetition [MQTT-4.3.3-10]
                return;
            }
        }
        PublishSpan span = PublishSpan.of(session, sent, topic);
        TopicService service = topic.isReserved() ? context.services().of(topic) : null;
        Reason refusal = refusalOf(topic, sent.retain(), service, span);
        if (refusal != null) {
            deny(publish, refusal, topic);
            span.ended(refusal, false);
            return;
        }
        if (service != null) {
            ask(service, topic, publish, span);
            return;
        }
        switch (qos) {
            case AT_MOST_ONCE -> {
                if (pending > 0 || sent.retain()) {
                    acceptDetached(publish, topic, span);
                } else {
                    accept(publish, topic, sent.payload(), span);
                }
            }
            case AT_LEAST_ONCE -> acceptDetached(publish, topic, span);
            case EXACTLY_ONCE -> {
                open(publish.packetId());
                acceptDetached(publish, topic, span);
            }
        }
    }

    /** A QoS 2 exchange begins. */
    private void open(int packetId) {
        if (!window.add(packetId, Step.RECEIVED)) {
            throw new ProtocolException(
                    ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
                    "MQTT-3.3.4-7",
                    "open QoS 2 messages: more than " + context.rules().receiveMaximum()
                            + " (expected: at most the server's receive maximum)");
        }
    }

    /**
     * A service answers it, and nobody else gets it. It is acknowledged once it is taken and not when it is answered,
     * and nothing of it is stored: after a crash the client asks again.
     */
    private void ask(TopicService service, Topic topic, Publish publish, PublishSpan span) {
        Qos qos = publish.message().qos();
        int packetId = publish.packetId();
        if (qos == Qos.EXACTLY_ONCE) {
            open(packetId);
        }
        byte[] payload = publish.message().payload().toByteArray();
        long asking = connection;
        inTurn(qos, packetId, () -> {
            requests.ask(service, topic, payload);
            accepted++;
            received(asking == connection, qos, packetId, false, ReasonCode.SUCCESS);
            span.ended(null, true);
        });
    }

    /** Now, or behind what is on its way through the log. */
    private void inTurn(Qos qos, int packetId, Runnable task) {
        if (pending == 0) {
            task.run();
            return;
        }
        if (qos == Qos.EXACTLY_ONCE) {
            window.move(packetId, Step.PENDING);
        }
        held.add(new Held(appended, task));
        begun();
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

    private @Nullable Reason refusalOf(Topic topic, boolean retain, @Nullable TopicService service, PublishSpan span) {
        if (topic.isReserved() && (service == null || retain)) {
            return Reason.TOPIC_RESERVED; // a request is for a service, and nothing to keep for subscribers
        }
        Permissions permissions = session.permissions();
        if (!context.counted(LoopCounters.ACTION_PUBLISH, span.decide(permissions, Action.PUBLISH, topic))) {
            return Reason.PUBLISH_NOT_AUTHORIZED;
        }
        if (!retain) {
            return null;
        }
        boolean mayRetain =
                context.counted(LoopCounters.ACTION_RETAIN, span.decide(permissions, Action.RETAIN_PUBLISH, topic));
        return mayRetain ? null : Reason.RETAIN_NOT_AUTHORIZED;
    }

    /** QoS 1 and 2 are kept until receivers acknowledge: a copy, so that a few bytes do not pin a receive buffer. */
    private void acceptDetached(Publish publish, Topic topic, PublishSpan span) {
        try (Payload payload = publish.message().payload().detached()) {
            accept(publish, topic, payload, span);
        }
    }

    private void accept(Publish publish, Topic topic, Payload payload, PublishSpan span) {
        Message sent = publish.message();
        Message message = asPublished(sent, topic, payload);
        if (pending > 0 || sent.retain() || isOnce(message.qos())) {
            RouteResult ahead = context.router().foresee(topic, context.loop());
            if (ahead.refused() && message.qos() != Qos.AT_MOST_ONCE) {
                full(message.qos(), publish.packetId(), topic, span);
                return;
            }
            boolean kept = ahead.kept() && message.qos() != Qos.AT_MOST_ONCE;
            append(message, publish.packetId(), kept, ahead.matched(), span);
            return;
        }
        RouteResult result = context.router().route(message, context.loop());
        if (result.queueFull()) {
            full(message.qos(), publish.packetId(), topic, span);
            return;
        }
        if (result.kept()) {
            append(message, publish.packetId(), true, true, span);
            return;
        }
        if (result.refused()) {
            window.remove(publish.packetId());
            refuse(publish.message().qos(), publish.packetId(), Reason.ROUTER_OVERLOADED, topic);
            span.ended(Reason.ROUTER_OVERLOADED, true);
            return;
        }
        accepted++;
        acknowledge(
                message.qos(),
                publish.packetId(),
                result.matched() ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS);
        span.ended(null, result.matched());
        Link link = session.link();
        if (result.congested() && link != null) {
            link.pauseReading();
        }
    }

    /** A session that would keep the message takes no more: nobody gets it, and the publisher may send it again. */
    private void full(Qos qos, int packetId, Topic topic, PublishSpan span) {
        long asking = connection;
        inTurn(qos, packetId, () -> {
            failed(asking == connection, qos, packetId, Reason.QUEUE_FULL, topic);
            span.ended(Reason.QUEUE_FULL, true);
        });
    }

    private void doHeld() {
        for (Held next = held.peek(); next != null && next.behind() <= answered; next = held.peek()) {
            held.remove();
            done();
            next.task().run();
        }
    }

    private void begun() {
        pending++;
        if (pending >= context.rules().receiveMaximum()) {
            hold(true);
        }
    }

    private void done() {
        pending--;
        if (pending < context.rules().receiveMaximum() / 2 + 1) {
            hold(false);
        }
    }

    /**
     * The packet id is stored, whoever gets the message: a session that subscribes just now may get it, and the client
     * sends it again after a crash. [MQTT-4.3.3-10]
     */
    private boolean isOnce(Qos qos) {
        return qos == Qos.EXACTLY_ONCE && session.isDurable();
    }

    /** Through the log; what becomes of it is told by {@link #settled}. */
    private void append(Message message, int packetId, boolean kept, boolean matched, PublishSpan span) {
        Qos qos = message.qos();
        boolean once = isOnce(qos);
        if (qos == Qos.EXACTLY_ONCE) {
            window.move(packetId, Step.PENDING);
        }
        appended++;
        begun();
        long asked = connection;
        Topic topic = message.topic();
        ReasonCode code = matched ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS;
        context.router()
                .log()
                .append(
                        message,
                        kept,
                        message.retain() ? retention(message) : Retention.NONE,
                        once ? session.stored().once(packetId) : null,
                        context.loop(),
                        result -> {
                            settled(result, asked == connection, qos, packetId, once, topic, code);
                            span.ended(refusal(result), matched);
                        });
    }

    private static Retention retention(Message message) {
        return message.payload().isEmpty()
                ? Retention.REMOVE // [MQTT-3.3.1-6], [MQTT-3.3.1-7]
                : Retention.REPLACE; // [MQTT-3.3.1-5]
    }

    /** @param asking the connection that sent the message is still there */
    private void settled(
            AppendResult result, boolean asking, Qos qos, int packetId, boolean once, Topic topic, ReasonCode code) {
        answered++;
        done();
        Reason refusal = refusal(result);
        if (refusal == null) {
            if (result instanceof AppendResult.Stored) {
                accepted++; // and not what is there of an earlier life [MQTT-4.3.3-10]
            }
            received(asking, qos, packetId, once, code);
        } else {
            failed(asking, qos, packetId, refusal, topic);
        }
        doHeld();
    }

    /** {@code null} where it is stored. */
    private static @Nullable Reason refusal(AppendResult result) {
        return switch (result) {
            case AppendResult.Stored _, AppendResult.Duplicate _ -> null;
            case AppendResult.RetainedFull _ -> Reason.RETAINED_LIMIT;
            case AppendResult.Failed _ -> Reason.STORE_UNAVAILABLE;
        };
    }

    private void received(boolean asking, Qos qos, int packetId, boolean once, ReasonCode code) {
        if (qos == Qos.EXACTLY_ONCE) {
            window.move(packetId, once ? Step.STORED : Step.RECEIVED);
        }
        if (asking || qos == Qos.EXACTLY_ONCE) { // a later connection has sent QoS 2 again and waits for PUBREC
            acknowledge(qos, packetId, code);
        }
    }

    private void failed(boolean asking, Qos qos, int packetId, Reason reason, Topic topic) {
        if (qos == Qos.EXACTLY_ONCE) {
            window.remove(packetId);
        }
        if (asking || qos == Qos.EXACTLY_ONCE) {
            refuse(qos, packetId, reason, topic);
        }
    }

    private void hold(boolean now) {
        Link link = session.link();
        if (link != null) {
            link.holdReading(now);
        }
    }

    /** The decoder's own object where nothing is to be changed, which is the common QoS 0 message. */
    private Message asPublished(Message sent, Topic topic, Payload payload) {
        PublishProperties properties = session.standing().enrichment().appendedTo(sent.properties());
        return topic.equals(sent.topic())
                        && payload == sent.payload()
                        && properties == sent.properties()
                        && sent.publisherId().equals(session.clientId())
                ? sent
                : new Message(
                        topic, payload, sent.qos(), sent.retain(), properties, session.clientId(), context.nowMillis());
    }

    private void acknowledge(Qos qos, int packetId, ReasonCode code) {
        switch (qos) {
            case AT_MOST_ONCE -> {}
            case AT_LEAST_ONCE -> send(new Puback(packetId, code)); // [MQTT-4.3.2-4]
            case EXACTLY_ONCE -> send(new Pubrec(packetId, code)); // [MQTT-4.3.3-8]
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
        if (!session.version().isMqtt5()) {
            session.close(new CloseReason.Denied(reason, "topic " + topic, denial)); // recorded as the refusal, too
            return;
        }
        if (denial == null) {
            session.refusals().refused(reason, resource(topic), null);
        } else {
            session.refusals().denied(reason, denial);
        }
        answer(publish.message().qos(), publish.packetId(), reason, ReasonCode.NOT_AUTHORIZED);
    }

    /** A limit is reached, or the store does not take it; otherwise as {@link #deny}. */
    private void refuse(Qos qos, int packetId, Reason reason, Topic topic) {
        if (!session.version().isMqtt5() && qos != Qos.AT_MOST_ONCE) {
            session.close(new CloseReason.LimitExceeded(reason, ReasonCode.QUOTA_EXCEEDED, "topic " + topic));
            return;
        }
        session.refusals().refused(reason, resource(topic), null);
        answer(
                qos,
                packetId,
                reason,
                reason == Reason.STORE_UNAVAILABLE
                        ? ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR
                        : ReasonCode.QUOTA_EXCEEDED);
    }

    private static String resource(Topic topic) {
        return Action.PUBLISH.resourcePrefix() + topic;
    }

    private void answer(Qos qos, int packetId, Reason reason, ReasonCode code) {
        switch (qos) {
            case AT_MOST_ONCE -> {}
            case AT_LEAST_ONCE -> send(new Puback(packetId, code, reason.meaning()));
            case EXACTLY_ONCE -> send(new Pubrec(packetId, code, reason.meaning()));
        }
    }

    void on(Pubrel pubrel) {
        int packetId = pubrel.packetId();
        Step step = window.step(packetId);
        if (step == null || step == Step.PENDING) {
            send(new Pubcomp(packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)); // [MQTT-4.3.3-11]
        } else if (step == Step.RECEIVED) {
            window.remove(packetId);
            send(new Pubcomp(packetId, ReasonCode.SUCCESS));
        } else if (step == Step.STORED) {
            release(packetId);
        }
    }

    /** After PUBCOMP the client takes the id for another message: a crash must not bring it back as a repetition. */
    private void release(int packetId) {
        window.move(packetId, Step.RELEASING);
        session.stored().whenStored(session.stored().release(packetId), stored -> {
            if (stored) {
                window.remove(packetId);
                send(new Pubcomp(packetId, ReasonCode.SUCCESS));
            } else {
                window.move(packetId, Step.STORED);
                session.close(new CloseReason.StoreFailed("a release was not stored")); // the client repeats it
            }
        });
    }

    private void send(Packet packet) {
        Link link = session.link();
        if (link != null) {
            link.send(packet);
        }
    }
}
