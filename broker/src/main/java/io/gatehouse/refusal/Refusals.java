package io.gatehouse.refusal;

import io.gatehouse.loop.Clock;
import io.gatehouse.metrics.Metrics;
import io.gatehouse.reason.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place where a refusal, or the end of a connection, is recorded. Any thread; an event loop pays a counter and
 * a look into a table, for what {@link RefusalPace} lets through a few references and a place in a queue, and for what
 * it gives a line, the line.
 *
 * <p>Counters are never limited. A line is: a fleet with a wrong certificate must not be able to fill a disk. What was
 * held back is told in the next line of the same reason, as {@code suppressed}.
 */
public final class Refusals implements AutoCloseable {
    /** Who ended a connection. */
    public enum Initiator {
        CLIENT,
        SERVER,
        NETWORK
    }

    /** How a connection may end before its CONNECT was admitted, which is a refusal then. */
    private static final Set<Reason> BEFORE_ADMISSION = EnumSet.of(
            Reason.CONNECTION_LOST,
            Reason.MALFORMED_PACKET,
            Reason.PROTOCOL_ERROR,
            Reason.PACKET_TOO_LARGE,
            Reason.USER_PROPERTY_LIMIT,
            Reason.WEBSOCKET_VIOLATION,
            Reason.SERVER_DEFECT,
            Reason.STORE_UNAVAILABLE); // and what is refused on a connection that goes on

    private record EndKey(Reason reason, Initiator initiator) {}

    private final Metrics metrics;
    private final MeterRegistry registry;
    private final Clock clock;
    private final RefusalPace pace;
    private final RefusalWitness witness;
    private final Notices notices;
    private final Counter untold;
    private final Map<Reason, Counter> refusals = new ConcurrentHashMap<>();
    private final Map<Reason, Counter> connects = new EnumMap<>(Reason.class);
    private final Map<EndKey, Counter> ends = new ConcurrentHashMap<>();

    /**
     * @param listeners told in this order
     * @param clock says when it happened, and paces what is told
     */
    public Refusals(Metrics metrics, List<RefusalListener> listeners, Clock clock) {
        this(metrics, listeners, RefusalWitness.NOBODY, clock);
    }

    /** @param witness sees all of them, whatever is told to {@code listeners} */
    public Refusals(Metrics metrics, List<RefusalListener> listeners, RefusalWitness witness, Clock clock) {
        this.witness = witness;
        this.metrics = metrics;
        this.registry = metrics.registry();
        this.clock = clock;
        this.pace = new RefusalPace(clock::monotonicNanos);
        this.notices = new Notices(listeners);
        this.untold = Counter.builder("gatehouse.refusals.untold")
                .description("Refusals that are counted and not in the store, because too many came at once")
                .register(registry);
        // Registered at zero, so that the first refusal of a kind is a rise and not a new series; and only what can be
        // refused: a series that never rises is one more that somebody wonders about.
        for (Reason reason : Reason.values()) {
            if (isRefusal(reason)) {
                var _ = counter(reason);
            }
            if (refusesConnect(reason)) {
                connects.put(reason, metrics.connections().refused(reason));
            }
        }
    }

    private Counter counter(Reason reason) {
        return refusals.computeIfAbsent(
                reason,
                key -> Counter.builder("gatehouse.refusals")
                        .description("What was refused, by where in the life of a connection and why")
                        .tag("stage", lower(key.stage()))
                        .tag("reason", key.name())
                        .register(registry));
    }

    private static boolean isRefusal(Reason reason) {
        return switch (reason.stage()) {
            case TLS, CERTIFICATE, CONNECT, PUBLISH, SUBSCRIBE, REQUEST -> true;
            case DELIVERY -> // that of which the publisher is told, and sends again
                reason == Reason.ROUTER_OVERLOADED || reason == Reason.QUEUE_FULL;
            case END -> BEFORE_ADMISSION.contains(reason);
        };
    }

    private static boolean refusesConnect(Reason reason) {
        return reason.stage() == Reason.Stage.CERTIFICATE || reason.stage() == Reason.Stage.CONNECT;
    }

