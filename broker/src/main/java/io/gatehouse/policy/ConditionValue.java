package io.gatehouse.policy;

import io.gatehouse.policy.ConditionOperator.Operand;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One value of a condition, read for its operator. Immutable. */
sealed interface ConditionValue {
    record Text(Template template) implements ConditionValue {}

    record Pattern(Template template) implements ConditionValue {}

    /**
     * A resource name.
     *
     * @param fields six, each with its own wildcards: no star reaches into the next field
     */
    record Arn(List<Template> fields) implements ConditionValue {}

    record Amount(BigDecimal number) implements ConditionValue {}

    record Date(Instant moment) implements ConditionValue {}

    record Flag(boolean flag) implements ConditionValue {}

    record Range(AddressRange range) implements ConditionValue {}

    /** Fields of an ARN; the last may have colons in it. */
    int ARN_FIELDS = 6;

    /** What is wrong with a text as such a value, as {@code value (expected: …)}, or {@code null}. */
    static @Nullable String problem(Operand operand, String text) {
        return switch (operand) {
            case TEXT, PATTERN -> templateProblem(text);
            case ARN -> arnProblem(text);
            case NUMBER -> Literals.number(text) == null ? expected(text, "a number such as \"42\" or \"-0.5\"") : null;
            case DATE ->
                Literals.moment(text) == null
                        ? expected(
                                text,
                                "a date such as \"2031-05-17\" or \"2031-05-17T10:00:00Z\", or seconds since 1970")
                        : null;
            case FLAG -> isFlag(text) ? null : expected(text, "\"true\" or \"false\"");
            case ADDRESS ->
                AddressRange.parse(text) == null
                        ? expected(text, "an address or a block, such as \"192.0.2.0/24\"")
                        : null;
        };
    }

    /**
     * What a text of a document stands for.
     *
     * @throws IllegalArgumentException if {@link #problem} finds one
     */
    static ConditionValue of(Operand operand, String text) {
        String problem = problem(operand, text);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return switch (operand) {
            case TEXT -> new Text(Template.of(text, false));
            case PATTERN -> new Pattern(Template.of(text, true));
            case ARN ->
                new Arn(arnFields(text).stream()
                        .map(field -> Template.of(field, true))
                        .toList());
            case NUMBER -> new Amount(checked(Literals.number(text)));
            case DATE -> new Date(checked(Literals.moment(text)));
            case FLAG -> new Flag(text.equalsIgnoreCase("true"));
            case ADDRESS -> new Range(checked(AddressRange.parse(text)));
        };
    }

    /** The variables it has, in order of appearance. */
    default Set<String> variables() {
        return switch (this) {
            case Text(Template template) -> template.variables();
            case Pattern(Template template) -> template.variables();
            case Arn(List<Template> fields) -> {
                Set<String> names = new LinkedHashSet<>();
                fields.forEach(field -> names.addAll(field.variables()));
                yield names;
            }
            case Amount _, Date _, Flag _, Range _ -> Set.of();
        };
    }

    /** The six fields of a document's text, or fewer where it is no ARN. Colons in <code>${…}</code> do not count. */
    static List<String> arnFields(String text) {
        List<String> fields = new ArrayList<>(ARN_FIELDS);
        int start = 0;
        boolean inVariable = false;
        for (int i = 0; i < text.length() && fields.size() < ARN_FIELDS - 1; i++) {
            switch (text.charAt(i)) {
                case '{' -> inVariable = inVariable || (i > 0 && text.charAt(i - 1) == '$');
                case '}' -> inVariable = false;
                case ':' -> {
                    if (!inVariable) {
                        fields.add(text.substring(start, i));
                        start = i + 1;
                    }
                }
                default -> {
                    // part of the field
                }
            }
        }
        fields.add(text.substring(start));
        return fields;
    }

    private static @Nullable String arnProblem(String text) {
        String problem = templateProblem(text);
        if (problem != null) {
            return problem;
        }
        boolean isArn = text.startsWith("arn:") && arnFields(text).size() == ARN_FIELDS;
        return isArn ? null : expected(text, "an ARN of six fields, such as \"arn:aws:iot:*:*:thing/lamp-*\"");
    }

    private static @Nullable String templateProblem(String text) {
        String problem = Template.problem(text);
        return problem == null ? null : Quoted.of(text) + ": " + problem;
    }

    private static String expected(String text, String what) {
        return Quoted.of(text) + " (expected: " + what + ")";
    }

    /** True for what {@code Bool} can read. */
    static boolean isFlag(String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    }

    private static <T> T checked(@Nullable T read) {
        if (read == null) {
            throw new IllegalStateException("condition value: unreadable (expected: one that was checked)");
        }
        return read;
    }
}
