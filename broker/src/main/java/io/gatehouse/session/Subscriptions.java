package io.gatehouse.session;

import io.gatehouse.engine.TopicSelection;
import io.gatehouse.metrics.LoopCounters;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.ProtocolException;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.ReasonCode;
import io.gatehouse.mqtt.Suback;
import io.gatehouse.mqtt.Subscribe;
import io.gatehouse.mqtt.Subscribe.RetainHandling;
import io.gatehouse.mqtt.Topic;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The filters of one session. Confined to the session's loop. */
final class Subscriptions {
    private final Session session;
    private final SessionContext context;
    private final Subscriber subscriber;
    private Map<String, Held> byFilter = Map.of(); // most sessions have none or few: no table before the first
    private @Nullable TopicSelection selection; // made when asked for, forgotten when the filters change

    Subscriptions(Session session, Subscriber subscriber) {
        this.session = session;
        this.context = session.context();
        this.subscriber = subscriber;
    }

    /**
     * @param since where the log stood when it was made; empty for a session that is not durable
     * @param replaced what it replaced, and of which something may still wait
     */
    private record Held(Subscription subscription, long[] since, List<Replaced> replaced) {
        /** As what it delivers the message at that position; null when that is none of its. */
        @Nullable
        SubscriptionOptions of(int shard, long position) {
            for (Replaced before : replaced) {
                if (before.kept(shard, position)) {
                    return before.options();
                }
            }
            return since.length > shard && position >= since[shard] ? subscription.options() : null;
        }

        /** Whether messages of the log may be for it. */
        boolean reads() {
            return !subscription.filter().isShared()
                    && (subscription.options().qos() != Qos.AT_MOST_ONCE || !replaced.isEmpty());
        }
    }

    private static final long[] NOWHERE = {};

    List<SubscribedFilter> granted() {
        List<SubscribedFilter> granted = new ArrayList<>(byFilter.size());
        byFilter.forEach((filter, held) -> granted.add(
                new SubscribedFilter(filter, held.subscription().options().qos())));
        return granted;
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
        Granting granting = new Granting(subscribe.subscriptions().size());
        for (Subscribe.Subscription asked : subscribe.subscriptions()) {
            subscribe(asked, subscribe.subscriptionId(), granting);
        }
        if (!session.isDurable() || granting.filters().isEmpty()) {
            answer(subscribe, granting);
            return;
        }
        Link asking = session.link();
        session.stored().whenStored(session.stored().save(saved(granting.filters())), stored -> {
            if (!stored) {
                notStored(granting);
            }
            if (session.link() == asking) {
                answer(subscribe, granting);
            }
        });
    }

    /** A filter that was subscribed to, and what stood there before; {@code null} for nothing. */
    private record Made(
            String filter,
            SubscriptionOptions options,
            @Nullable Held before,
            @Nullable SubscriptionOptions optionsBefore) {}

    private Map<String, SavedSubscription> saved(List<String> filters) {
        Map<String, SavedSubscription> saved = new HashMap<>();
        for (String filter : filters) {
            Held held = byFilter.get(filter);
            if (held != null) {
                saved.put(filter, new SavedSubscription(held.subscription().options(), held.since(), held.replaced()));
            }
        }
        return saved;
    }

    /** A subscription that would be gone after a crash was not made; one that was there before stays as it was. */
    private void notStored(Granting granting) {
        granting.notStored();
        session.refusals().refused(Reason.STORE_UNAVAILABLE, null, "subscriptions were not stored");
    }

    @SuppressWarnings("ReferenceEquality") // what this very SUBSCRIBE made, and not a later one
    private void takeBack(Made made) {
        Held held = byFilter.get(made.filter());
        if (held == null || held.subscription().options() != made.options()) {
            return;
        }
        SubscriptionOptions before = made.optionsBefore();
        if (made.before() == null || before == null) {
            remove(made.filter());
            return;
        }
        selectionChanged();
        change(held, before);
        byFilter.put(made.filter(), made.before());
    }

    private void answer(Subscribe subscribe, Granting granting) {
        Link link = session.link();
        if (link == null) {
            return;
        }
        link.send(new Suback(subscribe.packetId(), granting.answers(), granting.meaning()));
        if (!granting.filters().isEmpty()) {
            context.lifecycle().subscribed(session, link.info(), granting.filters());
        }
        granting.afterwards().forEach(Runnable::run);
        session.outbound().pump(); // retained messages follow the SUBACK
    }

