package io.gatehouse.remote;

import io.gatehouse.control.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Collects what is done for which operation; one given twice is a defect. */
final class RemoteOperations {

    /** Takes the request and gives the result of one operation. */
    interface Handler {
        /** @throws CallFailed where it was not done */
        Record answer(Record request);
    }

    private final Map<String, Handler> handlers = new HashMap<>();

    <Q extends Record, R extends Record> RemoteOperations add(Operation<Q, R> operation, Function<Q, R> handler) {
        Handler typed = request -> handler.apply(operation.request().cast(request));
        if (handlers.putIfAbsent(operation.name(), typed) != null) {
            throw new IllegalStateException("operation: " + operation.name() + " (expected: added once)");
        }
        return this;
    }

    Map<String, Handler> handlers() {
        return Map.copyOf(handlers);
    }
}
