package io.gatehouse.manifest;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonLimits;
import io.gatehouse.json.JsonParse;
import io.gatehouse.json.JsonValue;
import io.gatehouse.json.JsonValue.JsonObject;

/** Texts that are JSON, and stand in files as what they say: policies, bodies of templates. */
final class Documents {
    private Documents() {}

    /** As an object where nothing is lost by it: a text that is no JSON stays one. */
    static JsonValue json(String document) {
        return Json.parse(document, JsonLimits.DEFAULT) instanceof JsonParse.Parsed(JsonObject parsed)
                ? parsed
                : JsonValue.of(document);
    }

    /** Whether both say the same: white space apart. */
    static boolean same(String one, String other) {
        return one.equals(other)
                || (Json.parse(one, JsonLimits.DEFAULT) instanceof JsonParse.Parsed(var first)
                        && Json.parse(other, JsonLimits.DEFAULT) instanceof JsonParse.Parsed(var second)
                        && Json.print(first).equals(Json.print(second)));
    }
}