    private void subscribe(Subscribe.Subscription asked, int subscriptionId, Granting granting) {
        String problem = problem(asked.filter());
        if (problem != null) {
            refuse(granting, asked, Reason.FILTER_INVALID, ReasonCode.TOPIC_FILTER_INVALID, problem);
            return;
        }
        TopicFilter filter = TopicFilter.of(asked.filter());
        if (filter.isShared() && asked.noLocal()) {
            throw new ProtocolException(
                    ReasonCode.PROTOCOL_ERROR,
                    "MQTT-3.8.3-4",
                    "no local: 1 (expected: 0 on the shared subscription " + filter + ")");
        }
        boolean may = context.counted(
                LoopCounters.ACTION_SUBSCRIBE, session.permissions().decide(Action.SUBSCRIBE, filter.text()));
        if (!may) {
            session.refusals()
                    .denied(
                            Reason.SUBSCRIBE_NOT_AUTHORIZED,
                            new Denial(session.permissions(), Action.SUBSCRIBE, filter.text()));
            granting.refused(Reason.SUBSCRIBE_NOT_AUTHORIZED, ReasonCode.NOT_AUTHORIZED);
            return;
        }
        Held known = byFilter.get(filter.text());
        if (known == null && byFilter.size() >= context.rules().maxSubscriptions()) {
            refuse(
                    granting,
                    asked,
                    Reason.SUBSCRIPTION_LIMIT,
                    ReasonCode.QUOTA_EXCEEDED,
                    "subscriptions: " + byFilter.size() + " (expected: at most "
                            + context.rules().maxSubscriptions() + ")");
            return;
        }
        Qos qos = asked.qos().min(context.rules().maximumQos());
        SubscriptionOptions options =
                SubscriptionOptions.of(qos, asked.noLocal(), asked.retainAsPublished(), subscriptionId);
        Made made = new Made(
                filter.text(),
                options,
                known,
                known == null ? null : known.subscription().options());
        granting.unlessStored(() -> takeBack(made));
        establish(filter, options, known);
        granting.granted(filter.text(), ReasonCode.granted(qos));
        if (wantsRetained(filter, asked.retainHandling(), known == null)) {
            session.outbound().cancelReplay(filter);
            granting.afterwards(() -> session.outbound().replayRetained(filter, options));
        }
    }

    private void establish(TopicFilter filter, SubscriptionOptions options, @Nullable Held known) {
        selectionChanged();
        if (known == null) {
            establish(filter, options, now(), List.of());
            return;
        }
        SubscriptionOptions before = known.subscription().options();
        change(known, options); // [MQTT-3.8.4-3]
        LogCursor cursor = session.outbound().cursor();
        if (cursor == null || isKept(before) == isKept(options)) {
            return;
        }
        long[] now = now();
        List<Replaced> replaced = Replaced.wanted(known.replaced(), cursor.next());
        if (isKept(options)) { // what was published before came with QoS 0: it must not come from the log again
            byFilter.put(filter.text(), new Held(known.subscription(), now, replaced));
        } else { // what is told from here on comes with QoS 0, also if it was stored before
            Replaced last = new Replaced(before, known.since(), cursor.reached());
            byFilter.put(filter.text(), new Held(known.subscription(), now, Replaced.with(replaced, last)));
        }
    }

    private void change(Held held, SubscriptionOptions options) {
        held.subscription().change(options);
        context.subscriptions().persistent(held.subscription(), isKept(options));
        context.subscriptions().full(held.subscription(), session.outbound().isFull() && isKept(options));
    }

    /** Where a subscription begins that is made now. */
    private long[] now() {
        return session.isDurable() ? LogCursor.ends(context.log()) : NOWHERE;
    }

    private void establish(TopicFilter filter, SubscriptionOptions options, long[] since, List<Replaced> replaced) {
        if (byFilter.isEmpty()) {
            byFilter = new HashMap<>(4);
        }
        Subscription subscription = context.subscriptions().subscribe(filter, options, subscriber, isKept(options));
        byFilter.put(filter.text(), new Held(subscription, since, replaced));
        if (session.outbound().isFull()) {
            context.subscriptions().full(subscription, isKept(options));
        }
    }

    /** A subscription of an earlier life of the broker. */
    void restore(String filter, SavedSubscription saved) {
        establish(
                TopicFilter.of(filter),
                saved.options(),
                Arrays.copyOf(saved.since(), context.log().shards()),
                saved.replaced());
    }

    /** The session takes no more messages from now on, or takes some again. */
    void full(boolean now) {
        for (Held held : byFilter.values()) {
            Subscription subscription = held.subscription();
            context.subscriptions().full(subscription, now && isKept(subscription.options()));
        }
    }

