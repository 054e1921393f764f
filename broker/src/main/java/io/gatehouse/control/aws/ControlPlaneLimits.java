package io.gatehouse.control.aws;

import java.time.Duration;

/**
 * How much the control plane takes of callers it does not know yet.
 *
 * @param bodyBytes of one request
 * @param startLineBytes method, path and query of HTTP/1.1
 * @param headerBytes all headers of one request
 * @param connections at once; more are closed at once
 * @param streams of one HTTP/2 connection
 * @param requests being read or answered at once, over all connections; with {@code bodyBytes} that bounds the memory
 *     that bodies take. More are answered with ThrottlingException, which SDKs try again
 * @param requestTime from the head of a request to its answer; a body that is not there by then is given up
 * @param idleTime of a connection without a request
 */
public record ControlPlaneLimits(
        int bodyBytes,
        int startLineBytes,
        int headerBytes,
        int connections,
        int streams,
        int requests,
        Duration requestTime,
        Duration idleTime) {
    /** 512 KiB a body, 1,000 connections, 256 requests at once: 128 MiB of bodies at most. */
    public static final ControlPlaneLimits USUAL = new ControlPlaneLimits(
            512 * 1024, 8192, 16_384, 1000, 64, 256, Duration.ofSeconds(20), Duration.ofSeconds(60));

    public ControlPlaneLimits {
        check("bodyBytes", bodyBytes, 16 << 20);
        check("startLineBytes", startLineBytes, 1 << 16);
        check("headerBytes", headerBytes, 1 << 17);
        check("connections", connections, 100_000);
        check("streams", streams, 1000);
        check("requests", requests, 10_000);
        check("requestTime", requestTime);
        check("idleTime", idleTime);
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + most + ")");
        }
    }

    private static void check(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than nothing)");
        }
    }
}
