package io.gatehouse.telemetry;

import io.gatehouse.config.TracingSettings;
import io.gatehouse.loop.Clock;
import io.gatehouse.loop.TokenBucket;
import io.gatehouse.mqtt.PublishProperties;
import io.gatehouse.mqtt.UserProperty;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Begins the spans of one broker, of those connects and messages that are sampled, and sends them to the collector. Any
 * thread; never waits.
 *
 * <p>Sampled is what its sender samples, by a {@code traceparent}, and a share of what brings none; what its sender
 * does not sample is not sampled here. Over all of it stands a number of spans a second ({@link TokenBucket}): devices
 * that send {@code traceparent} with every message decide what is sampled, but not how much of it.
 */
public final class Spans implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration BATCHED_FOR = Duration.ofSeconds(1);
    private static final Duration LAST_EXPORT = Duration.ofSeconds(2);
    private static final int BATCH = 512;

    /** The spans of one second may come at once. */
    private static final Duration BURST = Duration.ofSeconds(1);

    /** Topics may be 64 KiB, and what waits is bounded by number. */
    private static final int LONGEST_VALUE = 1024;

    /** What fails is told by {@link SpanExport}; kept, since nobody else holds on to a logger's level. */
    private static final Logger OPEN_TELEMETRY = Logger.getLogger("io.opentelemetry");

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final SpanExport export;
    private final TokenBucket pace;
    private final int spansPerSecond;
    private final double sample;
    private final Clock clock;

    /**
     * Whoever has no collector makes none, and then no class of OpenTelemetry is so much as loaded.
     *
     * @param settings with an endpoint
     */
    public Spans(TracingSettings settings, String version, MeterRegistry meters, Clock clock) {
        OPEN_TELEMETRY.setLevel(Level.OFF);
        this.sample = settings.sample();
        this.clock = clock;
        this.pace = new TokenBucket(clock, BURST);
        this.spansPerSecond = settings.maxSpansPerSecond();
        this.export = new SpanExport(collector(settings), settings.address(), meters, clock);
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "gatehouse",
                        AttributeKey.stringKey("service.version"),
                        version)))
                .setSampler(Sampler.alwaysOn()) // what is not sampled is not begun
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_VALUE)
                        .build())
                .addSpanProcessor(BatchSpanProcessor.builder(export)
                        .setMaxQueueSize(SpanExport.PLACES)
                        .setMaxExportBatchSize(BATCH)
                        .setScheduleDelay(BATCHED_FOR)
                        .setExporterTimeout(EXPORT_TIMEOUT.plusSeconds(1))
                        .build())
                .build();
        this.tracer = provider.get("io.gatehouse", version);
    }

    private static OtlpHttpSpanExporter collector(TracingSettings settings) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.address())
                .setConnectTimeout(CONNECT_TIMEOUT)
                .setTimeout(EXPORT_TIMEOUT)
                .setRetryPolicy(null) // what waits is fresher than what failed
                .setCompression("gzip");
        if (!settings.authorization().isEmpty()) {
            builder.addHeader("Authorization", settings.authorization());
        }
        return builder.build();
    }

    /** A client sent CONNECT; {@code null} where that is not recorded. */
    public @Nullable OpenSpan connect(List<UserProperty> properties) {
        return begin("mqtt.connect", "connect", TraceParent.of(properties));
    }

    /** A client sent PUBLISH; {@code null} where that is not recorded, as nearly always. */
    public @Nullable OpenSpan publish(PublishProperties properties) {
        return begin("mqtt.publish", "publish", TraceParent.of(properties));
    }

    private @Nullable OpenSpan begin(String name, String operation, @Nullable TraceParent parent) {
        boolean sampled = parent == null ? ThreadLocalRandom.current().nextDouble() < sample : parent.sampled();
        if (!sampled) {
            return null;
        }
        if (!pace.take(spansPerSecond)) {
            export.drop();
            return null;
        }
        long began = now();
        long wallNanos = TimeUnit.MILLISECONDS.toNanos(clock.wallMillis());
        Span span = builder(name, SpanKind.SERVER, contextOf(parent), wallNanos)
                .setAttribute(Attribute.SYSTEM, "mqtt")
                .setAttribute(Attribute.OPERATION, operation)
                .setAttribute(Attribute.PROTOCOL_NAME, "mqtt")
                .startSpan();
        return new OpenSpan(this, span, wallNanos, began);
    }

    private static Context contextOf(@Nullable TraceParent parent) {
        return parent == null
                ? Context.root()
                : Context.root()
                        .with(Span.wrap(SpanContext.createFromRemoteParent(
                                parent.traceId(), parent.spanId(), TraceFlags.getSampled(), TraceState.getDefault())));
    }

    private SpanBuilder builder(String name, SpanKind kind, Context parent, long wallNanos) {
        return tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent)
                .setStartTimestamp(wallNanos, TimeUnit.NANOSECONDS);
    }

    /** {@code null} where there are too many already. */
    @Nullable
    Span child(Span parent, SpanKind kind, String name, long wallNanos) {
        if (!pace.take(spansPerSecond)) {
            export.drop();
            return null;
        }
        return builder(name, kind, Context.root().with(parent), wallNanos).startSpan();
    }

    void end(Span span, long wallNanos) {
        if (export.takePlace()) {
            span.end(wallNanos, TimeUnit.NANOSECONDS);
        }
    }

    long now() {
        return clock.monotonicNanos();
    }

    /** Sends what waits, for as long as that may take at most, and stops. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_EXPORT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