    /** A message or a filter was not taken, and there was no other answer to it than the end. */
    private static boolean refusesPacket(Reason reason) {
        return switch (reason.stage()) {
            case PUBLISH, SUBSCRIBE, DELIVERY -> true;
            case TLS -> true; // a handshake, again
            case END -> reason == Reason.STORE_UNAVAILABLE; // what was to be stored, as on a connection that goes on
            case CERTIFICATE, CONNECT, REQUEST -> false;
        };
    }

    /**
     * Records one refusal: a handshake, a certificate, a CONNECT, a PUBLISH, a filter of a SUBSCRIBE. Counts the failed
     * handshake (stage TLS) and the refused connect (stages CERTIFICATE and CONNECT) along with it.
     *
     * @param facts asked at once, and only if this one is told; found out later, if ever
     */
    public void refused(Reason reason, Client client, Supplier<Facts> facts) {
        count(reason, client);
        witness.saw(reason, client, facts);
        var _ = tell(reason, client, facts, null);
    }

    private void count(Reason reason, Client client) {
        counter(reason).increment();
        if (reason.stage() == Reason.Stage.TLS) {
            metrics.tls().handshakeRefused(client.listener(), reason);
        } else {
            Counter refused = connects.get(reason);
            if (refused != null) {
                refused.increment();
            }
        }
    }

    /**
     * One message was not delivered to one receiver. Told like a refusal; counted by {@link
     * io.gatehouse.metrics.LoopCounters#dropped} only, because there may be a million a second.
     *
     * @return where the caller may count the next ones of the same receiver without asking here
     */
    public Repeats notDelivered(Reason reason, Client client, Supplier<Facts> facts) {
        witness.saw(reason, client, facts);
        Repeats told = tell(reason, client, facts, null);
        return told != null ? told : pace.repeatsOf(RefusalKey.of(reason, client), clock.wallMillis());
    }

    /**
     * Records the end of a connection whose CONNECT was admitted. Where it was the answer to a message or a filter that
     * was not taken, that is a refusal too, and is counted and told as one.
     */
    public void connectionEnded(Reason reason, Initiator initiator, Client client, Supplier<Facts> facts) {
        ends.computeIfAbsent(
                        new EndKey(reason, initiator),
                        key -> Counter.builder("gatehouse.disconnects")
                                .description("Ends of admitted connections, by who ended them and why")
                                .tag("initiator", lower(key.initiator()))
                                .tag("reason", key.reason().name())
                                .register(registry))
                .increment();
        if (refusesPacket(reason)) {
            refused(reason, client, facts);
            return;
        }
        witness.saw(reason, client, facts);
        if (isOrdinaryEnd(reason)) {
            RefusalLine.writeOrdinary(reason, client, initiator, facts);
        } else {
            var _ = tell(reason, client, facts, initiator);
        }
    }

    /** What happens all day in a healthy fleet and would only be noise at INFO. */
    private static boolean isOrdinaryEnd(Reason reason) {
        return switch (reason) {
            case CLIENT_DISCONNECT, CONNECTION_LOST, KEEP_ALIVE_TIMEOUT, SIGNED_TIME_OVER, SERVER_SHUTTING_DOWN -> true;
            default -> false;
        };
    }

    /** @return {@code null} when it is a repeat, which is counted */
    private @Nullable Repeats tell(Reason reason, Client client, Supplier<Facts> facts, @Nullable Initiator endedBy) {
        long now = clock.wallMillis();
        Repeats repeats = pace.first(RefusalKey.of(reason, client), now);
        if (repeats == null) {
            return null;
        }
        boolean room = notices.hasRoom();
        long suppressed = pace.line(reason);
        boolean line = suppressed >= 0 && RefusalLine.isWanted();
        if (!room && !line) {
            untold.increment();
            return repeats;
        }
        Refusal refusal = new Refusal(reason, now, client, facts.get(), endedBy);
        if (line) {
            RefusalLine.write(refusal, suppressed);
        }
        if (!notices.tell(refusal, repeats)) {
            untold.increment();
        }
        return repeats;
    }

    /** Tells what waits, and from now on nothing more. */
    @Override
    public void close() {
        notices.close();
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
