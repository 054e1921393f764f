package io.gatehouse.policy;

/**
 * How large a policy document may be. Checked while parsing, before anything is built from it.
 *
 * @param maxCharacters characters of the document that are not white space, as AWS counts
 * @param maxStatements statements of one document
 * @param maxEntriesPerStatement actions, resources and condition values of one statement, each
 */
public record PolicyLimits(int maxCharacters, int maxStatements, int maxEntriesPerStatement) {
    /** AWS: 2,048 characters ("AWS IoT Core policy quotas"); the other two cannot be reached within them. */
    public static final PolicyLimits STRICT = new PolicyLimits(2048, 256, 256);

    /** Room for generated documents; a full one still parses in milliseconds. */
    public static final PolicyLimits EXTENDED = new PolicyLimits(65_536, 1000, 1000);

    public PolicyLimits {
        check("maxCharacters", maxCharacters, 1_000_000);
        check("maxStatements", maxStatements, 10_000);
        check("maxEntriesPerStatement", maxEntriesPerStatement, 10_000);
    }

    /** The same for larger or smaller documents. */
    public PolicyLimits withMaxCharacters(int characters) {
        return new PolicyLimits(characters, maxStatements, maxEntriesPerStatement);
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + most + ")");
        }
    }
}
