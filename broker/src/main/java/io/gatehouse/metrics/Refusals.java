package io.gatehouse.metrics;

import io.gatehouse.reason.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The one place where a refusal, or the end of a connection, is recorded. Any thread; an event loop pays a counter and,
 * where {@link RefusalPace} lets it, a log line.
 *
 * <p>Counters are never limited. A line is: a fleet with a wrong certificate must not be able to fill a disk. What was
 * held back is told in the next line of the same reason, as {@code suppressed}.
 */
public final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

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
            Reason.SERVER_DEFECT);

    private record EndKey(Reason reason, Initiator initiator) {}

    private record HandshakeKey(Reason reason, String listener) {}

    private final MeterRegistry registry;
    private final RefusalPace pace;
    private final Map<Reason, Counter> refusals = new ConcurrentHashMap<>();
    private final Map<Reason, Counter> connects = new ConcurrentHashMap<>();
    private final Map<EndKey, Counter> ends = new ConcurrentHashMap<>();
    private final Map<HandshakeKey, Counter> handshakes = new ConcurrentHashMap<>();

    Refusals(MeterRegistry registry, LongSupplier nanoTime) {
        this.registry = registry;
        this.pace = new RefusalPace(nanoTime);
        // Registered at zero, so that the first refusal of a kind is a rise and not a new series; and only what can be
        // refused: a series that never rises is one more that somebody wonders about.
        for (Reason reason : Reason.values()) {
            if (isRefusal(reason)) {
                var _ = refusals(reason);
            }
            if (refusesConnect(reason)) {
                var _ = connects(reason);
            }
        }
    }

    private Counter refusals(Reason reason) {
        return refusals.computeIfAbsent(
                reason,
                key -> Counter.builder("gatehouse.refusals")
                        .description("What was refused, by where in the life of a connection and why")
                        .tag("stage", lower(key.stage()))
                        .tag("reason", key.name())
                        .register(registry));
    }

    private Counter connects(Reason reason) {
        return connects.computeIfAbsent(reason, key -> ConnectionMetrics.connects(registry, "refused", key.name()));
    }

    private static boolean isRefusal(Reason reason) {
        return switch (reason.stage()) {
            case TLS, CERTIFICATE, CONNECT, PUBLISH, SUBSCRIBE -> true;
            case DELIVERY -> reason == Reason.ROUTER_OVERLOADED; // the publisher is told, and sends again
            case END -> BEFORE_ADMISSION.contains(reason);
        };
    }

    /**
     * Records one refusal: a handshake, a certificate, a CONNECT, a PUBLISH, a filter of a SUBSCRIBE. Counts the failed
     * handshake (stage TLS) and the refused connect (stages CERTIFICATE and CONNECT) along with it.
     *
     * <p>A dropped delivery is not for here but for {@link LoopCounters#dropped}: there may be a million a second.
     */
    public void refused(Reason reason, Refusal refusal) {
        refusals(reason).increment();
        if (reason.stage() == Reason.Stage.TLS) {
            String listener = refusal.listener() == null ? "unknown" : refusal.listener();
            handshakes
                    .computeIfAbsent(
                            new HandshakeKey(reason, listener),
                            key -> TlsMetrics.handshakes(
                                    registry,
                                    key.listener(),
                                    "refused",
                                    key.reason().name(),
                                    false,
                                    "none"))
                    .increment();
        } else if (refusesConnect(reason)) {
            connects(reason).increment();
        }
        write(Level.INFO, "refused", reason, refusal, null);
    }

    /**
     * Records the end of a connection whose CONNECT was admitted. An end that follows a refusal carries the reason of
     * the refusal, and its line is then one of those held back.
     */
    public void connectionEnded(Reason reason, Initiator initiator, Refusal details) {
        ends.computeIfAbsent(
                        new EndKey(reason, initiator),
                        key -> Counter.builder("gatehouse.disconnects")
                                .description("Ends of admitted connections, by who ended them and why")
                                .tag("initiator", lower(key.initiator()))
                                .tag("reason", key.reason().name())
                                .register(registry))
                .increment();
        write(isOrdinaryEnd(reason) ? Level.DEBUG : Level.INFO, "connection ended", reason, details, initiator);
    }

    /** What happens all day in a healthy fleet and would only be noise at INFO. */
    private static boolean isOrdinaryEnd(Reason reason) {
        return switch (reason) {
            case CLIENT_DISCONNECT, CONNECTION_LOST, KEEP_ALIVE_TIMEOUT, TAKEN_OVER, SERVER_SHUTTING_DOWN -> true;
            default -> false;
        };
    }

    private static boolean refusesConnect(Reason reason) {
        return reason.stage() == Reason.Stage.CERTIFICATE || reason.stage() == Reason.Stage.CONNECT;
    }

    private void write(Level level, String event, Reason reason, Refusal about, @Nullable Initiator initiator) {
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        long suppressed = 0;
        if (level == Level.INFO) {
            suppressed = pace.permit(reason, about);
            if (suppressed < 0) {
                return;
            }
        }
        LoggingEventBuilder line = log.atLevel(level).addKeyValue("reason", reason.name());
        add(line, "initiator", initiator == null ? null : lower(initiator));
        add(line, "listener", about.listener());
        add(line, "peer", about.peer());
        add(line, "clientId", about.clientId());
        add(line, "certificateId", about.certificateId());
        add(line, "thing", about.thing());
        add(line, "serverName", about.serverName());
        add(line, "subject", about.subject());
        add(line, "issuer", about.issuer());
        add(line, "serial", about.serial());
        add(line, "detail", about.detail());
        if (suppressed > 0) {
            line = line.addKeyValue("suppressed", suppressed);
        }
        line.log(event + ": " + reason.meaning());
    }

    private static void add(LoggingEventBuilder line, String key, @Nullable String value) {
        if (value != null) {
            var _ = line.addKeyValue(key, Printable.of(value));
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
