package io.gatehouse.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonBoolean;
import io.gatehouse.json.JsonValue.JsonNull;
import io.gatehouse.json.JsonValue.JsonNumber;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.JsonValue.JsonString;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads and prints JSON. Jackson's tokenizer does the work and is seen by nobody else. */
public final class Json {
    private static final int LONGEST_NUMBER = 64;
    private static final int LONGEST_QUOTE = 80;
    /** One for each set of limits: they are constants of the code and of the configuration, and few. */
    private static final Map<JsonLimits, JsonFactory> READERS = new ConcurrentHashMap<>();

    private static final JsonFactory PRINTER = new JsonFactoryBuilder()
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(1024).build())
            .build();

    private Json() {}

    /** Reads one value; nothing but white space may follow it. */
    public static JsonParse parse(String text, JsonLimits limits) {
        if (text.length() > limits.maxCharacters()) {
            return new JsonParse.Malformed(
                    new Position(1, 1),
                    "document: " + text.length() + " characters (expected: at most " + limits.maxCharacters() + ")");
        }
        return reading(text, limits).read();
    }

    /** Values one after the other, as a loop in a shell leaves what it collects; an array of them, or an empty one. */
    public static JsonParse parseSequence(String text, JsonLimits limits) {
        return text.length() > limits.maxCharacters()
                ? parse(text, limits)
                : reading(text, limits).readSequence();
    }

    /** As {@link #parse(String, JsonLimits)}; bytes that are not UTF-8 are refused, never replaced. */
    public static JsonParse parse(byte[] utf8, JsonLimits limits) {
        try {
            return parse(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(utf8))
                            .toString(),
                    limits);
        } catch (CharacterCodingException e) {
            return new JsonParse.Malformed(new Position(1, 1), "document: not UTF-8 (expected: JSON in UTF-8)");
        }
    }

    /** On one line, without white space. */
    public static String print(JsonValue value) {
        return write(value, false);
    }

    /** Indented by two spaces, for people; ends without a line break. */
    public static String printPretty(JsonValue value) {
        return write(value, true);
    }

    /**
     * A text for messages and logs: in quotes, at most 80 characters of it, and nothing in it that could mislead a
     * terminal or a reader: control characters, direction marks, line separators and the like are escaped.
     */
    public static String quoted(String text) {
        boolean whole = text.codePointCount(0, text.length()) <= LONGEST_QUOTE;
        String shown = whole ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE)) + "…";
        return visible(print(JsonValue.of(shown)));
    }

    /** The text with everything escaped that has no width or no place on a line. */
    static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> visible.append(String.format("\\u%04x", c));
                default -> visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }

    private static JsonReader reading(String text, JsonLimits limits) {
        JsonFactory factory = READERS.computeIfAbsent(limits, Json::reader);
        return new JsonReader("JSON", limits, () -> factory.createParser(text));
    }

    private static JsonFactory reader(JsonLimits limits) {
        return new JsonFactoryBuilder()
                .streamReadConstraints(constraints(limits))
                // Keys come from strangers: interning them, or keeping them in a table for ever, is a leak.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
    }

    static StreamReadConstraints constraints(JsonLimits limits) {
        return StreamReadConstraints.builder()
                .maxDocumentLength(limits.maxCharacters())
                .maxNestingDepth(limits.maxDepth())
                .maxStringLength(limits.maxStringLength())
                .maxNameLength(limits.maxNameLength())
                .maxNumberLength(LONGEST_NUMBER)
                .maxTokenCount(limits.maxTokens())
                .build();
    }

    private static String write(JsonValue value, boolean pretty) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = PRINTER.createGenerator(out)) {
            if (pretty) {
                generator.setPrettyPrinter(indented());
            }
            write(value, generator, JsonGenerator::writeNumber);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter does not fail
        }
        return out.toString();
    }

    private static DefaultPrettyPrinter indented() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        return printer;
    }

    /** How a format writes a number that is there as text. */
    @FunctionalInterface
    interface Numbers {
        void write(JsonGenerator out, String number) throws IOException;
    }

    static void write(JsonValue value, JsonGenerator out, Numbers numbers) throws IOException {
        switch (value) {
            case JsonObject object -> {
                out.writeStartObject(object, object.members().size());
                for (JsonObject.Member member : object.members()) {
                    out.writeFieldName(member.name());
                    write(member.value(), out, numbers);
                }
                out.writeEndObject();
            }
            case JsonArray array -> {
                out.writeStartArray(array, array.elements().size());
                for (JsonValue element : array.elements()) {
                    write(element, out, numbers);
                }
                out.writeEndArray();
            }
            case JsonString string -> out.writeString(string.text());
            case JsonNumber number -> numbers.write(out, number.text());
            case JsonBoolean bool -> out.writeBoolean(bool.value());
            case JsonNull _ -> out.writeNull();
        }
    }
}
