package io.gatehouse.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A collector of OpenTelemetry on loopback: keeps the spans it gets. */
final class Collector implements AutoCloseable {
    private final HttpServer server;
    private final List<Received> spans = new ArrayList<>(); // guarded by this
    private @Nullable String authorization; // guarded by this

    /** A span as it came. */
    record Received(String name, String traceId, String spanId, String parentId, boolean failed, Span span) {
        /** Each attribute as text. */
        Map<String, String> attributes() {
            Map<String, String> attributes = new TreeMap<>();
            for (KeyValue each : span.getAttributesList()) {
                attributes.put(each.getKey(), text(each.getValue()));
            }
            return attributes;
        }

        private static String text(AnyValue value) {
            return switch (value.getValueCase()) {
                case STRING_VALUE -> value.getStringValue();
                case INT_VALUE -> Long.toString(value.getIntValue());
                case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
                default -> value.toString();
            };
        }

        /** Whether this lies in {@code other}, by the clock. */
        boolean isWithin(Received other) {
            return span.getStartTimeUnixNano() >= other.span.getStartTimeUnixNano()
                    && span.getEndTimeUnixNano() <= other.span.getEndTimeUnixNano()
                    && span.getStartTimeUnixNano() <= span.getEndTimeUnixNano();
        }
    }

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (exchange;
                InputStream body =
                        zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
            synchronized (this) {
                authorization = exchange.getRequestHeaders().getFirst("Authorization");
                request.getResourceSpansList().stream()
                        .flatMap(resource -> resource.getScopeSpansList().stream())
                        .flatMap(scope -> scope.getSpansList().stream())
                        .map(Collector::received)
                        .forEach(spans::add);
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Received received(Span span) {
        HexFormat hex = HexFormat.of();
        return new Received(
                span.getName(),
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                hex.formatHex(span.getParentSpanId().toByteArray()),
                span.getStatus().getCodeValue() == 2,
                span);
    }

    synchronized List<Received> spans() {
        return List.copyOf(spans);
    }

    synchronized @Nullable String authorization() {
        return authorization;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