    private boolean isKept(SubscriptionOptions options) {
        return session.isDurable() && options.qos() != Qos.AT_MOST_ONCE;
    }

    private void selectionChanged() {
        selection = null;
        session.outbound().selectionChanged();
    }

    /** What is to be read from the log for this session. */
    TopicSelection selection() {
        TopicSelection known = selection;
        if (known == null) {
            known = new TopicSelection(
                    byFilter.values().stream()
                            .filter(Held::reads)
                            .map(held -> held.subscription().filter())
                            .toList(),
                    context.rules().hashMatchesParent());
            selection = known;
        }
        return known;
    }

    /**
     * What the subscriptions that match a message of the log ask for together, as a delivery from memory joins them;
     * null when none matches any more.
     */
    @Nullable
    Joined joined(Message message, int shard, long position) {
        Joined joined = null;
        for (Held held : byFilter.values()) {
            SubscriptionOptions options = held.reads() ? held.of(shard, position) : null;
            if (options != null
                    && !(options.noLocal() && session.clientId().equals(message.publisherId())) // [MQTT-3.8.3-3]
                    && held.subscription()
                            .filter()
                            .matches(message.topic(), context.rules().hashMatchesParent())) {
                joined = joined == null ? Joined.of(options) : joined.with(options);
            }
        }
        return joined;
    }

    /** What the subscriptions that match a topic ask for together now, shared ones apart; null when none matches. */
    @Nullable
    Joined joined(Topic topic) {
        Joined joined = null;
        for (Held held : byFilter.values()) {
            TopicFilter filter = held.subscription().filter();
            if (!filter.isShared() && filter.matches(topic, context.rules().hashMatchesParent())) {
                SubscriptionOptions options = held.subscription().options();
                joined = joined == null ? Joined.of(options) : joined.with(options);
            }
        }
        return joined;
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

    private void refuse(
            Granting granting, Subscribe.Subscription asked, Reason reason, ReasonCode code, String detail) {
        session.refusals().refused(reason, Action.SUBSCRIBE.resourcePrefix() + asked.filter(), detail);
        granting.refused(reason, code);
    }

    void on(Unsubscribe unsubscribe) {
        List<ReasonCode> answers = new ArrayList<>(unsubscribe.filters().size());
        List<String> gone = new ArrayList<>(unsubscribe.filters().size());
        Set<String> toRemove = new LinkedHashSet<>();
        for (String filter : unsubscribe.filters()) {
            if (remove(filter)) {
                answers.add(ReasonCode.SUCCESS);
                gone.add(filter);
                toRemove.add(filter);
            } else if (TopicFilter.problem(filter) != null) {
                answers.add(ReasonCode.TOPIC_FILTER_INVALID);
            } else {
                answers.add(ReasonCode.NO_SUBSCRIPTION_EXISTED);
                if (problem(filter) == null) { // it may be one that is gone, and that the store failed to remove
                    toRemove.add(filter);
                }
            }
        }
        if (!session.isDurable() || toRemove.isEmpty()) {
            answer(unsubscribe, answers, gone);
            return;
        }
        Link asking = session.link();
        session.stored().whenStored(session.stored().removeFilters(List.copyOf(toRemove)), stored -> {
            if (!stored) { // after a restart they may be there again; the client is to ask again
                session.close(new CloseReason.StoreFailed("an UNSUBSCRIBE was not stored"));
            } else if (session.link() == asking) {
                answer(unsubscribe, answers, gone);
            }
        });
    }

    /** Nothing that is published from here on is delivered for the filter. [MQTT-3.10.4-2] */
    private boolean remove(String filter) {
        Held known = byFilter.isEmpty() ? null : byFilter.remove(filter);
        if (known == null) {
            return false;
        }
        context.subscriptions().unsubscribe(known.subscription());
        session.outbound().leaves(known.subscription());
        session.outbound().cancelReplay(known.subscription().filter());
        selectionChanged();
        return true;
    }

    private void answer(Unsubscribe unsubscribe, List<ReasonCode> answers, List<String> gone) {
        Link link = session.link();
        if (link == null) {
            return;
        }
        link.send(new Unsuback(unsubscribe.packetId(), answers)); // [MQTT-3.10.4-4]
        if (!gone.isEmpty()) {
            context.lifecycle().unsubscribed(session, link.info(), gone);
        }
    }

    void clear() {
        for (Held held : byFilter.values()) {
            context.subscriptions().unsubscribe(held.subscription());
            session.outbound().leaves(held.subscription());
        }
        byFilter = Map.of();
    }
}
