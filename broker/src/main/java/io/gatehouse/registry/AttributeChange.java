package io.gatehouse.registry;

import java.util.Map;
import java.util.TreeMap;

/**
 * A change to the attributes of a thing or a group, as AWS IoT's {@code attributePayload} has it.
 *
 * @param attributes new values by name; an empty value removes its attribute
 * @param merge whether attributes that are not named stay; else these take the place of all
 */
public record AttributeChange(Map<String, String> attributes, boolean merge) {
    public AttributeChange {
        attributes = Map.copyOf(attributes);
    }

    /** The attributes after the change, by name, so that the first that is wrong is always the same; not checked. */
    public Map<String, String> applyTo(Map<String, String> before) {
        Map<String, String> after = new TreeMap<>(merge ? before : Map.of());
        after.putAll(attributes);
        after.values().removeIf(String::isEmpty);
        return after;
    }
}
