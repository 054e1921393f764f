package io.gatehouse.trace;

import io.gatehouse.loop.Clock;
import io.gatehouse.mqtt.Message;
import io.gatehouse.mqtt.Payload;
import io.gatehouse.mqtt.Topic;
import io.gatehouse.policy.Explanation;
import io.gatehouse.reason.Reason;
import io.gatehouse.refusal.Client;
import io.gatehouse.refusal.Facts;
import io.gatehouse.refusal.RefusalWitness;
import io.gatehouse.routing.Tap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All traces of one broker. Any thread.
 *
 * <p>Hears of every refusal and end, and of every message that is routed; while there is no trace, that is one volatile
 * read each. What goes over a connection is brought by {@code transport}, from the connections that are traced.
 */
public final class Traces implements RefusalWitness, Tap {
    /** So many are kept, running or over; more than that do not run at once. */
    public static final int MOST = 8;

    /** The longest a trace may run. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private final Clock clock;
    private final List<Trace> kept = new ArrayList<>(); // guarded by this
    private int lastId; // guarded by this
    private volatile List<Trace> running = List.of(); // some may be over; never written to after it was set

    public Traces(Clock clock) {
        this.clock = clock;
    }

    /** Begins one, or {@code null} where {@value #MOST} run; the oldest that is over gives way. */
    public synchronized @Nullable Trace begin(Subject subject, Duration length, boolean payloads) {
        if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: up to " + LONGEST + ")");
        }
        if (kept.size() == MOST) {
            Trace over = kept.stream().filter(Trace::isOver).findFirst().orElse(null);
            if (over == null) {
                return null;
            }
            kept.remove(over);
        }
        lastId++;
        Trace trace = new Trace(lastId, subject, payloads, length, clock);
        kept.add(trace);
        settle();
        return trace;
    }

    /** Those that run and those that are over and not forgotten, in the order in which they began. */
    public synchronized List<Trace> all() {
        return List.copyOf(kept);
    }

    public synchronized @Nullable Trace find(int id) {
        return kept.stream().filter(trace -> trace.id() == id).findFirst().orElse(null);
    }

    /** Ends it; what it has stays readable. */
    public synchronized void stop(Trace trace) {
        trace.stop();
        settle();
    }

    private synchronized void settle() {
        running = kept.stream().filter(trace -> !trace.isOver()).toList();
    }

    /** Those that run; empty almost always. */
    public List<Trace> running() {
        List<Trace> now = running;
        if (now.isEmpty() || now.stream().noneMatch(Trace::isOver)) {
            return now;
        }
        settle();
        return running;
    }

    // ---- refusals and ends

    @Override
    public void saw(Reason reason, Client client, Supplier<Facts> facts) {
        List<Trace> now = running();
        if (now.isEmpty()) {
            return; // which is nearly always; without an iterator
        }
        for (Trace trace : now) {
            if (trace.subject() instanceof Subject.Topics topics) {
                Facts known = facts.get();
                if (isAbout(topics, known)) {
                    trace.add(entry(trace, reason, client, known));
                }
            } else if (trace.subject().concerns(client.clientId(), client.certificateId(), client.address())) {
                trace.add(entry(trace, reason, client, facts.get()));
            }
        }
    }

    private static boolean isAbout(Subject.Topics topics, Facts facts) {
        String resource = facts.resource();
        if (resource == null) {
            return false;
        }
        String name = resource.substring(resource.indexOf('/') + 1);
        if (resource.startsWith("topicfilter/")) {
            return name.equals(topics.filter().text());
        }
        return resource.startsWith("topic/") && Topic.problem(name) == null && topics.matches(Topic.of(name));
    }

    private static TraceEntry entry(Trace trace, Reason reason, Client client, Facts facts) {
        StringBuilder detail = new StringBuilder(reason.meaning());
        Explanation decision = facts.decision();
        if (decision != null) {
            detail.append("; ").append(decision.text());
        }
        if (facts.detail() != null) {
            detail.append("; ").append(facts.detail());
        }
        return new TraceEntry(
                trace.nowMillis(),
                "-",
                reason.name(),
                client.clientId(),
                client.peer(),
                facts.resource(),
                0,
                0,
                detail.toString(),
                null);
    }

    // ---- messages

    @Override
    public void published(Message message) {
        List<Trace> now = running();
        if (now.isEmpty()) {
            return;
        }
        for (Trace trace : now) {
            if (trace.subject() instanceof Subject.Topics topics && topics.matches(message.topic())) {
                PayloadText payload = read(message.payload(), trace.payloads());
                trace.add(new TraceEntry(
                        trace.nowMillis(),
                        "-",
                        "PUBLISHED",
                        message.publisherId().isEmpty() ? null : message.publisherId(),
                        null,
                        message.topic().name(),
                        0,
                        message.payload().size(),
                        "QoS " + message.qos().value() + (message.retain() ? ", retain" : "") + ", "
                                + payload.summary(),
                        trace.payloads() ? payload.text() : null));
            }
        }
    }

    /** What may be told of {@code payload}, which is borrowed. */
    public static PayloadText read(Payload payload, boolean show) {
        PayloadText text = new PayloadText(show);
        if (!payload.isEmpty()) {
            text.add(payload.bytes(), payload.bytes().readerIndex(), payload.size());
        }
        return text;
    }
}
