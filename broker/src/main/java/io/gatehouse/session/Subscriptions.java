package io.gatehouse.session;

import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Suback;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.Subscribe.RetainHandling;
import io.gatehouse.mqtt.TopicFilter;
import io.gatehouse.mqtt.Unsuback;
import io.gatehouse.mqtt.Unsubscribe;
import io.gatehouse.policy.Action;
import io.gatehouse.policy.Denial;
import io.gatehouse.reason.Reason;
import io.gatehouse.routing.Subscriber;
import io.gatehouse.routing.Subscription;
import io.gatehouse.routing.SubscriptionOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The filters of one session. Confined to the session's loop. */
final class Subscriptions {
    private final Session session;
    private final SessionContext context;
    private final Subscriber subscriber;
    private Map<String, Subscription> byFilter = Map.of(); // most sessions have none or few: no table before the first

    Subscriptions(Session session, Subscriber subscriber) {
        this.session = session;
        this.context = session.context();
        this.subscriber = subscriber;
    }

    List<String> filters() {
        return byFilter.keySet().stream().sorted().toList();
    }

    /** At most so many of the filters, in no order. */
    List<String> some(int most) {
        return byFilter.keySet().stream().limit(most).toList();
    }

    /** Each filter is judged for itself, and its answer stands at its place. [MQTT-3.8.4-6], [MQTT-3.9.3-1] */
    void on(Subscribe subscribe) {
        if (subscribe.subscriptionId() != 0 && !context.rules().subscriptionIds()) {
            throw new ProtocolException(
                    ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
                    "3.2.2.3.12",
                    "subscription identifier: " + subscribe.subscriptionId() + " (expected: none in this mode)");
        }
        List<ReasonCode> answers = new ArrayList<>(subscribe.subscriptions().size());
        List<String> granted = new ArrayList<>(subscribe.subscriptions().size());
        Set<Reason> refused = EnumSet.noneOf(Reason.class);
        for (Subscribe.Subscription asked : subscribe.subscriptions()) {
            Verdict verdict = subscribe(asked, subscribe.subscriptionId());
            answers.add(verdict.code());
            if (verdict.refusal() == null) {
                granted.add(asked.filter());
            } else {
                refused.add(verdict.refusal());
            }
        }
        Link link = session.link();
        if (link == null) {
            return;
        }
        link.send(new Suback(subscribe.packetId(), answers, meaning(refused)));
        if (!granted.isEmpty()) {
            context.lifecycle().subscribed(session, link.info(), granted);
        }
        session.outbound().pump(); // retained messages follow the SUBACK
    }

    /** SUBACK has one text for all its filters: each reason is told once, so that it ends. Section 3.9.2.1.2. */
    private static @Nullable String meaning(Set<Reason> refused) {
        return refused.isEmpty() ? null : refused.stream().map(Reason::meaning).collect(Collectors.joining("; "));
    }

    /** What becomes of one filter; {@code refusal} is {@code null} where it is granted. */
    private record Verdict(ReasonCode code, @Nullable Reason refusal) {}

    private Verdict subscribe(Subscribe.Subscription asked, int subscriptionId) {
        String problem = problem(asked.filter());
        if (problem != null) {
            return refuse(asked, Reason.FILTER_INVALID, ReasonCode.TOPIC_FILTER_INVALID, problem);
        }
        TopicFilter filter = TopicFilter.of(asked.filter());
        if (filter.isShared() && asked.noLocal()) {
            throw new ProtocolException(
                    ReasonCode.PROTOCOL_ERROR,
                    "MQTT-3.8.3-4",
                    "no local: 1 (expected: 0 on the shared subscription " + filter + ")");
        }
        boolean may = session.permissions().maySubscribe(filter);
        context.counters().authorization(LoopCounters.ACTION_SUBSCRIBE, may);
        if (!may) {
            session.refusals()
                    .denied(
                            Reason.SUBSCRIBE_NOT_AUTHORIZED,
                            new Denial(session.permissions(), Action.SUBSCRIBE, filter.text()));
            return new Verdict(ReasonCode.NOT_AUTHORIZED, Reason.SUBSCRIBE_NOT_AUTHORIZED);
        }
        Subscription known = byFilter.get(filter.text());
        if (known == null && byFilter.size() >= context.rules().maxSubscriptions()) {
            return refuse(
                    asked,
                    Reason.SUBSCRIPTION_LIMIT,
                    ReasonCode.QUOTA_EXCEEDED,
                    "subscriptions: " + byFilter.size() + " (expected: at most "
                            + context.rules().maxSubscriptions() + ")");
        }
        Qos qos = asked.qos().min(context.rules().maximumQos());
        SubscriptionOptions options =
                SubscriptionOptions.of(qos, asked.noLocal(), asked.retainAsPublished(), subscriptionId);
        establish(filter, options, known);
        if (wantsRetained(filter, asked.retainHandling(), known == null)) {
            session.outbound().cancelReplay(filter);
            session.outbound().replayRetained(filter, options);
        }
        return new Verdict(ReasonCode.granted(qos), null);
    }

