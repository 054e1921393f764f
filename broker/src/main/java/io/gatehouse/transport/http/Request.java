package io.gatehouse.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * A whole request.
 *
 * @param body on the heap, of nobody's pool: it is kept as long as somebody has it
 */
record Request(HttpMethod method, Target target, HttpHeaders headers, ByteBuf body) {

    /** A header's value, {@code null} where it is not there; the first one of several. */
    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    @Nullable
    String parameter(String name) {
        return target.parameter(name);
    }

    /**
     * A flag of the query.
     *
     * @return {@code null} where it is neither {@code true} nor {@code false}
     */
    @Nullable
    Boolean flag(String name) {
        String value = target.parameter(name);
        return switch (value) {
            case null -> Boolean.FALSE;
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }

    static Declined badFlag(String name) {
        return Declined.invalid(name + ": neither true nor false (expected: one of them)");
    }
}
