package io.gatehouse.config;

/**
 * What policy documents may say and how resources are named.
 *
 * @param partition second field of every ARN, {@code arn:<partition>:iot:<region>:<account>:…}
 * @param region fourth field
 * @param account fifth field, 12 digits
 * @param maxDocumentCharacters of one policy document, white space not counted
 */
public record PolicySettings(String partition, String region, String account, int maxDocumentCharacters) {
    public static final PolicySettings EXTENDED = new PolicySettings("aws", "local", "000000000000", 65_536);

    /** AWS IoT Core's number of characters. */
    public static final PolicySettings STRICT = new PolicySettings("aws", "local", "000000000000", 2048);

    public PolicySettings {
        Check.that(partition.matches("[a-z][a-z0-9-]{0,31}"), "partition", partition, "for example aws or aws-cn");
        Check.that(region.matches("[a-z][a-z0-9-]{0,31}"), "region", region, "for example local or eu-central-1");
        Check.that(account.matches("[0-9]{12}"), "account", account, "12 digits");
        // The registry takes 200,000 characters, white space included: more would not fit into a record.
        Check.range("maxDocumentCharacters", maxDocumentCharacters, 128, 100_000);
    }

    public static PolicySettings defaultsOf(Compatibility compatibility) {
        return switch (compatibility) {
            case STRICT -> STRICT;
            case EXTENDED -> EXTENDED;
        };
    }
}
