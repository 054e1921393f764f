package io.gatehouse.policy;

import java.util.List;

/** In what a statement that did not match differs from one that would have. */
public sealed interface Difference {
    /** One clause for a log line. Texts of documents and devices are quoted, shortened and safe to show. */
    String text();

    /**
     * The resource is allowed, for other actions.
     *
     * @param actions of the statement, as written
     */
    record OtherAction(Action asked, List<String> actions) implements Difference {
        public OtherAction {
            actions = List.copyOf(actions);
        }

        @Override
        public String text() {
            return "allows " + Quoted.some(actions) + " on it, and not " + asked.text();
        }
    }

    /**
     * The action is allowed, on another resource of the same type.
     *
     * @param resource of the statement from its type on, variables put in: {@code topic/lamp-1/*}
     * @param segment counted from 1 after the type: the first that differs
     * @param wanted what the statement has there; empty where its resource ends before
     * @param was what was asked about there; empty where its name ends before
     */
    record OtherResource(String resource, int segment, String wanted, String was) implements Difference {
        @Override
        public String text() {
            return Quoted.of(resource) + " differs at segment " + segment + ": " + part(was) + " (expected: "
                    + part(wanted) + ")";
        }

        private static String part(String segment) {
            return segment.isEmpty() ? "nothing" : Quoted.of(segment);
        }
    }

    /**
     * The name fits, and the type of the resource is another: {@code topic/} where {@code topicfilter/} is asked about.
     *
     * @param asked the type the action is asked about, with its slash
     */
    record OtherType(String resource, String asked) implements Difference {
        @Override
        public String text() {
            return Quoted.of(resource) + " is of the wrong type for this action (expected: " + asked + "NAME)";
        }
    }

    /**
     * The resource belongs to another partition, region or account.
     *
     * @param field {@code region}
     * @param wanted what the statement has
     * @param own what this broker has
     */
    record OtherScope(String resource, String field, String wanted, String own) implements Difference {
        @Override
        public String text() {
            return Quoted.of(resource) + " is not of this broker: " + field + " " + Quoted.of(wanted) + " (expected: "
                    + Quoted.of(own) + ")";
        }
    }

    /**
     * The filter is allowed, and not the shared subscription with it.
     *
     * @param filter what was asked about, {@code $share/} and group included
     */
    record NotShared(String resource, String filter) implements Difference {
        @Override
        public String text() {
            return Quoted.of(resource) + " allows the filter and not the group (expected: "
                    + Quoted.of(Action.SUBSCRIBE.resourcePrefix() + filter) + ")";
        }
    }

    /**
     * A variable of the resource cannot be put in.
     *
     * @param resource as written
     * @param variables without a usable value
     */
    record NoValue(String resource, List<String> variables) implements Difference {
        public NoValue {
            variables = List.copyOf(variables);
        }

        @Override
        public String text() {
            return Quoted.of(resource) + " matches nothing, because of " + Quoted.some(variables)
                    + " (expected: a value that may be put in)";
        }
    }

    /**
     * Action and resource fit, a condition does not hold.
     *
     * @param wanted the values of the document
     * @param was the values of the key; empty where it has none
     */
    record ConditionFailed(String operator, String key, List<String> wanted, List<String> was) implements Difference {
        public ConditionFailed {
            wanted = List.copyOf(wanted);
            was = List.copyOf(was);
        }

        @Override
        public String text() {
            return operator + " does not hold: " + key + " is " + (was.isEmpty() ? "not known" : Quoted.of(was))
                    + " (expected: " + (wanted.isEmpty() ? "nothing" : Quoted.of(wanted)) + ")";
        }
    }
}
