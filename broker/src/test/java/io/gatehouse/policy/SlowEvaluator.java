package io.gatehouse.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The language once more, written from its documentation, on texts, by plain recursion. Shares nothing with the
 * compiled form but the document, and is what it is held against.
 */
public final class SlowEvaluator {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.][0-9]+)?");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{5,12}");
    private static final Pattern YEAR = Pattern.compile("[0-9]{4}");
    private static final Pattern MONTH = Pattern.compile("[0-9]{4}-[0-9]{2}");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private final PolicyScope scope;
    private final Variables variables;

    public SlowEvaluator(PolicyScope scope, Variables variables) {
        this.scope = scope;
        this.variables = variables;
    }

    /** An explicit Deny first, then an Allow, else denied. */
    public Decision decide(List<PolicyDocument> documents, Action action, String name) {
        boolean allowed = false;
        for (PolicyDocument document : documents) {
            for (Statement statement : document.statements()) {
                if (!matches(statement, action, name)) {
                    continue;
                }
                if (statement.effect() == Effect.DENY) {
                    return Decision.EXPLICIT_DENY;
                }
                allowed = true;
            }
        }
        return allowed ? Decision.ALLOWED : Decision.IMPLICIT_DENY;
    }

    private boolean matches(Statement statement, Action action, String name) {
        boolean actionMatches = false;
        for (String text : statement.actions()) {
            actionMatches |=
                    wildcard(text.toLowerCase(Locale.ROOT), action.text().toLowerCase(Locale.ROOT));
        }
        if (!actionMatches) {
            return false;
        }
        boolean resourceMatches = false;
        for (String asked : asked(action, name, statement.effect())) {
            for (String resource : statement.resources()) {
                resourceMatches |= resource(resource, asked, statement.effect());
            }
        }
        if (!resourceMatches) {
            return false;
        }
        boolean conditionsHold = true;
        for (Condition condition : statement.conditions()) {
            conditionsHold &= holds(condition, statement.effect());
        }
        return conditionsHold;
    }

    /** A shared subscription is asked about as a whole; a Deny looks at the filter inside too. */
    private static List<String> asked(Action action, String name, Effect effect) {
        List<String> asked = new ArrayList<>();
        asked.add(action.resourcePrefix() + name);
        if (effect == Effect.DENY && action == Action.SUBSCRIBE && name.startsWith("$share/")) {
            String[] parts = name.split("/", 3);
            if (parts.length == 3) {
                asked.add(action.resourcePrefix() + parts[2]);
            }
        }
        return asked;
    }

    /** The six fields of the ARN one by one; an incomplete one is completed with stars. */
    private boolean resource(String pattern, String name, Effect effect) {
        if (pattern.equals("*")) {
            return true;
        }
        String[] own = {"arn", scope.partition(), "iot", scope.region(), scope.account(), name};
        String[] fields = pattern.split(":", 6);
        for (int i = 0; i < 5 && i < fields.length; i++) {
            if (!wildcard(fields[i], own[i])) {
                return false;
            }
        }
        return fields.length < 6 || like(fields[5], name, !fields[5].startsWith("client/"), effect);
    }

    private boolean holds(Condition condition, Effect effect) {
        String operator = condition.operator().text();
        boolean ifExists = operator.endsWith("IfExists");
        if (ifExists) {
            operator = operator.substring(0, operator.length() - "IfExists".length());
        }
        List<String> actual = known(condition.key());
        if (operator.equals("Null")) {
            return condition.values().contains(Boolean.toString(actual.isEmpty()));
        }
        boolean negated = operator.contains("Not");
        if (negated && effect == Effect.ALLOW) {
            for (String value : condition.values()) {
                if (hasUnknown(value)) {
                    return false; // stricter than AWS
                }
            }
        }
        if (effect == Effect.DENY && condition.values().stream().anyMatch(this::hasWithheld)) {
            return true; // stricter than AWS
        }
        for (String one : actual) {
            if (!isReadable(operator, one)) {
                return effect == Effect.DENY; // stricter than AWS
            }
        }
        if (operator.startsWith("ForAllValues:")) {
            return actual.stream().allMatch(one -> compare(condition, one) != negated);
        }
        if (actual.isEmpty()) {
            return ifExists || (negated && !operator.startsWith("ForAnyValue:"));
        }
        if (operator.startsWith("ForAnyValue:")) {
            return actual.stream().anyMatch(one -> compare(condition, one) != negated);
        }
        return compare(condition, actual.getFirst()) != negated;
    }

    private static boolean isReadable(String operator, String actual) {
        if (operator.contains("Numeric")) {
            return NUMBER.matcher(actual).matches() && actual.length() <= 40;
        }
        if (operator.contains("Date")) {
            return moment(actual) != null;
        }
        if (operator.contains("Bool")) {
            return actual.equalsIgnoreCase("true") || actual.equalsIgnoreCase("false");
        }
        return !operator.contains("Arn") || (actual.startsWith("arn:") && actual.split(":", 6).length == 6);
    }

    /** Whether one of the values matches, negation aside. */
    private boolean compare(Condition condition, String actual) {
        String operator = condition.operator().text();
        for (String value : condition.values()) {
            boolean matched;
            if (operator.contains("Arn")) {
                matched = arn(value, actual);
            } else if (operator.contains("Numeric")) {
                matched = ordered(operator, new BigDecimal(actual).compareTo(new BigDecimal(value)));
            } else if (operator.contains("Date")) {
                matched = ordered(
                        operator,
                        Objects.requireNonNull(moment(actual)).compareTo(Objects.requireNonNull(moment(value))));
            } else if (operator.contains("Like")) {
                matched = like(value, actual, false, Effect.ALLOW);
            } else if (operator.contains("IgnoreCase")) {
                String expected = filledIn(value);
                matched = expected != null && expected.equalsIgnoreCase(actual);
            } else if (operator.contains("String")) {
                String expected = filledIn(value);
                matched = expected != null && expected.equals(actual);
            } else if (operator.contains("Ip")) {
                matched = inBlock(value, actual);
            } else {
                matched = value.equalsIgnoreCase(actual);
            }
            if (matched) {
                return true;
            }
        }
        return false;
    }

    private static boolean ordered(String operator, int order) {
        if (operator.contains("LessThan")) {
            return order < 0 || (order == 0 && operator.contains("ThanEquals"));
        }
        if (operator.contains("GreaterThan")) {
            return order > 0 || (order == 0 && operator.contains("ThanEquals"));
        }
        return order == 0;
    }

    /** Six fields, each for itself; in a pattern, colons between braces are part of a variable. */
    private boolean arn(String pattern, String arn) {
        String[] given = arn.split(":", 6);
        String rest = pattern;
        for (int i = 0; i < 6; i++) {
            int end = 0;
            while (i < 5 && rest.charAt(end) != ':') {
                end = rest.startsWith("${", end) ? rest.indexOf('}', end) : end + 1;
            }
            String field = i < 5 ? rest.substring(0, end) : rest;
            if (!like(field, given[i], false, Effect.ALLOW)) {
                return false;
            }
            rest = i < 5 ? rest.substring(end + 1) : "";
        }
        return true;
    }

    /** W3C profile of ISO 8601, or seconds since 1970; null where it is neither. */
    private static @Nullable Instant moment(String text) {
        try {
            if (SECONDS.matcher(text).matches()) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            String whole = text;
            if (YEAR.matcher(text).matches()) {
                whole = text + "-01-01T00:00:00Z";
            } else if (MONTH.matcher(text).matches()) {
                whole = text + "-01T00:00:00Z";
            } else if (DAY.matcher(text).matches()) {
                whole = text + "T00:00:00Z";
            }
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(whole, Instant::from);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean inBlock(String block, String address) {
        String[] parts = block.split("/", -1);
        String network = bits(parts[0]);
        String peer = bits(address);
        int length = parts.length == 2 ? Integer.parseInt(parts[1]) : network.length();
        return network.length() == peer.length() && network.substring(0, length).equals(peer.substring(0, length));
    }

    /** 32 digits or 128; of an IPv4 address in IPv6 form (RFC 4291 section 2.5.5.2) the 32. */
    private static String bits(String address) {
        String withoutZone = address.split("%", 2)[0];
        if (!withoutZone.contains(":")) {
            return digits(List.of(withoutZone.split("\\.", -1)), 10, 8);
        }
        String text = withoutZone;
        int lastColon = text.lastIndexOf(':');
        if (text.indexOf('.') > 0) { // the last 32 bits as an IPv4 address
            String last = bits(text.substring(lastColon + 1));
            text = text.substring(0, lastColon + 1)
                    + Integer.toHexString(Integer.parseInt(last.substring(0, 16), 2)) + ":"
                    + Integer.toHexString(Integer.parseInt(last.substring(16), 2));
        }
        String[] aroundGap = text.split("::", -1);
        List<String> groups = new ArrayList<>(groups(aroundGap[0]));
        if (aroundGap.length == 2) {
            List<String> behind = groups(aroundGap[1]);
            groups.addAll(Collections.nCopies(8 - groups.size() - behind.size(), "0"));
            groups.addAll(behind);
        }
        String all = digits(groups, 16, 16);
        return all.startsWith("0".repeat(80) + "1".repeat(16)) ? all.substring(96) : all;
    }

    private static List<String> groups(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(":", -1));
    }

    private static String digits(List<String> numbers, int radix, int width) {
        StringBuilder bits = new StringBuilder();
        for (String number : numbers) {
            String binary = Integer.toBinaryString(Integer.parseInt(number, radix));
            bits.append("0".repeat(width - binary.length())).append(binary);
        }
        return bits.toString();
    }

    private boolean hasUnknown(String text) {
        return filledIn(text) == null;
    }

    /** Whether a variable has a value that is not put in. */
    private boolean hasWithheld(String text) {
        for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", open + 1)) {
            String name = text.substring(open + 2, text.indexOf('}', open));
            if (!known(name).isEmpty() && value(name, false) == null) {
                return true;
            }
        }
        return false;
    }

    /** The text with its variables and escapes replaced, or null if a variable is unknown. */
    private @Nullable String filledIn(String text) {
        int open = text.indexOf("${");
        if (open < 0) {
            return text;
        }
        int close = text.indexOf('}', open);
        String value = value(text.substring(open + 2, close), false);
        String rest = filledIn(text.substring(close + 1));
        return value == null || rest == null ? null : text.substring(0, open) + value + rest;
    }

    /** Text with wildcards and variables against a text. */
    private boolean like(String pattern, String text, boolean topic, Effect effect) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.startsWith("${")) {
            int close = pattern.indexOf('}');
            String name = pattern.substring(2, close);
            String value = value(name, topic);
            if (value == null && effect == Effect.DENY && !known(name).isEmpty()) {
                return like("*" + pattern.substring(close + 1), text, topic, effect); // withheld: any text
            }
            return value != null
                    && text.startsWith(value)
                    && like(pattern.substring(close + 1), text.substring(value.length()), topic, effect);
        }
        if (pattern.charAt(0) == '*') {
            for (int i = 0; i <= text.length(); i++) {
                if (like(pattern.substring(1), text.substring(i), topic, effect)) {
                    return true;
                }
            }
            return false;
        }
        if (text.isEmpty()) {
            return false;
        }
        if (pattern.charAt(0) == '?') {
            return like(pattern.substring(1), text.substring(Character.charCount(text.codePointAt(0))), topic, effect);
        }
        return pattern.charAt(0) == text.charAt(0) && like(pattern.substring(1), text.substring(1), topic, effect);
    }

    private @Nullable String value(String name, boolean topic) {
        if (name.equals("*") || name.equals("?") || name.equals("$")) {
            return name;
        }
        String value = known(name).isEmpty() ? null : known(name).getFirst();
        if (value == null || value.isEmpty() || value.length() > 1024) {
            return null;
        }
        for (String forbidden : List.of("*", "?", "$", "+", "#", "\0", "\n", "\r", "\u007f", "\ufeff")) {
            if (value.contains(forbidden)) {
                return null;
            }
        }
        if (topic && name.equals("iot:ClientId") && value.contains("/")) {
            return null;
        }
        if (name.startsWith("iot:Certificate.")) {
            for (String special : List.of("\\", ",", "\"", "=", "<", ">", ";")) {
                value = value.replace(special, "\\" + special);
            }
        }
        return value;
    }

    /** What a name stands for: the first value, one by its index, or all. */
    private List<String> known(String name) {
        if (!name.startsWith("iot:Certificate.")) {
            return variables.values(name);
        }
        if (name.endsWith(".List")) {
            List<String> all = variables.values(name.substring(0, name.length() - ".List".length()));
            return all.subList(0, Math.min(5, all.size()));
        }
        boolean indexed = Character.isDigit(name.charAt(name.length() - 1));
        String base = indexed ? name.substring(0, name.length() - 2) : name;
        int index = indexed ? name.charAt(name.length() - 1) - '1' : 0;
        List<String> all = variables.values(base);
        return index < all.size() ? List.of(all.get(index)) : List.of();
    }

    /** Wildcards only, with a table instead of recursion where texts are long. */
    static boolean wildcard(String pattern, String text) {
        int[] wanted = pattern.codePoints().toArray();
        int[] given = text.codePoints().toArray();
        boolean[] reached = new boolean[given.length + 1]; // reached[j]: the pattern so far matches the first j
        reached[0] = true;
        for (int code : wanted) {
            boolean[] next = new boolean[given.length + 1];
            if (code == '*') {
                boolean any = false;
                for (int j = 0; j <= given.length; j++) {
                    any |= reached[j];
                    next[j] = any;
                }
            } else {
                for (int j = 0; j < given.length; j++) {
                    next[j + 1] = reached[j] && (code == '?' || code == given[j]);
                }
            }
            reached = next;
        }
        return reached[given.length];
    }
}
