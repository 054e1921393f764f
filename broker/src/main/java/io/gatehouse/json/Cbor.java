package io.gatehouse.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * CBOR (RFC 8949) as far as it says what JSON can say: maps with keys of text, arrays, text, numbers, booleans and
 * null. Read with the bounds of JSON and by the same rules, each key once; byte strings and numbers that are not finite
 * are refused. Maps and arrays of either length, known before or not, are read; those of known length are written.
 *
 * <p>Any thread.
 */
public final class Cbor {
    /** One for each set of limits, as in {@link Json}. */
    private static final Map<JsonLimits, CBORFactory> READERS = new ConcurrentHashMap<>();

    private static final CBORFactory PRINTER = new CBORFactory();

    private Cbor() {}

    /**
     * Reads one value; nothing may follow it. Positions are of no use here: CBOR has no lines.
     *
     * @param limits {@link JsonLimits#maxCharacters} bounds the bytes of the whole
     */
    public static JsonParse parse(byte[] bytes, JsonLimits limits) {
        if (bytes.length > limits.maxCharacters()) {
            return new JsonParse.Malformed(
                    new Position(1, 1),
                    "document: " + bytes.length + " bytes (expected: at most " + limits.maxCharacters() + ")");
        }
        CBORFactory factory = READERS.computeIfAbsent(limits, Cbor::reader);
        return new JsonReader("CBOR", limits, () -> factory.createParser(bytes)).read();
    }

    private static CBORFactory reader(JsonLimits limits) {
        return CBORFactory.builder()
                .streamReadConstraints(Json.constraints(limits))
                // Keys come from strangers: interning them, or keeping them in a table for ever, is a leak.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
    }

    public static byte[] print(JsonValue value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = PRINTER.createGenerator(out)) {
            Json.write(value, generator, Cbor::number);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return out.toByteArray();
    }

    private static void number(JsonGenerator out, String number) throws IOException {
        Long whole = new JsonValue.JsonNumber(number, Position.NOWHERE).toLong();
        if (whole == null) {
            out.writeNumber(Double.parseDouble(number));
        } else {
            out.writeNumber(whole);
        }
    }
}
