package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import io.gatehouse.json.JsonValue;
import io.gatehouse.registry.Tags;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tags as AWS IoT writes them, with capitals: {@code [{"Key": "place", "Value": "hall"}]}. */
final class TagFields {
    private TagFields() {}

    /**
     * What {@code tags} has; none where it is missing. A tag without a value has an empty one.
     *
     * @throws OperationRefused InvalidRequestException: a key is missing, or there twice
     */
    static Tags read(Fields body) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Fields tag : body.objects("tags")) {
            String key = tag.requiredText("Key");
            String value = tag.text("Value");
            if (tags.put(key, value == null ? "" : value) != null) {
                throw OperationRefused.invalid("tags: Key " + Json.quoted(key) + " twice (expected: each key once)");
            }
        }
        return Tags.of(tags);
    }

    static JsonValue view(Tags tags) {
        return JsonValue.of(tags.values().entrySet().stream()
                .map(tag -> JsonValue.object()
                        .put("Key", tag.getKey())
                        .put("Value", tag.getValue())
                        .build())
                .toList());
    }
}
