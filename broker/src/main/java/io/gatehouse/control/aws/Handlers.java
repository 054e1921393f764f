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
    private final Map<String, String> insteadByName;

    private Handlers(Map<String, Handling> byName, Map<String, String> insteadByName) {
        this.byName = Map.copyOf(byName);
        this.insteadByName = Map.copyOf(insteadByName);
    }

    /** @param subject null for what changes nothing, and where only the handler can tell */
    record Handling(Handler handler, @Nullable Function<Call, @Nullable Subject> subject) {}

    @Nullable
    Handling of(Operation operation) {
        return operation.service() == AwsService.IOT ? byName.get(operation.name()) : null;
    }

    /** What to do instead of an operation that nothing answers; null where nobody knows better. */
    @Nullable
    String insteadOf(Operation operation) {
        return operation.service() == AwsService.IOT ? insteadByName.get(operation.name()) : null;
    }

    /** Names of all that are answered, in order. */
    Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }

    /** Collects them from the classes of the nouns. */
    static final class Builder {
        private final Operations operations;
        private final Map<String, Handling> byName = new HashMap<>();
        private final Map<String, String> insteadByName = new HashMap<>();

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

        /** An operation that nothing answers, and what to do instead of it. */
        Builder missing(String name, String instead) {
            if (operations.named(name) == null) {
                throw new IllegalStateException(name + ": unknown (expected: an operation)");
            }
            insteadByName.put(name, instead);
            return this;
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
            return new Handlers(byName, insteadByName);
        }
    }
}
