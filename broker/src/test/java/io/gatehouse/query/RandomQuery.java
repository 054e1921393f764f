package io.gatehouse.query;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A query and what it means, made up together: the meaning is said a second time, over plain lists of values and with
 * the JDK's own regular expressions, and shares nothing with the matcher.
 *
 * @param terms how many there are in the text
 * @param means asked with the values of every field; {@code ""} are those of a term without field
 */
public record RandomQuery(String text, int terms, Predicate<Map<String, List<String>>> means) {
    public static final List<String> VALUES =
            List.of("Lamp", "lamp", "LAMP-2", "a:b", "5", "5.0", "05", "-3", "12", "7.25", "true", "la", "x_1");
    private static final List<String> FIELDS = List.of(
            "thingName",
            "thingTypeName",
            "thingGroupNames",
            "attributes.load",
            "attributes.Load",
            "attributes.site",
            "connectivity.connected",
            "connectivity.timestamp",
            "connectivity.disconnectReason",
            "");

    public static RandomQuery of(Random random) {
        while (true) {
            RandomQuery query = of(random, 3);
            if (query.terms <= QueryParser.MOST_TERMS && query.text.length() <= QueryParser.LONGEST) {
                return query;
            }
        }
    }

    private static RandomQuery of(Random random, int levels) {
        int kind = levels == 0 ? 9 : random.nextInt(12);
        if (kind < 2) {
            return joined(random, levels, " OR ", true);
        }
        if (kind < 5) {
            return joined(random, levels, kind == 2 ? " AND " : " ", false);
        }
        if (kind < 6) {
            RandomQuery inner = of(random, levels - 1);
            String sign = random.nextBoolean() ? "NOT " : "-";
            return new RandomQuery(sign + "(" + inner.text + ")", inner.terms, inner.means.negate());
        }
        return term(random);
    }

    private static RandomQuery joined(Random random, int levels, String between, boolean or) {
        RandomQuery left = of(random, levels - 1);
        RandomQuery right = of(random, levels - 1);
        String text = "(" + left.text + ")" + between + "(" + right.text + ")";
        return new RandomQuery(
                text, left.terms + right.terms, or ? left.means.or(right.means) : left.means.and(right.means));
    }

    private static RandomQuery term(Random random) {
        String field = FIELDS.get(random.nextInt(FIELDS.size()));
        List<Written> any = new ArrayList<>(List.of(written(random, field)));
        if (!field.isEmpty() && random.nextInt(6) == 0) {
            any.add(written(random, field));
        }
        String values = String.join(" OR ", any.stream().map(Written::text).toList());
        String text = (field.isEmpty() ? "" : field + ":") + (any.size() > 1 ? "(" + values + ")" : values);
        // Each value of a group is a term of its own.
        return new RandomQuery(
                text,
                any.size(),
                row -> any.stream()
                        .anyMatch(one ->
                                row.getOrDefault(field, List.of()).stream().anyMatch(one.means)));
    }

    private record Written(String text, Predicate<String> means) {}

    private static Written written(Random random, String field) {
        String value = VALUES.get(random.nextInt(VALUES.size()));
        boolean quoted = random.nextInt(3) == 0 || value.contains(":") || (field.isEmpty() && value.startsWith("-"));
        String text = quoted ? "\"" + value + "\"" : value;
        return switch (random.nextInt(field.isEmpty() ? 3 : 6)) {
            case 0, 1 -> new Written(negationLike(text, field), found -> order(found, value, quoted) == 0);
            case 2 -> pattern(random);
            case 3 -> {
                String sign = List.of("<", "<=", ">", ">=").get(random.nextInt(4));
                yield new Written(sign + text, found -> compares(found, sign, value, quoted));
            }
            default -> range(random, value, text, quoted);
        };
    }

    /** Within a group a value that begins with a minus would be a negation. */
    private static String negationLike(String text, String field) {
        return text.startsWith("-") && !field.isEmpty() ? "[" + text + " TO " + text + "]" : text;
    }

    private static Written pattern(Random random) {
        String pattern = List.of("*", "l*", "LA*p", "l?mp", "lamp*2", "5*", "tr*e", "la??", "C*_*")
                .get(random.nextInt(9));
        Pattern regex = Pattern.compile(
                pattern.replace("*", ".*").replace("?", "."), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        return new Written(pattern, found -> regex.matcher(found).matches());
    }

    private static Written range(Random random, String value, String text, boolean quoted) {
        String upper = VALUES.get(random.nextInt(VALUES.size()));
        boolean withLower = random.nextBoolean();
        boolean withUpper = random.nextBoolean();
        String written = (withLower ? "[" : "{") + text + " TO " + upper + (withUpper ? "]" : "}");
        return new Written(
                written,
                found -> compares(found, withLower ? ">=" : ">", value, quoted)
                        && compares(found, withUpper ? "<=" : "<", upper, false));
    }

    private static boolean compares(String found, String sign, String bound, boolean quoted) {
        int order = order(found, bound, quoted);
        if (order == NEITHER) {
            return false;
        }
        return switch (sign) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private static final int NEITHER = 99;

    private static int order(String found, String wanted, boolean quoted) {
        String number = "-?[0-9]+(\\.[0-9]+)?";
        if (quoted || !wanted.matches(number)) {
            return Integer.signum(found.toLowerCase(Locale.ROOT).compareTo(wanted.toLowerCase(Locale.ROOT)));
        }
        return found.matches(number) ? new BigDecimal(found).compareTo(new BigDecimal(wanted)) : NEITHER;
    }
}
