package io.gatehouse.manifest;

import io.gatehouse.control.Operation;
import io.gatehouse.control.OperationClient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one resource needs to become as it is wanted.
 *
 * @param place where it is written, {@code null} of one that is not and therefore goes
 * @param details what differs, for people: {@code attributes}, {@code status ACTIVE -> INACTIVE}
 * @param steps in order; none where nothing differs
 * @param lastSteps those that wait until all other resources have had theirs
 */
public record Change(
        Sign sign,
        Resource.Kind kind,
        String name,
        @Nullable String place,
        List<String> details,
        List<Step<?, ?>> steps,
        List<Step<?, ?>> lastSteps) {
    public Change {
        details = List.copyOf(details);
        steps = List.copyOf(steps);
        lastSteps = List.copyOf(lastSteps);
    }

    /** As it stands before a line. */
    public enum Sign {
        ADD("+"),
        CHANGE("~"),
        REMOVE("-"),
        KEEP("=");

        private final String mark;

        Sign(String mark) {
            this.mark = mark;
        }

        public String mark() {
            return mark;
        }
    }

    /** One operation of a broker. */
    public record Step<Q extends Record, R extends Record>(Operation<Q, R> operation, Q request) {
        /** @throws Unanswered where it was not done */
        void take(OperationClient broker) {
            Unanswered.done(broker.call(operation, request));
        }
    }

    /** Collects what one resource needs. */
    static final class Draft {
        private final List<String> details = new ArrayList<>();
        private final List<Step<?, ?>> steps = new ArrayList<>();
        private final List<Step<?, ?>> lastSteps = new ArrayList<>();

        <Q extends Record, R extends Record> Draft step(Operation<Q, R> operation, Q request) {
            steps.add(new Step<>(operation, request));
            return this;
        }

        <Q extends Record, R extends Record> Draft lastStep(Operation<Q, R> operation, Q request) {
            lastSteps.add(new Step<>(operation, request));
            return this;
        }

        /** All that was collected waits until all other resources have had theirs. */
        Draft last() {
            lastSteps.addAll(0, steps);
            steps.clear();
            return this;
        }

        Draft detail(String detail) {
            details.add(detail);
            return this;
        }

        /** Of one that is not there yet. */
        Change added(Declaration declaration) {
            return of(Sign.ADD, declaration);
        }

        /** Of one that is there; unchanged where nothing was collected. */
        Change changed(Declaration declaration) {
            return of(steps.isEmpty() && lastSteps.isEmpty() ? Sign.KEEP : Sign.CHANGE, declaration);
        }

        /** Of one that is there and written nowhere. */
        Change removed(Resource.Kind kind, String name) {
            return new Change(Sign.REMOVE, kind, name, null, details, steps, lastSteps);
        }

        private Change of(Sign sign, Declaration declaration) {
            Resource resource = declaration.resource();
            return new Change(sign, resource.kind(), resource.name(), declaration.place(), details, steps, lastSteps);
        }
    }
}
