package io.gatehouse.control.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which operations are answered, and by what. Immutable. */
final class Handlers {
    private final Map<Operation, Handling> handlings;
    private final Map<Operation, String> instead;

    private Handlers(Map<Operation, Handling> handlings, Map<Operation, String> instead) {
        this.handlings = Map.copyOf(handlings);
        this.instead = Map.copyOf(instead);
    }

    /** @param subject null for what changes nothing, and where only the handler can tell */
    record Handling(Handler handler, @Nullable Function<Call, @Nullable Subject> subject) {}

    @Nullable
    Handling of(Operation operation) {
        return handlings.get(operation);
    }

    /** What to do instead of an operation that nothing answers; null where nobody knows better. */
    @Nullable
    String insteadOf(Operation operation) {
        return instead.get(operation);
    }

    /** Names of all operations of a service that are answered, in order. */
    Set<String> names(AwsService service) {
        Set<String> names = new TreeSet<>();
        for (Operation operation : handlings.keySet()) {
            if (operation.service() == service) {
                names.add(operation.name());
            }
        }
        return names;
    }

    /** Collects them from the classes of the nouns. */
    static final class Builder {
        private final Operations operations;
        private final Map<Operation, Handling> handlings = new HashMap<>();
        private final Map<Operation, String> instead = new HashMap<>();

        Builder(Operations operations) {
            this.operations = operations;
        }

        /** An operation that changes nothing. */
        Builder read(String name, Handler handler) {
            return read(AwsService.IOT, name, handler);
        }

        Builder read(AwsService service, String name, Handler handler) {
            return add(service, name, false, new Handling(handler, null));
        }

        /**
         * @param subject says what it is about, for the audit trail, or null where that is not known yet; may refuse as
         *     the handler does
         */
        Builder change(String name, Function<Call, @Nullable Subject> subject, Handler handler) {
            return change(AwsService.IOT, name, subject, handler);
        }

        Builder change(AwsService service, String name, Function<Call, @Nullable Subject> subject, Handler handler) {
            return add(service, name, true, new Handling(handler, subject));
        }

        /** A change of what has no ARN before it is made: the handler tells it by {@link Call#made}. */
        Builder creation(String name, Handler handler) {
            return add(AwsService.IOT, name, true, new Handling(handler, null));
        }

        /** An operation that nothing answers, and what to do instead of it. */
        Builder missing(String name, String advice) {
            Operation operation = operations.named(AwsService.IOT, name);
            if (operation == null) {
                throw new IllegalStateException(name + ": unknown (expected: an operation)");
            }
            instead.put(operation, advice);
            return this;
        }

        private Builder add(AwsService service, String name, boolean changes, Handling handling) {
            Operation operation = operations.named(service, name);
            if (operation == null || operation.changes() != changes) {
                throw new IllegalStateException(
                        name + ": " + operation + " (expected: an operation that changes: " + changes + ")");
            }
            if (handlings.put(operation, handling) != null) {
                throw new IllegalStateException(name + ": twice (expected: one handler)");
            }
            return this;
        }

        Handlers build() {
            return new Handlers(handlings, instead);
        }
    }
}
