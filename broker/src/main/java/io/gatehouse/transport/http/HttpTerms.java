package io.gatehouse.transport.http;

import io.gatehouse.config.Compatibility;
import io.gatehouse.config.LimitSettings;
import io.gatehouse.config.SessionSettings;
import io.gatehouse.mqtt.Qos;
import io.gatehouse.mqtt.wire.WireLimits;
import java.time.Duration;

/**
 * What one connection of requests may cost, made once from the configuration.
 *
 * @param extended the OASIS specification in full; else AWS IoT Core's subset
 * @param reasonStrings whether a client that may not do something is told the reason in words
 * @param maxLineBytes of the request line: a topic and a response topic, each octet percent-encoded, fit
 * @param maxHeaderBytes of all headers together: user properties as base64 of JSON fit
 * @param maxBodyBytes of a request
 * @param maxInProgress requests of one connection that are not answered yet
 * @param firstHead from the end of the TLS handshake to the end of the first request's head
 * @param nextHead from an answer to the end of the next request's head; who is slower is taken for idle
 * @param body from the end of a head to the end of its body
 * @param farewell how long what a client still sends is thrown away, so that it can read the last answer
 */
public record HttpTerms(
        boolean extended,
        boolean reasonStrings,
        WireLimits wireLimits,
        int maxLineBytes,
        int maxHeaderBytes,
        int maxBodyBytes,
        int maxInProgress,
        Duration firstHead,
        Duration nextHead,
        Duration body,
        Duration farewell) {
    private static final int LINE_BYTES = 16 * 1024;
    private static final int PLAIN_HEADER_BYTES = 16 * 1024;
    private static final int IN_PROGRESS = 16;
    /** Of the time that a first packet has: a body is larger than a head. */
    private static final int BODY_TIMES = 3;
    /** And a connection that is kept spares the next handshake. */
    private static final int IDLE_TIMES = 6;

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    public static HttpTerms of(
            Compatibility compatibility, WireLimits wireLimits, LimitSettings limits, SessionSettings sessions) {
        return new HttpTerms(
                compatibility == Compatibility.EXTENDED,
                sessions.reasonStrings(),
                wireLimits,
                LINE_BYTES,
                PLAIN_HEADER_BYTES + 2 * limits.maxUserPropertyBytes(),
                limits.maxPayloadBytes(),
                IN_PROGRESS,
                limits.connectTimeout(),
                limits.connectTimeout().multipliedBy(IDLE_TIMES),
                limits.connectTimeout().multipliedBy(BODY_TIMES),
                FAREWELL);
    }

    /** Section 1.6 of AWS's data plane knows QoS 0 and 1; a request has no second half for QoS 2. */
    Qos maximumQos() {
        return Qos.AT_LEAST_ONCE;
    }
}
