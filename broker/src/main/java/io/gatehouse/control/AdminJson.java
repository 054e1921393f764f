package io.gatehouse.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The shapes of this package as JSON, and nothing else: unknown members, duplicate members, missing numbers and deep
 * nesting are errors. Absent means {@code null}; a record whose member must be there says so in its constructor.
 * Immutable; any thread.
 */
public final class AdminJson {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(32)
                            .maxStringLength(AdminServer.MOST_DOCUMENT_BYTES) // a whole registry is one string
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantReader()))
            .build();
    private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();

    private AdminJson() {}

    static byte[] bytes(Record value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + value.getClass().getName(), e);
        }
    }

    /** Indented, for people and scripts. */
    public static String pretty(Object value) {
        try {
            return PRETTY.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + value.getClass().getName(), e);
        }
    }

    /** On one line. */
    public static String line(Record value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /**
     * Reads {@code json} as a {@code type}.
     *
     * @throws MalformedJsonException with a message that names the member and never quotes the document
     */
    public static <T extends Record> T read(byte[] json, Class<T> type) throws MalformedJsonException {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new MalformedJsonException("document: null (expected: an object)");
            }
            return value;
        } catch (JsonMappingException e) {
            throw new MalformedJsonException(path(e) + cause(e));
        } catch (IOException e) {
            throw new MalformedJsonException("document: not JSON (expected: an object)");
        }
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            path.append(path.isEmpty() ? "" : ".")
                    .append(step.getFieldName() != null ? step.getFieldName() : step.getIndex());
        }
        return path.isEmpty() ? "" : path + ": ";
    }

    private static String cause(JsonMappingException e) {
        // What a record's own constructor said is written for the reader; Jackson's words quote the document.
        if (e.getCause() instanceof IllegalArgumentException || e.getCause() instanceof NullPointerException) {
            return String.valueOf(e.getCause().getMessage());
        }
        return "not of the type this operation takes (expected: see the command's help)";
    }

    /** The document does not have the shape asked for. */
    public static final class MalformedJsonException extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        MalformedJsonException(String message) {
            super(message);
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {
        @Serial
        private static final long serialVersionUID = 1;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(parser.getText());
            } catch (DateTimeException e) {
                throw JsonMappingException.from(
                        parser,
                        "instant",
                        new IllegalArgumentException("not an instant (expected: 2026-11-20T10:15:30Z)"));
            }
        }
    }
}
