package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A text of a policy, taken apart before any value is known: literals, wildcards, variables. Immutable.
 *
 * <p>That order is the defence against injection. Wildcards and variables are found in the administrator's text only;
 * values come later, as literal parts, and are never read for wildcards, escapes or further variables.
 */
final class Template {
    /** Bounds what one resource can grow to when values are put in. */
    private static final int MAX_VARIABLES = 16;

    private static final String OPEN = "${";

    /** One part of the text. */
    private sealed interface Part {
        record Literal(String text) implements Part {}

        record Variable(String name) implements Part {}

        /** {@code *}. */
        record AnyRun() implements Part {}

        /** {@code ?}. */
        record AnyOne() implements Part {}
    }

    private final List<Part> parts;

    private Template(List<Part> parts) {
        this.parts = parts;
    }

    /** What is wrong with the use of <code>${…}</code> in {@code text}, or {@code null}. */
    static @Nullable String problem(String text) {
        int variables = 0;
        for (int open = text.indexOf(OPEN); open >= 0; ) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                return "${ without } (expected: ${name}, or ${$} for the character $)";
            }
            String name = text.substring(open + OPEN.length(), close);
            if (!isName(name)) {
                return Quoted.of(OPEN + name + "}") + " (expected: the name of one variable, or ${*}, ${?}, ${$})";
            }
            if (name.indexOf(',') >= 0 && !name.startsWith(VariableNames.ATTRIBUTE_PREFIX)) {
                return Quoted.of(OPEN + name + "}") + " (expected: no default value; they are not supported)";
            }
            variables += escaped(name) == null ? 1 : 0;
            open = text.indexOf(OPEN, close);
        }
        return variables <= MAX_VARIABLES
                ? null
                : variables + " variables (expected: at most " + MAX_VARIABLES + " in one text)";
    }

    /**
     * @param wildcards whether {@code *} and {@code ?} are wildcards; variables and escapes are read either way
     * @throws IllegalArgumentException if {@link #problem} finds one
     */
    static Template of(String text, boolean wildcards) {
        String problem = problem(text);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (text.startsWith(OPEN, i)) {
                int close = text.indexOf('}', i);
                String name = text.substring(i + OPEN.length(), close);
                String escaped = escaped(name);
                if (escaped == null) {
                    addLiteral(parts, literal);
                    parts.add(new Part.Variable(name));
                } else {
                    literal.append(escaped);
                }
                i = close;
            } else if (wildcards && (c == '*' || c == '?')) {
                addLiteral(parts, literal);
                parts.add(c == '*' ? new Part.AnyRun() : new Part.AnyOne());
            } else {
                literal.append(c);
            }
        }
        addLiteral(parts, literal);
        return new Template(List.copyOf(parts));
    }

    /** The names of the variables, in order of appearance. */
    Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        for (Part part : parts) {
            if (part instanceof Part.Variable variable) {
                names.add(variable.name());
            }
        }
        return names;
    }

    boolean hasVariables() {
        for (Part part : parts) {
            if (part instanceof Part.Variable) {
                return true;
            }
        }
        return false;
    }

    /** The literal text it begins with, up to the first wildcard or variable. */
    String leadingLiteral() {
        return !parts.isEmpty() && parts.getFirst() instanceof Part.Literal literal ? literal.text() : "";
    }

    /** All of its literal text, in order. */
    String literalText() {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Literal literal) {
                text.append(literal.text());
            }
        }
        return text.toString();
    }

    /**
     * As symbols to compare patterns by: code points, {@link Containment#ANY_ONE}, {@link Containment#ANY_RUN}, and
     * what {@code variable} says of a variable's name.
     */
    int[] symbols(ToIntFunction<String> variable) {
        IntStream.Builder symbols = IntStream.builder();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal(String text) -> text.codePoints().forEach(symbols);
                case Part.AnyRun() -> symbols.add(Containment.ANY_RUN);
                case Part.AnyOne() -> symbols.add(Containment.ANY_ONE);
                case Part.Variable(String name) -> symbols.add(variable.applyAsInt(name));
            }
        }
        return symbols.build().toArray();
    }

    /** True where it is nothing but its leading literal. */
    boolean isLiteral() {
        return parts.isEmpty() || (parts.size() == 1 && parts.getFirst() instanceof Part.Literal);
    }

    /** The rest after the first {@code length} characters of the leading literal. */
    Template withoutLeading(int length) {
        List<Part> rest = new ArrayList<>(parts);
        String shortened = leadingLiteral().substring(length);
        if (shortened.isEmpty()) {
            rest.removeFirst();
        } else {
            rest.set(0, new Part.Literal(shortened));
        }
        return new Template(List.copyOf(rest));
    }

    /** The pattern with every variable replaced by its value, or {@code null} where one has none. */
    @Nullable
    Glob glob(Function<String, @Nullable String> values) {
        return glob(values, _ -> false);
    }

    /**
     * As {@link #glob(Function)}.
     *
     * @param anyText asked about a variable without value: whether any text may stand in its place
     */
    @Nullable
    Glob glob(Function<String, @Nullable String> values, Predicate<String> anyText) {
        Glob.Builder glob = new Glob.Builder();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal(String text) -> glob.literal(text);
                case Part.AnyRun() -> glob.anyRun();
                case Part.AnyOne() -> glob.anyOne();
                case Part.Variable(String name) -> {
                    String value = values.apply(name);
                    if (value != null) {
                        glob.literal(value);
                    } else if (anyText.test(name)) {
                        glob.anyRun();
                    } else {
                        return null;
                    }
                }
            }
        }
        return glob.build();
    }

    /** The text with every variable replaced by its value, or {@code null} where one has none; without wildcards. */
    @Nullable
    String text(Function<String, @Nullable String> values) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal(String literal) -> text.append(literal);
                case Part.AnyRun(), Part.AnyOne() ->
                    throw new IllegalStateException("template: a wildcard (expected: none)");
                case Part.Variable(String name) -> {
                    String value = values.apply(name);
                    if (value == null) {
                        return null;
                    }
                    text.append(value);
                }
            }
        }
        return text.toString();
    }

    /** For people: with every variable that has a value replaced by it, the others as written. */
    String shown(Function<String, @Nullable String> values) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Literal(String literal) -> text.append(literal);
                case Part.AnyRun() -> text.append('*');
                case Part.AnyOne() -> text.append('?');
                case Part.Variable(String name) -> {
                    String value = values.apply(name);
                    text.append(value == null ? OPEN + name + "}" : value);
                }
            }
        }
        return text.toString();
    }

    private static void addLiteral(List<Part> parts, StringBuilder literal) {
        if (!literal.isEmpty()) {
            parts.add(new Part.Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    /** Printable ASCII, so that a name can be shown as it is, and nothing that looks like a variable in a variable. */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '$' || c == '{') {
                return escaped(name) != null;
            }
        }
        return !name.isEmpty();
    }

    private static @Nullable String escaped(String name) {
        return switch (name) {
            case "*", "?", "$" -> name;
            default -> null;
        };
    }
}
