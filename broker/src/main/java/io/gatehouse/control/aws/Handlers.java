package io.gatehouse.control.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which operations are answered, and by what. Immutable. */
final class Handlers {
    private final Map<String, Handling> byName;

    private Handlers(Map<String, Handling> byName) {
        this.byName = Map.copyOf(byName);
    }

    /** @param subject null for what changes nothing, and where only the handler can tell */
    record Handling(Handler handler, @Nullable Function<Call, @Nullable Subject> subject) {}

    @Nullable
    Handling of(Operation operation) {
        return operation.service() == AwsService.IOT ? byName.get(operation.name()) : null;
    }

    /** Names of all, in order. */
    Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }

    /** Collects them from the classes of the nouns. */
    static final class Builder {
        private final Operations operations;
        private final Map<String, Handling> byName = new HashMap<>();

        Builder(Operations operations) {
            this.operations = operations;
        }

        /** An operation that changes nothing. */
        Builder read(String name, Handler handler) {
            return add(name, false, new Handling(handler, null));
        }

        /**
         * @param subject says what it is about, for the audit trail, or null where that is not known yet; may refuse as
         *     the handler does
         */
        Builder change(String name, Function<Call, @Nullable Subject> subject, Handler handler) {
            return add(name, true, new Handling(handler, subject));
        }

        /** A change of what has no ARN before it is made: the handler tells it by {@link Call#made}. */
        Builder creation(String name, Handler handler) {
            return add(name, true, new Handling(handler, null));
        }

        private Builder add(String name, boolean changes, Handling handling) {
            Operation operation = operations.named(name);
            if (operation == null || operation.changes() != changes) {
                throw new IllegalStateException(
                        name + ": " + operation + " (expected: an operation that changes: " + changes + ")");
            }
            if (byName.put(name, handling) != null) {
                throw new IllegalStateException(name + ": twice (expected: one handler)");
            }
            return this;
        }

        Handlers build() {
            return new Handlers(byName);
        }
    }
}
