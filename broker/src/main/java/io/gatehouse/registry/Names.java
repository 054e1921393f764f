package io.gatehouse.registry;

import io.gatehouse.log.Printable;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What names and attributes may look like: AWS IoT Core's patterns, in ASCII. Each test answers null, or the problem as
 * {@code name: value (expected: …)}.
 */
final class Names {
    private static final int MAX_NAME = 128;
    private static final int MAX_ATTRIBUTE_VALUE = 800;
    private static final int MAX_DESCRIPTION = 2028;
    private static final int MAX_SEARCHABLE = 3;
    private static final int MAX_TEMPLATE_NAME = 36;
    private static final int MAX_TEMPLATE_DESCRIPTION = 500;
    private static final int MAX_REFERENCE = 2048;

    /** What a propagating attribute takes its value from. */
    static final String WRONG_SOURCE =
            "propagating attribute: neither or both of thingAttribute and connectionAttribute,"
                    + " or another (expected: one of the two, the latter iot:ClientId or iot:Thing.ThingName)";

    private Names() {}

    static @Nullable String thing(String name) {
        return check("thing name", name, MAX_NAME, c -> letterOrDigit(c) || in(":_-", c), "letters, digits, : _ -");
    }

    static @Nullable String thingType(String name) {
        return check("type name", name, MAX_NAME, c -> letterOrDigit(c) || in(":_-", c), "letters, digits, : _ -");
    }

    static @Nullable String group(String name) {
        return check("group name", name, MAX_NAME, c -> letterOrDigit(c) || in(":_-", c), "letters, digits, : _ -");
    }

    static @Nullable String billingGroup(String name) {
        return check(
                "billing group name", name, MAX_NAME, c -> letterOrDigit(c) || in(":_-", c), "letters, digits, : _ -");
    }

    /** Printable ASCII; may be empty. */
    static @Nullable String description(String text) {
        boolean printable = text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return printable && text.length() <= MAX_DESCRIPTION
                ? null
                : "description: " + shown(text) + " (expected: at most " + MAX_DESCRIPTION
                        + " printable ASCII characters)";
    }

    /** Names of attributes that a thing type makes searchable. */
    static @Nullable String searchable(List<String> names) {
        if (names.size() > MAX_SEARCHABLE) {
            return "searchable attributes: " + names.size() + " (expected: at most " + MAX_SEARCHABLE + ")";
        }
        for (String name : names) {
            String problem = attributeName(name);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /** What a thing type adds to the messages of its things. */
    static @Nullable String propagating(List<PropagatingAttribute> attributes) {
        if (attributes.size() > PropagatingAttribute.MOST) {
            return "propagating attributes: " + attributes.size() + " (expected: at most " + PropagatingAttribute.MOST
                    + ")";
        }
        for (PropagatingAttribute attribute : attributes) {
            String problem = check(
                    "user property key",
                    attribute.userPropertyKey(),
                    MAX_NAME,
                    c -> letterOrDigit(c) || in(":$.", c),
                    "letters, digits, : $ .");
            String ofThing = attribute.thingAttribute();
            if (problem == null && ofThing != null) {
                problem = attributeName(ofThing);
            }
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    static @Nullable String policy(String name) {
        return check(
                "policy name",
                name,
                MAX_NAME,
                c -> letterOrDigit(c) || in("_+=,.@-", c),
                "letters, digits, _ + = , . @ -");
    }

    static @Nullable String template(String name) {
        return check(
                "template name", name, MAX_TEMPLATE_NAME, c -> letterOrDigit(c) || in("_-", c), "letters, digits, _ -");
    }

    /** May be empty. */
    static @Nullable String templateDescription(String text) {
        boolean printable = text.codePoints().noneMatch(Character::isISOControl);
        return printable && text.length() <= MAX_TEMPLATE_DESCRIPTION
                ? null
                : "description: " + shown(text) + " (expected: at most " + MAX_TEMPLATE_DESCRIPTION
                        + " characters, no control characters)";
    }

    /** An ARN or a URL, kept and shown. */
    static @Nullable String reference(String what, String text) {
        return check(what, text, MAX_REFERENCE, c -> c > ' ' && c < 0x7f, "printable ASCII");
    }

    static @Nullable String attributes(Map<String, String> attributes, int max) {
        if (attributes.size() > max) {
            return "attributes: " + attributes.size() + " (expected: at most " + max + ")";
        }
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            String problem = attributeName(attribute.getKey());
            if (problem == null) {
                problem = check(
                        "attribute " + attribute.getKey(),
                        attribute.getValue(),
                        MAX_ATTRIBUTE_VALUE,
                        c -> letterOrDigit(c) || in("_.,@/:#=[]-", c),
                        "letters, digits, _ . , @ / : # = [ ] -");
            }
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String attributeName(String name) {
        return check(
                "attribute name",
                name,
                MAX_NAME,
                c -> letterOrDigit(c) || in("_.,@/:#-", c),
                "letters, digits, _ . , @ / : # -");
    }

    private static @Nullable String check(String what, String value, int max, IntPredicate allowed, String alphabet) {
        if (!value.isEmpty() && value.length() <= max && value.chars().allMatch(allowed)) {
            return null;
        }
        return what + ": " + shown(value) + " (expected: 1 to " + max + " of " + alphabet + ")";
    }

    /** Short and printable, because it ends in logs and terminals. */
    private static String shown(String value) {
        return Printable.quoted(value);
    }

    private static boolean letterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean in(String set, int c) {
        return set.indexOf(c) >= 0;
    }
}
