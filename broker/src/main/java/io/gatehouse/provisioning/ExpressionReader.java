package io.gatehouse.provisioning;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import io.gatehouse.json.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads expressions out of the JSON of a template. What can be known to be wrong without the values of a device is
 * found here, with its place: an unknown function, a parameter or map that is not declared, a wrong number of
 * arguments.
 */
final class ExpressionReader {
    private static final String FUNCTIONS = "Ref, Fn::Join, Fn::Select, Fn::FindInMap, Fn::Split or Fn::Sub";

    private final Predicate<String> declared;
    private final Predicate<String> mapped;

    /**
     * Over one template.
     *
     * @param declared whether there is a parameter of that name
     * @param mapped whether there is a map of that name
     */
    ExpressionReader(Predicate<String> declared, Predicate<String> mapped) {
        this.declared = declared;
        this.mapped = mapped;
    }

    /** Whether an object calls a function, and is not data. */
    static boolean isCall(JsonValue value) {
        return value instanceof JsonObject object
                && object.members().size() == 1
                && object.members().stream()
                        .allMatch(member ->
                                member.name().equals("Ref") || member.name().startsWith("Fn:"));
    }

    /** A text or a call. */
    Expression read(JsonValue value) {
        return switch (value) {
            case JsonString(String text, Position position) -> new Expression.Literal(text, position);
            case JsonObject object
            when isCall(object) -> call(object.members().iterator().next());
            default ->
                throw new TemplateProblem(
                        value.position(), value.kind() + " (expected: a string, or one of " + FUNCTIONS + ")");
        };
    }

    /** An array of texts and calls, or a call that answers with a list. */
    Expression readList(JsonValue value) {
        if (value instanceof JsonArray(List<JsonValue> elements, Position position)) {
            return new Expression.Items(elements.stream().map(this::read).toList(), position);
        }
        if (isCall(value) && read(value) instanceof Expression list && mayBeList(list)) {
            return list;
        }
        throw new TemplateProblem(value.position(), value.kind() + " (expected: an array, Fn::Split or Fn::FindInMap)");
    }

    private static boolean mayBeList(Expression call) {
        return call instanceof Expression.Split || call instanceof Expression.FindInMap;
    }

    private Expression call(JsonObject.Member member) {
        JsonValue argument = member.value();
        Position at = member.position();
        return switch (member.name()) {
            case "Ref" -> ref(argument);
            case "Fn::Join" -> {
                List<JsonValue> two = arguments(member, 2);
                yield new Expression.Join(literal(two.get(0)), readList(two.get(1)), at);
            }
            case "Fn::Select" -> {
                List<JsonValue> two = arguments(member, 2);
                yield new Expression.Select(index(two.get(0)), readList(two.get(1)), at);
            }
            case "Fn::FindInMap" -> findInMap(arguments(member, 3), at);
            case "Fn::Split" -> {
                List<JsonValue> two = arguments(member, 2);
                String delimiter = literal(two.get(0));
                if (delimiter.isEmpty()) {
                    throw new TemplateProblem(
                            two.get(0).position(), "Fn::Split: an empty delimiter (expected: a character or more)");
                }
                yield new Expression.Split(delimiter, read(two.get(1)), at);
            }
            case "Fn::Sub" -> sub(member);
            default -> throw new TemplateProblem(at, Json.quoted(member.name()) + " (expected: " + FUNCTIONS + ")");
        };
    }

    private Expression ref(JsonValue argument) {
        String name = literal(argument);
        requireDeclared(name, argument.position());
        return new Expression.Ref(name, argument.position());
    }

    private void requireDeclared(String name, Position where) {
        if (!declared.test(name)) {
            throw new TemplateProblem(where, "Ref: " + Json.quoted(name) + " (expected: one of Parameters)");
        }
    }

    private static List<JsonValue> arguments(JsonObject.Member member, int count) {
        if (member.value() instanceof JsonArray array && array.elements().size() == count) {
            return array.elements();
        }
        throw new TemplateProblem(
                member.value().position(), member.name() + ": (expected: an array of " + count + " arguments)");
    }

    private static String literal(JsonValue value) {
        if (value instanceof JsonString string) {
            return string.text();
        }
        throw new TemplateProblem(value.position(), value.kind() + " (expected: a string)");
    }

    private Expression index(JsonValue value) {
        return value instanceof JsonNumber(String text, Position position)
                ? new Expression.Literal(text, position)
                : read(value);
    }

    private Expression findInMap(List<JsonValue> three, Position at) {
        Expression map = read(three.get(0));
        if (map instanceof Expression.Literal(String name, Position where) && !mapped.test(name)) {
            throw new TemplateProblem(where, "Fn::FindInMap: " + Json.quoted(name) + " (expected: one of Mappings)");
        }
        return new Expression.FindInMap(map, read(three.get(1)), read(three.get(2)), at);
    }

    private Expression sub(JsonObject.Member member) {
        if (member.value() instanceof JsonString string) {
            return sub(string, Map.of(), member.position());
        }
        List<JsonValue> two = arguments(member, 2);
        if (!(two.get(0) instanceof JsonString text) || !(two.get(1) instanceof JsonObject named) || isCall(named)) {
            throw new TemplateProblem(
                    member.value().position(), "Fn::Sub: (expected: a string, or a string and an object of variables)");
        }
        Map<String, Expression> variables = new LinkedHashMap<>();
        for (JsonObject.Member variable : named.members()) {
            variables.put(variable.name(), read(variable.value()));
        }
        return sub(text, variables, member.position());
    }

    /** {@code ${name}} is a variable, {@code ${!name}} the text {@code ${name}}. */
    private Expression sub(JsonString string, Map<String, Expression> variables, Position at) {
        String text = string.text();
        List<Expression.SubPart> parts = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new TemplateProblem(string.position(), "Fn::Sub: ${ without } (expected: ${name})");
            }
            parts.add(new Expression.SubPart(text.substring(from, open), null));
            String name = text.substring(open + 2, close);
            if (name.startsWith("!")) {
                parts.add(new Expression.SubPart("${" + name.substring(1) + "}", null));
            } else if (variables.containsKey(name) || declared.test(name)) {
                parts.add(new Expression.SubPart("", name));
            } else {
                throw new TemplateProblem(
                        string.position(),
                        "Fn::Sub: " + Json.quoted("${" + name + "}")
                                + " (expected: a parameter, a variable of this Fn::Sub, or ${!…} for the text ${…})");
            }
            from = close + 1;
        }
        parts.add(new Expression.SubPart(text.substring(from), null));
        return new Expression.Sub(parts, variables, at);
    }
}
