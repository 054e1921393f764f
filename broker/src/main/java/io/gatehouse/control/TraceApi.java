package io.gatehouse.control;

import io.gatehouse.trace.Traces;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Traces: the operations and their shapes. */
public final class TraceApi {
    public static final Operation<Begin, Trace> BEGIN = new Operation<>("trace/begin", Begin.class, Trace.class);
    public static final Operation<Read, Entries> READ = new Operation<>("trace/read", Read.class, Entries.class);
    public static final Operation<One, Trace> STOP = new Operation<>("trace/stop", One.class, Trace.class);
    public static final Operation<BrokerApi.Nothing, Listing> LIST =
            new Operation<>("trace/list", BrokerApi.Nothing.class, Listing.class);

    /** The most entries one answer has. */
    public static final int MOST = 500;

    /** The longest a trace may run. */
    public static final long LONGEST_SECONDS = Traces.LONGEST.toSeconds();

    private TraceApi() {}

    /**
     * What to trace.
     *
     * @param kind {@code client}, {@code cert}, {@code ip} or {@code topic}
     * @param value client id, at least 8 characters of a certificate id, address, or topic filter
     * @param seconds how long
     * @param payload whether payloads are shown
     */
    public record Begin(String kind, String value, long seconds, boolean payload) {
        public Begin {
            Shape.text("kind", kind, 16);
            Shape.text("value", value, 65_535);
            if (seconds < 1 || seconds > LONGEST_SECONDS) {
                throw new ShapeException("for: " + seconds + " s (expected: 1 to " + LONGEST_SECONDS + ")");
            }
        }
    }

    public record One(int id) {}

    /**
     * What a trace has seen.
     *
     * @param from number of the first entry wanted; 0 for the first of all
     */
    public record Read(int id, long from) {}

    /**
     * One trace.
     *
     * @param of what it was asked for, as {@code client lamp}
     * @param running whether its time is not over and nobody stopped it
     */
    public record Trace(int id, String of, boolean payload, Instant begun, Instant until, boolean running) {}

    public record Listing(List<Trace> traces) {
        public Listing {
            traces = List.copyOf(traces);
        }
    }

    /**
     * One thing that happened.
     *
     * @param direction {@code in}, {@code out} or {@code -}
     * @param event type of the packet, {@code HANDSHAKE}, {@code PUBLISHED}, or a reason of {@code docs/reasons.md}
     * @param bytes of the packet, or of a received payload
     * @param payload where it was asked for
     */
    public record Entry(
            Instant at,
            String direction,
            String event,
            @Nullable String clientId,
            @Nullable String peer,
            @Nullable String topic,
            @Nullable Integer packetId,
            @Nullable Integer bytes,
            @Nullable String detail,
            @Nullable String payload) {}

    /**
     * Some entries in the order of time.
     *
     * @param next what to ask for next
     * @param overwritten entries before these that had to give way to newer ones unread
     * @param last whether nothing comes after them
     */
    public record Entries(List<Entry> entries, long next, long overwritten, boolean last) {
        public Entries {
            entries = List.copyOf(entries);
        }
    }
}
