package io.gatehouse.load.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gatehouse.load.fleet.Attempt;
import java.util.Iterator;
import java.util.Map;

/**
 * A JSON value whose strings are templates, as the text of one template. A string that is one place for a number and
 * nothing else, such as {@code "%t"}, becomes a number. An object without a place for the stamp gets a member
 * {@value #MEMBER} for it.
 */
public final class JsonText {
    static final String MEMBER = "_load";

    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    public static Attempt<Payload> of(JsonNode value) {
        JsonText json = new JsonText();
        JsonNode stamped = value;
        if (value instanceof ObjectNode object && !value.toString().contains("%s") && !value.has(MEMBER)) {
            stamped = object.deepCopy().put(MEMBER, "%s");
        }
        json.add(stamped);
        return Payload.Text.ofJson(json.text.toString());
    }

    private void add(JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> {
                text.append('{');
                String comma = "";
                for (Map.Entry<String, JsonNode> member : value.properties()) {
                    text.append(comma).append(name(member.getKey())).append(':');
                    add(member.getValue());
                    comma = ",";
                }
                text.append('}');
            }
            case ARRAY -> {
                text.append('[');
                for (Iterator<JsonNode> items = value.elements(); items.hasNext(); ) {
                    add(items.next());
                    text.append(items.hasNext() ? "," : "");
                }
                text.append(']');
            }
            case STRING -> text.append(isNumber(value.textValue()) ? value.textValue() : value.toString());
            default -> text.append(value);
        }
    }

    /** A name is no template. */
    private static String name(String member) {
        return TextNode.valueOf(member).toString().replace("%", "%%");
    }

    private static boolean isNumber(String text) {
        return Template.of(text) instanceof Attempt.Done<Template>(Template template) && template.isNumber();
    }
}
