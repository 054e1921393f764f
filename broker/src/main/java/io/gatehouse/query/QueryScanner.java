package io.gatehouse.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts a query into tokens. A colon parts a field from its value only where it is the first of its word, so that
 * {@code thingName:la:mp} looks for {@code la:mp}. A backslash takes its meaning from the character behind it.
 */
final class QueryScanner {
    private static final Set<String> OPERATORS = Set.of("AND", "OR", "NOT", "TO");
    private static final String SIGNS = "()[]{}";
    private static final String ENDS = " \t\r\n()[]{}\"<>";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean inValue; // behind a colon, a comparison or in a range: a colon is a character like others
    private boolean inRange;

    private QueryScanner(String text) {
        this.text = text;
    }

    /** @throws MalformedQuery a character that has no place where it stands */
    static List<Token> tokens(String text) {
        QueryScanner scanner = new QueryScanner(text);
        scanner.scan();
        return scanner.tokens;
    }

    private void scan() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                inValue = false;
            } else if (SIGNS.indexOf(c) >= 0) {
                inRange = c == '[' || c == '{' || (inRange && c != ']' && c != '}');
                inValue = false;
                sign(String.valueOf(c));
            } else if (c == '"') {
                quoted();
            } else if (c == '<' || c == '>') {
                boolean withEqual = at + 1 < text.length() && text.charAt(at + 1) == '=';
                sign(withEqual ? c + "=" : String.valueOf(c));
                inValue = true;
            } else if (c == ':' && !inValue && !inRange) {
                sign(":");
                inValue = true;
            } else if (c == '-' && !inValue && !inRange) {
                sign("-");
            } else {
                word();
            }
        }
        tokens.add(new Token.End(at + 1));
    }

    private void sign(String sign) {
        tokens.add(new Token.Sign(at + 1, sign));
        at += sign.length();
    }

    private void quoted() {
        int begin = at++;
        StringBuilder quoted = new StringBuilder();
        while (true) {
            if (at >= text.length()) {
                throw new MalformedQuery(begin + 1, "\": not closed (expected: another \")");
            }
            char c = text.charAt(at++);
            if (c == '"') {
                break;
            }
            quoted.append(c == '\\' ? escaped() : c);
        }
        inValue = false;
        tokens.add(new Token.Word(begin + 1, quoted.toString(), true, false));
    }

    private void word() {
        int begin = at;
        refuseWhatBeginsSomethingElse();
        StringBuilder word = new StringBuilder();
        boolean pattern = false;
        boolean literal = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (ENDS.indexOf(c) >= 0 || Character.isWhitespace(c) || (c == ':' && !inValue && !inRange)) {
                break;
            }
            at++;
            switch (c) {
                case '\\' -> {
                    word.append(escaped());
                    literal = true;
                }
                case '~', '^' ->
                    throw new MalformedQuery(
                            at,
                            c + ": " + (c == '~' ? "fuzzy or near terms" : "weights")
                                    + " (expected: none; write it in \"quotes\" to look for the character)");
                case '*', '?' -> {
                    if (literal) {
                        throw new MalformedQuery(at, c + ": beside a backslash (expected: one of them in a word)");
                    }
                    pattern = true;
                    word.append(c);
                }
                default -> word.append(c);
            }
        }
        if (pattern && literal) {
            throw new MalformedQuery(begin + 1, "\\: beside a star or question mark (expected: one of them in a word)");
        }
        String found = word.toString();
        if (!literal && OPERATORS.contains(found)) {
            tokens.add(new Token.Sign(begin + 1, found));
        } else {
            tokens.add(new Token.Word(begin + 1, found, false, pattern));
        }
    }

    private void refuseWhatBeginsSomethingElse() {
        char c = text.charAt(at);
        String instead = switch (c) {
            case '/' -> "a regular expression (expected: none; write a path in \"quotes\")";
            case '+' -> "a sign of other languages (expected: AND, which stands between terms anyway)";
            case '!' -> "a sign of other languages (expected: NOT or -)";
            case '&' -> "a sign of other languages (expected: AND)";
            case '|' -> "a sign of other languages (expected: OR)";
            default -> "";
        };
        if (!instead.isEmpty()) {
            throw new MalformedQuery(at + 1, c + ": " + instead);
        }
        if (c == '?' || (c == '*' && !isAlone())) {
            throw new MalformedQuery(
                    at + 1, c + ": at the beginning (expected: behind other characters; * alone for any value)");
        }
    }

    private boolean isAlone() {
        return at + 1 == text.length() || ENDS.indexOf(text.charAt(at + 1)) >= 0;
    }

    private char escaped() {
        if (at >= text.length()) {
            throw new MalformedQuery(at, "\\: at the end (expected: the character that it is for)");
        }
        return text.charAt(at++);
    }
}
