package io.gatehouse.provisioning;

import io.gatehouse.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of a template: the values of one device, and how much was made of them already. One use, one thread.
 *
 * <p>Every expression is evaluated once for each place it stands in, so the work is bounded by the template; what could
 * grow beyond it is text, by {@code Fn::Sub} and {@code Fn::Join} inside each other. Lengths are therefore added up
 * before a text is made: each may have {@link #MAX_TEXT} characters, and all together {@link #MAX_ALL}.
 */
final class Evaluation {
    /** Enough for a certificate and its CA in PEM. */
    static final int MAX_TEXT = 32 * 1024;

    static final int MAX_ALL = 256 * 1024;
    static final int MAX_ITEMS = 256;

    private final Map<String, Text> parameters;
    private final Map<String, Map<String, Value>> mappings;
    private long made;

    Evaluation(Map<String, Text> parameters, Map<String, Map<String, Value>> mappings) {
        this.parameters = parameters;
        this.mappings = mappings;
    }

    /** Characters made so far. */
    long made() {
        return made;
    }

    Text text(Expression expression) {
        if (value(expression) instanceof Text text) {
            return text;
        }
        throw new TemplateProblem(expression.position(), "a list (expected: one value; see Fn::Select and Fn::Join)");
    }

    List<Text> list(Expression expression) {
        if (value(expression) instanceof Value.Texts(List<Text> texts)) {
            return texts;
        }
        throw new TemplateProblem(expression.position(), "one value (expected: a list)");
    }

    private Value value(Expression expression) {
        return switch (expression) {
            case Expression.Literal(var text, var _) -> Text.own(text);
            case Expression.Items items -> items(items);
            case Expression.Ref(var parameter, var _) -> parameter(expression, parameter);
            case Expression.Join join -> join(join);
            case Expression.Select select -> select(select);
            case Expression.FindInMap find -> find(find);
            case Expression.Split(var delimiter, var text, var _) -> split(expression, delimiter, text(text));
            case Expression.Sub sub -> sub(sub);
        };
    }

    private Value items(Expression.Items items) {
        if (items.items().size() > MAX_ITEMS) {
            throw tooMany(items, items.items().size());
        }
        return new Value.Texts(items.items().stream().map(this::text).toList());
    }

    private static TemplateProblem tooMany(Expression where, int size) {
        return new TemplateProblem(
                where.position(), "a list of " + size + " or more (expected: at most " + MAX_ITEMS + ")");
    }

    private Text parameter(Expression where, String name) {
        Text value = parameters.get(name);
        if (value == null) {
            throw new TemplateProblem(
                    where.position(), "parameter " + Json.quoted(name) + ": no value (expected: one, or a Default)");
        }
        return value;
    }

    private Text join(Expression.Join join) {
        List<Text> parts = new ArrayList<>();
        Text delimiter = Text.own(join.delimiter());
        for (Text item : list(join.list())) {
            if (!parts.isEmpty()) {
                parts.add(delimiter);
            }
            parts.add(item);
        }
        return concat(join, parts);
    }

    private Text concat(Expression where, List<Text> parts) {
        long length = 0;
        for (Text part : parts) {
            length += part.length();
        }
        made += length;
        if (length > MAX_TEXT || made > MAX_ALL) {
            throw new TemplateProblem(
                    where.position(),
                    length + " characters, " + made + " with all before (expected: at most " + MAX_TEXT + ", " + MAX_ALL
                            + " in all)");
        }
        return Text.concat(parts);
    }

    private Text select(Expression.Select select) {
        List<Text> list = list(select.list());
        String index = text(select.index()).value();
        boolean number =
                !index.isEmpty() && index.length() <= 4 && index.chars().allMatch(c -> c >= '0' && c <= '9');
        int at = number ? Integer.parseInt(index) : -1;
        if (at < 0 || at >= list.size()) {
            throw new TemplateProblem(
                    select.position(),
                    "Fn::Select: index " + Json.quoted(index) + " (expected: 0 to " + (list.size() - 1) + ")");
        }
        return list.get(at);
    }

    private Value find(Expression.FindInMap find) {
        String map = text(find.map()).value();
        String first = text(find.first()).value();
        String second = text(find.second()).value();
        Map<String, Value> named = mappings.get(mapping(map, first));
        Value value = named == null ? null : named.get(second);
        if (value == null) {
            throw new TemplateProblem(
                    find.position(),
                    "Fn::FindInMap: no " + Json.quoted(second) + " under " + Json.quoted(first) + " in the map "
                            + Json.quoted(map) + " (expected: keys that are there)");
        }
        return value;
    }

    /** Key of a map's first level, of two names that may have any character. */
    static String mapping(String map, String first) {
        return map.length() + ":" + map + first;
    }

    private Value split(Expression where, String delimiter, Text text) {
        made += text.length();
        List<Text> pieces = text.split(delimiter, MAX_ITEMS);
        if (pieces.size() > MAX_ITEMS || made > MAX_ALL) {
            throw tooMany(where, pieces.size());
        }
        return new Value.Texts(pieces);
    }

    private Text sub(Expression.Sub sub) {
        Map<String, @Nullable Text> known = new HashMap<>();
        List<Text> parts = new ArrayList<>();
        for (Expression.SubPart part : sub.parts()) {
            String variable = part.variable();
            if (variable == null) {
                parts.add(Text.own(part.text()));
                continue;
            }
            Text value = known.get(variable);
            if (value == null) {
                Expression own = sub.variables().get(variable);
                value = own == null ? parameter(sub, variable) : text(own);
                known.put(variable, value);
            }
            parts.add(value);
        }
        return concat(sub, parts);
    }
}
