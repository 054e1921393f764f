package io.gatehouse.registry;

import io.gatehouse.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code propagatingAttributes} of a thing type, as records of the store and registry documents have them. */
final class PropagatingReading {
    private static final String KEY = "userPropertyKey";
    private static final String THING = "thingAttribute";
    private static final String CONNECTION = "connectionAttribute";

    private PropagatingReading() {}

    static JsonValue form(List<PropagatingAttribute> attributes) {
        return JsonValue.of(attributes.stream()
                .map(attribute -> JsonValue.object()
                        .put(KEY, attribute.userPropertyKey())
                        .putIfPresent(THING, attribute.thingAttribute())
                        .putIfPresent(CONNECTION, attribute.connectionAttribute())
                        .build())
                .toList());
    }

    /** Of a document. */
    static List<PropagatingAttribute> of(DocumentFields type) {
        List<PropagatingAttribute> attributes = new ArrayList<>();
        for (JsonValue element : type.list("propagatingAttributes")) {
            DocumentFields fields = DocumentFields.of(element, Set.of(KEY, THING, CONNECTION));
            PropagatingAttribute attribute =
                    PropagatingAttribute.of(fields.text(KEY), fields.textOrNull(THING), fields.textOrNull(CONNECTION));
            if (attribute == null) {
                throw fields.problem(KEY, Names.WRONG_SOURCE);
            }
            attributes.add(attribute);
        }
        String problem = Names.propagating(attributes);
        if (problem != null) {
            throw type.problem("propagatingAttributes", problem);
        }
        return attributes;
    }

    /** One of a record; null where this version cannot read it. */
    static @Nullable PropagatingAttribute of(JsonValue.JsonObject stored) {
        String key = text(stored, KEY);
        return key == null ? null : PropagatingAttribute.of(key, text(stored, THING), text(stored, CONNECTION));
    }

    private static @Nullable String text(JsonValue.JsonObject stored, String member) {
        return stored.member(member) instanceof JsonValue.JsonString text ? text.text() : null;
    }
}
