package io.gatehouse.provisioning;

import io.gatehouse.json.Position;

/**
 * Keeps the values of parameters from meaning anything in a policy document: they may only be names. Refused is every
 * character that means something in JSON, in a wildcard, in a variable or in a topic, and every place in which other
 * characters could: inside <code>${…}</code>, or behind a backslash; and a value without characters, which would leave
 * a wildcard beside it alone. Refused and not escaped: no device has an honest reason for a serial number of {@code *}.
 */
final class PolicyText {
    private static final String REFUSED = "*?${}\"\\+#/<>";

    private PolicyText() {}

    /** @throws TemplateProblem a parameter's value has such a character, or stands in such a place */
    static String checked(Text text, Position where) {
        if (text.hollow()) {
            throw new TemplateProblem(
                    where, "PolicyDocument: the value of a parameter is empty (expected: a character or more)");
        }
        String value = text.value();
        for (int at = text.foreign().nextSetBit(0); at >= 0; at = text.foreign().nextSetBit(at + 1)) {
            char c = value.charAt(at);
            if (REFUSED.indexOf(c) >= 0 || Character.isISOControl(c)) {
                throw new TemplateProblem(
                        where,
                        "PolicyDocument: the value of a parameter has the character "
                                + (Character.isISOControl(c) ? "U+%04X".formatted((int) c) : String.valueOf(c))
                                + " (expected: none of " + REFUSED + " and no control character)");
            }
            if (at == 0 || !text.foreign().get(at - 1)) {
                checkPlace(value, at, where);
            }
        }
        return value;
    }

    private static void checkPlace(String value, int at, Position where) {
        int open = value.lastIndexOf("${", at - 1);
        int close = open < 0 ? at : value.indexOf('}', open);
        boolean inVariable = open >= 0 && (close < 0 || close >= at);
        int backslashes = 0;
        while (backslashes < at && value.charAt(at - 1 - backslashes) == '\\') {
            backslashes++;
        }
        if (inVariable || backslashes % 2 == 1) {
            throw new TemplateProblem(
                    where,
                    "PolicyDocument: the value of a parameter stands inside ${…} or behind a backslash (expected: it"
                            + " names no variable and ends no escape)");
        }
    }
}
