package io.gatehouse.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of the part of PromQL that our dashboards and rules use. It computes no values, but what labels the
 * answer has, and finds on the way: a metric or label that a scrape does not have, a selector that matches no series, a
 * grouping by what is not there, two sides that never match.
 */
final class PromQuery {
    private static final Set<String> AGGREGATIONS = Set.of("sum", "min", "max", "avg", "count", "topk", "bottomk");

    /** Functions that answer a vector with the labels of their argument. */
    private static final Set<String> FUNCTIONS = Set.of("rate", "increase", "histogram_quantile", "absent", "time");

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "([0-9]+[smhd])(?!\\w)|([0-9]+(?:\\.[0-9]+)?|[+]?Inf(?!\\w))|(\"(?:[^\"\\\\]|\\\\.)*\")"
            + "|([a-zA-Z_][\\w]*)|(=~|!~|==|!=|>=|<=|[-+*/^%(){}\\[\\],=<>]))");

    private final String text;
    private final Exposition scraped;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    /** What an expression answers: the labels of its series, or that it is a number. */
    private record Answer(Set<String> labels, boolean scalar) {
        static final Answer NUMBER = new Answer(Set.of(), true);
    }

    private PromQuery(String text, Exposition scraped) {
        this.text = text;
        this.scraped = scraped;
        Matcher token = TOKEN.matcher(text.strip());
        int end = 0;
        while (token.lookingAt()) {
            tokens.add(token.group().strip());
            end = token.end();
            token.region(end, text.strip().length());
        }
        if (end != text.strip().length()) {
            throw problem("cannot read: " + text.strip().substring(end));
        }
    }

    /**
     * The labels of the answer.
     *
     * @throws IllegalArgumentException the query names what the scrape does not have, or is not understood
     */
    static Set<String> labelsOfAnswer(String query, Exposition scraped) {
        PromQuery reader = new PromQuery(query, scraped);
        Answer answer = reader.expression(0);
        if (reader.at != reader.tokens.size()) {
            throw reader.problem("not understood from: " + reader.peek());
        }
        return answer.labels();
    }

    private static int precedence(String operator) {
        return switch (operator) {
            case "or" -> 1;
            case "and", "unless" -> 2;
            case "==", "!=", ">", "<", ">=", "<=" -> 3;
            case "+", "-" -> 4;
            case "*", "/", "%" -> 5;
            case "^" -> 6;
            default -> 0;
        };
    }

    private Answer expression(int above) {
        Answer left = primary();
        while (precedence(peek()) > above) {
            String operator = next();
            Set<String> on = taken("on") ? names() : null;
            Answer right = expression(precedence(operator));
            left = joined(left, operator, on, right);
        }
        return left;
    }

    private Answer joined(Answer left, String operator, @Nullable Set<String> on, Answer right) {
        if (left.scalar() || right.scalar()) {
            return left.scalar() ? right : left;
        }
        if (on != null) {
            requireAll(on, left.labels());
            requireAll(on, right.labels());
        } else if (!left.labels().equals(right.labels())) {
            throw problem("sides of " + operator + " never match: " + left.labels() + " and " + right.labels());
        }
        return left;
    }

    private Answer primary() {
        String token = next();
        if (token.equals("(")) {
            Answer inner = expression(0);
            take(")");
            return inner;
        }
        if (Character.isDigit(token.charAt(0)) || token.endsWith("Inf")) {
            return Answer.NUMBER;
        }
        if (AGGREGATIONS.contains(token)) {
            return aggregation(token);
        }
        if (peek().equals("(")) {
            return function(token);
        }
        if (!Character.isLetter(token.charAt(0))) {
            throw problem("not understood: " + token);
        }
        return selector(token);
    }

    private Answer aggregation(String name) {
        Set<String> by = taken("by") ? names() : null;
        List<Answer> arguments = arguments();
        Answer of = arguments.getLast();
        boolean ranked = name.endsWith("k");
        if (arguments.size() != (ranked ? 2 : 1) || of.scalar()) {
            throw problem("arguments of " + name);
        }
        if (by != null) {
            requireAll(by, of.labels());
        }
        return ranked ? of : new Answer(by == null ? Set.of() : by, false);
    }

    private Answer function(String name) {
        if (!FUNCTIONS.contains(name)) {
            throw problem("function: " + name + " (expected: one of " + FUNCTIONS + ")");
        }
        List<Answer> arguments = arguments();
        return switch (name) {
            case "time" -> Answer.NUMBER;
            case "absent" -> new Answer(Set.of(), false);
            case "histogram_quantile" -> {
                Set<String> labels = new TreeSet<>(arguments.getLast().labels());
                if (!labels.remove("le")) {
                    throw problem("histogram_quantile of series without le");
                }
                yield new Answer(labels, false);
            }
            default -> arguments.getFirst();
        };
    }

    private List<Answer> arguments() {
        List<Answer> all = new ArrayList<>();
        take("(");
        while (!taken(")")) {
            all.add(expression(0));
            if (!peek().equals(")")) {
                take(",");
            }
        }
        return all;
    }

    private Answer selector(String metric) {
        List<Map<String, String>> series = new ArrayList<>(scraped.seriesOf(metric));
        if (series.isEmpty()) {
            throw problem("metric: " + metric + " (expected: one of the scrape)");
        }
        Set<String> known = scraped.labelsOf(metric);
        Set<String> asked = new HashSet<>();
        if (taken("{")) {
            while (!taken("}")) {
                String label = next();
                String operator = next();
                String quoted = next();
                String value = quoted.substring(1, quoted.length() - 1);
                requireAll(Set.of(label), known);
                if (!asked.add(label)) {
                    throw problem("label twice: " + label);
                }
                series.removeIf(labels -> !matches(labels.getOrDefault(label, ""), operator, value));
                if (!peek().equals("}")) {
                    take(",");
                }
            }
        }
        if (series.isEmpty()) {
            throw problem("no series of " + metric + " matches; it has " + scraped.seriesOf(metric));
        }
        if (taken("[")) {
            String duration = next();
            if (!duration.matches("[0-9]+[smhd]")) {
                throw problem("duration: " + duration);
            }
            take("]");
        }
        return new Answer(known, false);
    }

    private boolean matches(String value, String operator, String wanted) {
        return switch (operator) {
            case "=" -> value.equals(wanted);
            case "!=" -> !value.equals(wanted);
            case "=~" -> value.matches(wanted);
            case "!~" -> !value.matches(wanted);
            default -> throw problem("matcher: " + operator);
        };
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        take("(");
        while (!taken(")")) {
            names.add(next());
            if (!peek().equals(")")) {
                take(",");
            }
        }
        return names;
    }

    private void requireAll(Set<String> wanted, Set<String> there) {
        for (String label : wanted) {
            if (!there.contains(label)) {
                throw problem("label: " + label + " (expected: one of " + there + ")");
            }
        }
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private String next() {
        if (at == tokens.size()) {
            throw problem("ends too early");
        }
        return tokens.get(at++);
    }

    private boolean taken(String token) {
        boolean there = peek().equals(token);
        if (there) {
            at++;
        }
        return there;
    }

    private void take(String token) {
        if (!taken(token)) {
            throw problem("expected " + token + " before " + peek());
        }
    }

    private IllegalArgumentException problem(String what) {
        return new IllegalArgumentException(what + "\n  in " + text);
    }
}
