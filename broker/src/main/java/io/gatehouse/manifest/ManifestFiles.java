package io.gatehouse.manifest;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.Position;
import io.gatehouse.json.Yaml;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what files say: JSON, several values one after the other, or YAML, several documents. One file is a resource,
 * or many. Not for use by several threads.
 */
public final class ManifestFiles {
    /** Of one file: what {@code aws iot list-things} prints of 100,000 things. */
    private static final JsonLimits LIMITS = new JsonLimits(64 << 20, 32, 1 << 18, 1024, 8_000_000);
    /** More problems than these nobody reads at once. */
    private static final int MOST_PROBLEMS = 50;

    private final boolean printOuts;
    private final List<Declaration> declarations = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private ManifestFiles(boolean printOuts) {
        this.printOuts = printOuts;
    }

    /** Reads resources only; one that is written twice is a problem. */
    public static ManifestFiles ofResources() {
        return new ManifestFiles(false);
    }

    /** Reads what {@code aws iot} prints too; what is said of one resource in several places is put together. */
    public static ManifestFiles withPrintOuts() {
        return new ManifestFiles(true);
    }

    /** True for the names of files that are looked at in a folder. */
    public static boolean isManifest(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && (name.endsWith(".json") || isYaml(name));
    }

    private static boolean isYaml(String name) {
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    /** @param file for messages; its end says whether it is YAML */
    public ManifestFiles add(String file, String text) {
        JsonParse parse = isYaml(file.toLowerCase(Locale.ROOT))
                ? Yaml.parseSequence(text, LIMITS)
                : Json.parseSequence(text, LIMITS);
        switch (parse) {
            case JsonParse.Malformed(Position at, String message) ->
                problem(new Problem(file + ":" + at.line(), message));
            case JsonParse.Parsed(JsonValue value) -> {
                List<JsonValue> values = value instanceof JsonArray array ? array.elements() : List.of(value);
                if (values.isEmpty()) {
                    problem(new Problem(file + ":1", "empty (expected: a resource)"));
                }
                values.forEach(one -> add(file, one));
            }
        }
        return this;
    }

    private void add(String file, JsonValue value) {
        switch (value) {
            case JsonObject object -> read(file, new Shape(object));
            case JsonArray array -> array.elements().forEach(element -> add(file, element));
            case JsonValue other ->
                problem(new Problem(
                        file + ":" + other.position().line(), other.kind() + " (expected: an object with its kind)"));
        }
    }

    private void read(String file, Shape shape) {
        try {
            if (printOuts && !shape.has("kind")) {
                AwsPrintOut.read(shape, file, notes)
                        .forEach(resource -> declarations.add(new Declaration(resource, file, shape.position())));
            } else {
                declarations.add(new Declaration(ManifestForm.read(shape), file, shape.position()));
            }
        } catch (Shape.Wrong wrong) {
            problem(wrong.at(file));
        }
    }

    private void problem(Problem problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        }
    }

    /** What was read of all files. */
    public Reading reading() {
        if (printOuts) {
            return new Reading(Resource.merged(declarations), problems, notes);
        }
        Map<Resource.Key, Declaration> first = new HashMap<>();
        for (Declaration declaration : declarations) {
            Declaration before = first.putIfAbsent(Resource.Key.of(declaration.resource()), declaration);
            if (before != null) {
                problem(new Problem(
                        declaration.place(),
                        declaration.resource().kind().word() + " "
                                + declaration.resource().name() + " a second time (expected: once; the first is at "
                                + before.place() + ")"));
            }
        }
        return new Reading(declarations, problems, notes);
    }
}
