package io.gatehouse.transport.http;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.loop.Loop;
import io.gatehouse.metrics.HttpMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Date;
import java.util.Objects;

/**
 * Writes the answers of one connection, with the headers AWS IoT gives them. Confined to the connection's loop; what a
 * turn of the loop has written leaves at its end, together.
 *
 * <p>Nothing that a peer sent becomes part of a header.
 */
final class Answers extends HttpResponseEncoder {
    private static final String REQUEST_ID = "x-amzn-RequestId";
    private static final String ERROR_TYPE = "x-amzn-ErrorType";

    private final HttpMetrics metrics;
    private final Loop loop;
    private boolean dirty;

    Answers(HttpMetrics metrics, Loop loop) {
        this.metrics = metrics;
        this.loop = loop;
    }

    void write(ChannelHandlerContext channel, Exchange exchange) {
        Answer answer = Objects.requireNonNull(exchange.answer());
        ByteBuf body = body(channel, answer, exchange.requestId());
        int length = body.readableBytes();
        if (exchange.isHeadOnly()) {
            body.release();
            body = Unpooled.EMPTY_BUFFER;
        }
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), body);
        HttpHeaders headers = response.headers()
                .set(
                        HttpHeaderNames.DATE,
                        DateFormatter.format(new Date(loop.clock().wallMillis())))
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, length)
                .set(REQUEST_ID, exchange.requestId());
        if (answer.fault() != null) {
            headers.set(ERROR_TYPE, answer.fault().type());
        }
        if (answer.allow() != null) {
            headers.set(HttpHeaderNames.ALLOW, answer.allow());
        }
        if (answer.fault() == Fault.UPGRADE_REQUIRED) {
            headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13"); // RFC 6455 section 4.4
        }
        if (!exchange.keepsAlive()) {
            headers.add(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (exchange.isHttp10()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        write(channel, response);
        count(exchange, answer.status());
    }

    private static ByteBuf body(ChannelHandlerContext channel, Answer answer, String requestId) {
        JsonValue document = answer.document();
        if (document == null) {
            document = JsonValue.object()
                    .putIfPresent("message", answer.message())
                    .put("traceId", requestId)
                    .build();
        }
        return ByteBufUtil.writeUtf8(channel.alloc(), Json.print(document));
    }

    void writeContinue(ChannelHandlerContext channel) {
        write(
                channel,
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }

    void writeUpgrade(ChannelHandlerContext channel, Exchange exchange, WebSocketHandshake.Agreed agreed) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, agreed.accept())
                .set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, agreed.subprotocol()) // [MQTT-6.0.0-4]
                .set(REQUEST_ID, exchange.requestId());
        var _ = channel.writeAndFlush(response, channel.voidPromise());
        count(exchange, HttpResponseStatus.SWITCHING_PROTOCOLS);
    }

    private void write(ChannelHandlerContext channel, FullHttpResponse response) {
        // Nobody asks how a write ended: a failed one closes the channel, and that is told by its own event.
        var _ = channel.write(response, channel.voidPromise());
        if (!dirty) {
            dirty = true;
            loop.atEndOfTurn(() -> {
                dirty = false;
                channel.flush();
            });
        }
    }

    private void count(Exchange exchange, HttpResponseStatus status) {
        metrics.answered(exchange.operation(), status.code(), loop.clock().monotonicNanos() - exchange.startedNanos());
    }
}
