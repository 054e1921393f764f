package io.gatehouse.telemetry;

import io.gatehouse.log.Event;
import io.gatehouse.log.Log;
import io.gatehouse.loop.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of spans: bounded, counted, and told once in a while where the collector does not take them. Any thread.
 *
 * <p>Whoever ends a span takes a place first. The places are given back when the collector has answered, so that what
 * waits and what is on its way are bounded together, and the queue behind never drops anything by itself.
 */
final class SpanExport implements SpanExporter {
    /** Spans that wait or are on their way: some megabytes in the worst case. */
    static final int PLACES = 2048;

    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Log log = Log.of(SpanExport.class);

    private final SpanExporter collector;
    private final String address;
    private final Clock clock;
    private final Counter exported;
    private final Counter dropped;
    private final Counter failed;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong untold = new AtomicLong(); // spans that failed since the last line
    private final AtomicLong quietUntil;

    SpanExport(SpanExporter collector, String address, MeterRegistry registry, Clock clock) {
        this.collector = collector;
        this.address = address;
        this.clock = clock;
        this.exported = counter(registry, "exported");
        this.dropped = counter(registry, "dropped");
        this.failed = counter(registry, "failed");
        this.quietUntil = new AtomicLong(clock.monotonicNanos());
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("gatehouse.trace.spans")
                .description("Spans of OpenTelemetry, by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** A place for a span that has ended; false when there is none, and the span is dropped. */
    boolean takePlace() {
        if (taken.incrementAndGet() > PLACES) {
            taken.decrementAndGet();
            drop();
            return false;
        }
        return true;
    }

    /** Counts a span that will not be made. */
    void drop() {
        dropped.increment();
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = sent(spans);
        return result.whenComplete(() -> {
            taken.addAndGet(-count);
            if (result.isSuccess()) {
                exported.increment(count);
            } else {
                failed.increment(count);
                tell(count, result.getFailureThrowable());
            }
        });
    }

    private CompletableResultCode sent(Collection<SpanData> spans) {
        try {
            return collector.export(spans);
        } catch (RuntimeException defect) {
            return CompletableResultCode.ofExceptionalFailure(defect); // places are given back in any case
        }
    }

    private void tell(int count, @Nullable Throwable cause) {
        untold.addAndGet(count);
        long now = clock.monotonicNanos();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
            log.at(Event.SPANS_NOT_EXPORTED)
                    .addKeyValue("endpoint", address)
                    .addKeyValue("spans", untold.getAndSet(0))
                    .addKeyValue("detail", meaningOf(cause))
                    .log("the collector did not take spans; clients are served as before");
        }
    }

    /** What it said, or what kept it from saying anything. */
    private static String meaningOf(@Nullable Throwable failure) {
        if (failure instanceof HttpExportException http && http.getResponse() != null) {
            return "HTTP status " + http.getResponse().getStatusCode();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return cause.toString(); // of the wrappings around it nobody learns anything
            }
        }
        return String.valueOf(failure);
    }

    @Override
    public CompletableResultCode flush() {
        return collector.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return collector.shutdown();
    }
}
