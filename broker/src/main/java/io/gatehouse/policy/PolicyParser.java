package io.gatehouse.policy;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import io.gatehouse.json.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads policy documents: {@code Version}, {@code Id}, {@code Statement} with {@code Sid}, {@code Effect},
 * {@code Action}, {@code Resource} and {@code Condition}. Pure; any thread.
 *
 * <p>Whatever could silently change what a statement means is refused: unknown keys, operators and condition keys,
 * duplicate keys, half-written variables, a Deny with a variable that never has a value. An action that nobody knows
 * is accepted, as at AWS, since it can only match nothing; {@link PolicyLint} reports it.
 */
public final class PolicyParser {
    private static final int MAX_DEPTH = 8; // a condition value is at 6
    private static final int MAX_LABEL = 128;

    /** White space is free at AWS; here there may be this many characters of text for each that counts. */
    private static final int WHITE_SPACE_FACTOR = 8;

    private static final List<String> DOCUMENT_KEYS = List.of("Version", "Id", "Statement");

    private final PolicyLimits limits;
    private final Problems problems = new Problems();

    private PolicyParser(PolicyLimits limits) {
        this.limits = limits;
    }

    /** Reads the text; every problem is reported, not only the first, unless it is no JSON at all. */
    public static PolicyParse parse(String json, PolicyLimits limits) {
        PolicyParser parser = new PolicyParser(limits);
        PolicyDocument document = parser.document(json);
        return document == null || !parser.problems.isEmpty()
                ? new PolicyParse.Malformed(parser.problems.list())
                : new PolicyParse.Parsed(document);
    }

    private @Nullable PolicyDocument document(String json) {
        long counted = json.length() > limits.maxCharacters()
                ? json.chars().filter(c -> !Character.isWhitespace(c)).count()
                : json.length();
        if (counted > limits.maxCharacters()) {
            problems.add(
                    "",
                    new Position(1, 1),
                    counted + " characters without white space (expected: at most " + limits.maxCharacters() + ")");
            return null;
        }
        int most = limits.maxCharacters() * WHITE_SPACE_FACTOR;
        JsonLimits bounds = new JsonLimits(most, MAX_DEPTH, limits.maxCharacters(), limits.maxCharacters(), most);
        return switch (Json.parse(json, bounds)) {
            case JsonParse.Malformed(Position position, String message) -> {
                problems.add("", position, message.startsWith("document: ") ? message.substring(10) : message);
                yield null;
            }
            case JsonParse.Parsed(JsonValue value) -> document(value);
        };
    }

    private @Nullable PolicyDocument document(JsonValue value) {
        if (!(value instanceof JsonObject root)) {
            problems.add("", value.position(), value.kind() + " (expected: an object with Version and Statement)");
            return null;
        }
        for (JsonObject.Member member : root.members()) {
            if (!DOCUMENT_KEYS.contains(member.name())) {
                unknownKey("", member, DOCUMENT_KEYS);
            }
        }
        version(root);
        JsonValue id = root.member("Id");
        String idText = id == null ? null : label("Id", id);
        return new PolicyDocument(PolicyDocument.VERSION, idText, statements(root));
    }

    private void version(JsonObject root) {
        String expected = " (expected: \"" + PolicyDocument.VERSION + "\")";
        JsonValue version = root.member("Version");
        if (version == null) {
            problems.add("Version", root.position(), "missing" + expected);
        } else if (!(version instanceof JsonString text)) {
            problems.add("Version", version.position(), version.kind() + expected);
        } else if (!text.text().equals(PolicyDocument.VERSION)) {
            // The language of 2008 has no variables: the same text would mean something else.
            problems.add("Version", version.position(), Quoted.of(text.text()) + expected);
        }
    }

    private List<Statement> statements(JsonObject root) {
        JsonValue value = root.member("Statement");
        StatementParser parser = new StatementParser(this, problems, limits);
        List<Statement> statements = new ArrayList<>();
        switch (value) {
            case null -> problems.add("Statement", root.position(), "missing (expected: one or more statements)");
            case JsonObject single -> add(statements, parser.statement("Statement", single));
            case JsonArray array -> {
                int count = array.elements().size();
                if (count == 0 || count > limits.maxStatements()) {
                    problems.add(
                            "Statement",
                            array.position(),
                            count + " statements (expected: 1 to " + limits.maxStatements() + ")");
                    return statements;
                }
                for (int i = 0; i < count; i++) {
                    add(
                            statements,
                            parser.statement(
                                    "Statement[" + i + "]", array.elements().get(i)));
                }
            }
            default ->
                problems.add(
                        "Statement", value.position(), value.kind() + " (expected: an object, or an array of them)");
        }
        return statements;
    }

    private static void add(List<Statement> statements, @Nullable Statement statement) {
        if (statement != null) {
            statements.add(statement);
        }
    }

    /** The text of a {@code Sid} or {@code Id}. */
    @Nullable
    String label(String path, JsonValue value) {
        if (!(value instanceof JsonString string)) {
            problems.add(path, value.position(), value.kind() + " (expected: a string)");
            return null;
        }
        String text = string.text();
        if (text.length() > MAX_LABEL || text.chars().anyMatch(Character::isISOControl)) {
            problems.add(
                    path,
                    value.position(),
                    Quoted.of(text) + " (expected: at most " + MAX_LABEL + " characters, no control characters)");
            return null;
        }
        return text;
    }

    void unknownKey(String path, JsonObject.Member member, List<String> known) {
        String suggestion = Quoted.didYouMean(member.name(), known);
        problems.add(
                path,
                member.position(),
                "unknown key " + Quoted.of(member.name()) + " (expected: " + String.join(", ", known) + suggestion
                        + ")");
    }

    /** One string or an array of one or more; what is not a string is a problem and left out. */
    List<JsonString> strings(String path, JsonValue value) {
        List<JsonValue> elements = value instanceof JsonArray array ? array.elements() : List.of(value);
        int most = limits.maxEntriesPerStatement();
        if (elements.isEmpty() || elements.size() > most) {
            problems.add(path, value.position(), elements.size() + " values (expected: 1 to " + most + ")");
            return List.of();
        }
        List<JsonString> strings = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i) instanceof JsonString string) {
                strings.add(string);
            } else {
                String at = value instanceof JsonArray ? path + "[" + i + "]" : path;
                JsonValue element = elements.get(i);
                problems.add(at, element.position(), element.kind() + " (expected: a string)");
            }
        }
        return strings;
    }
}
