package io.gatehouse.json;

/**
 * How much JSON is read. Each bound is enforced before memory is spent on what exceeds it.
 *
 * @param maxCharacters of the whole text
 * @param maxDepth objects and arrays inside each other; {@code [[1]]} has 2
 * @param maxStringLength characters of one string
 * @param maxNameLength characters of one key
 * @param maxTokens values, keys and brackets together
 */
public record JsonLimits(int maxCharacters, int maxDepth, int maxStringLength, int maxNameLength, int maxTokens) {
    /** For documents that administrators and devices send: 1 Mi characters, 32 levels. */
    public static final JsonLimits DEFAULT = new JsonLimits(1 << 20, 32, 1 << 18, 1024, 200_000);

    /** Depth is bounded by what recursion over the tree can bear on a small stack. */
    private static final int MOST_DEPTH = 512;

    public JsonLimits {
        check("maxCharacters", maxCharacters, 1 << 28);
        check("maxDepth", maxDepth, MOST_DEPTH);
        check("maxStringLength", maxStringLength, 1 << 28);
        check("maxNameLength", maxNameLength, 1 << 20);
        check("maxTokens", maxTokens, 1 << 28);
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + most + ")");
        }
    }
}
