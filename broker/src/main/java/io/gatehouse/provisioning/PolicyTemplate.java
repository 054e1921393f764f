package io.gatehouse.provisioning;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonArray;
import io.gatehouse.json.JsonValue.JsonObject;
import io.gatehouse.json.Position;
import io.gatehouse.registry.ThingRegistration.WantedPolicy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code AWS::IoT::Policy} of a template: the name of one that is there, a document, or a document under a name.
 * Immutable.
 */
record PolicyTemplate(
        String logicalName,
        @Nullable Expression name,
        @Nullable Document document) {

    /** A document: a text, or JSON in which expressions stand. */
    sealed interface Document {
        /** JSON in a string, as AWS's documentation has it. */
        record AsText(Expression text) implements Document {}

        /** JSON as such. */
        record AsJson(Node root) implements Document {}
    }

    /** A part of a document that is written as JSON. */
    sealed interface Node {
        record Fields(Map<String, Node> fields) implements Node {
            public Fields {
                fields = new LinkedHashMap<>(fields);
            }
        }

        record Elements(List<Node> elements) implements Node {
            public Elements {
                elements = List.copyOf(elements);
            }
        }

        record Call(Expression expression) implements Node {}

        record Constant(JsonValue value) implements Node {}
    }

    static Node node(JsonValue value, ExpressionReader expressions) {
        if (ExpressionReader.isCall(value)) {
            return new Node.Call(expressions.read(value));
        }
        return switch (value) {
            case JsonObject object -> {
                Map<String, Node> fields = new LinkedHashMap<>();
                object.members().forEach(member -> fields.put(member.name(), node(member.value(), expressions)));
                yield new Node.Fields(fields);
            }
            case JsonArray(List<JsonValue> elements, Position _) ->
                new Node.Elements(
                        elements.stream().map(one -> node(one, expressions)).toList());
            default -> new Node.Constant(value);
        };
    }

    WantedPolicy evaluate(Evaluation evaluation) {
        String text = document == null ? null : text(document, evaluation);
        if (name != null) {
            return new WantedPolicy(evaluation.text(name).value(), text);
        }
        if (text == null) {
            throw new IllegalStateException("policy: neither name nor document (expected: refused when it was read)");
        }
        return new WantedPolicy(hash(text), text);
    }

    private static String text(Document document, Evaluation evaluation) {
        return switch (document) {
            case Document.AsText(Expression text) -> PolicyText.checked(evaluation.text(text), text.position());
            case Document.AsJson(Node root) -> Json.print(json(root, evaluation));
        };
    }

    private static JsonValue json(Node node, Evaluation evaluation) {
        return switch (node) {
            case Node.Constant(JsonValue value) -> value;
            case Node.Call(Expression expression) ->
                JsonValue.of(PolicyText.checked(evaluation.text(expression), expression.position()));
            case Node.Elements(List<Node> elements) ->
                JsonValue.of(elements.stream().map(one -> json(one, evaluation)).toList());
            case Node.Fields(Map<String, Node> fields) -> {
                JsonValue.ObjectBuilder object = JsonValue.object();
                fields.forEach((key, value) -> object.put(key, json(value, evaluation)));
                yield object.build();
            }
        };
    }

    /** The name of a policy that has none, as AWS says: the same document is the same policy. */
    private static String hash(String document) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