    private void establish(TopicFilter filter, SubscriptionOptions options, @Nullable Subscription known) {
        if (known != null) {
            known.change(options); // [MQTT-3.8.4-3]
            return;
        }
        if (byFilter.isEmpty()) {
            byFilter = new HashMap<>(4);
        }
        byFilter.put(
                filter.text(), context.subscriptions().subscribe(filter, options, subscriber, session.isPersistent()));
    }

    private boolean wantsRetained(TopicFilter filter, RetainHandling handling, boolean isNew) {
        if (filter.isShared()) {
            return false; // section 4.8.2
        }
        if (filter.hasWildcard() && !context.rules().retainedForWildcards()) {
            return false;
        }
        return switch (handling) {
            case SEND -> true; // [MQTT-3.3.1-9]
            case SEND_IF_NEW -> isNew; // [MQTT-3.3.1-10]
            case DO_NOT_SEND -> false; // [MQTT-3.3.1-11]
        };
    }

    /** Syntax, then our limits, then the reserved roots: a device sees of {@code $…} only what the broker tells it. */
    private @Nullable String problem(String text) {
        String problem = TopicFilter.problem(text);
        if (problem != null) {
            return problem;
        }
        TopicFilter filter = TopicFilter.of(text);
        SessionRules rules = context.rules();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > rules.maxTopicBytes()) {
            return "filter: " + bytes + " bytes (expected: at most " + rules.maxTopicBytes() + ")";
        }
        if (filter.levels().length > rules.maxTopicLevels()) {
            return "filter: " + filter.levels().length + " levels (expected: at most " + rules.maxTopicLevels() + ")";
        }
        String root = filter.levels()[0];
        if (root.startsWith("$") && !root.equals("$aws")) {
            return "filter: root " + root + " (expected: $aws or none that begins with $)";
        }
        return null;
    }

    private Verdict refuse(Subscribe.Subscription asked, Reason reason, ReasonCode code, String detail) {
        session.refusals().refused(reason, Action.SUBSCRIBE.resourcePrefix() + asked.filter(), detail);
        return new Verdict(code, reason);
    }

    void on(Unsubscribe unsubscribe) {
        List<ReasonCode> answers = new ArrayList<>(unsubscribe.filters().size());
        List<String> gone = new ArrayList<>(unsubscribe.filters().size());
        for (String filter : unsubscribe.filters()) {
            Subscription known = byFilter.isEmpty() ? null : byFilter.remove(filter);
            if (known == null) {
                answers.add(
                        TopicFilter.problem(filter) == null
                                ? ReasonCode.NO_SUBSCRIPTION_EXISTED
                                : ReasonCode.TOPIC_FILTER_INVALID);
            } else {
                context.subscriptions().unsubscribe(known); // [MQTT-3.10.4-2]
                session.outbound().cancelReplay(known.filter());
                answers.add(ReasonCode.SUCCESS);
                gone.add(filter);
            }
        }
        Link link = session.link();
        if (link == null) {
            return;
        }
        link.send(new Unsuback(unsubscribe.packetId(), answers)); // [MQTT-3.10.4-4]
        if (!gone.isEmpty()) {
            context.lifecycle().unsubscribed(session, link.info(), gone);
        }
    }

    /** The session began or ceased to outlive its connection. */
    void persistenceChanged() {
        for (Subscription subscription : byFilter.values()) {
            context.subscriptions().persistent(subscription, session.isPersistent());
        }
    }

    void clear() {
        for (Subscription subscription : byFilter.values()) {
            context.subscriptions().unsubscribe(subscription);
        }
        byFilter = Map.of();
    }
}
