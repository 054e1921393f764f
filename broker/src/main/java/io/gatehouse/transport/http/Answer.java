package io.gatehouse.transport.http;

import io.gatehouse.json.JsonValue;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered with. Immutable.
 *
 * @param fault {@code null} for success
 * @param message for people, with the trace id beside it; {@code null} where there is a document
 * @param document the answer of a reading operation
 * @param allow the methods of a resource, where the asked one is none of them
 */
record Answer(
        @Nullable Fault fault,
        @Nullable String message,
        @Nullable JsonValue document,
        @Nullable String allow) {
    /** As AWS IoT answers a publish. */
    static final Answer OK = new Answer(null, "OK", null, null);

    static Answer of(JsonValue document) {
        return new Answer(null, null, document, null);
    }

    static Answer of(Fault fault, String message) {
        return new Answer(fault, message, null, null);
    }

    HttpResponseStatus status() {
        return fault == null ? HttpResponseStatus.OK : fault.status();
    }
}
