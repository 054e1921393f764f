package io.gatehouse.policy;

/**
 * What this broker's resource names begin with: {@code arn:PARTITION:iot:REGION:ACCOUNT:}. Policies are written against
 * it, so that a document works unchanged here and at AWS.
 *
 * @param partition {@code aws}, {@code aws-cn}, …
 * @param region {@code eu-central-1}, or any name without a colon
 * @param account twelve digits at AWS; any name without a colon here
 */
public record PolicyScope(String partition, String region, String account) {
    public PolicyScope {
        checkField("partition", partition);
        checkField("region", region);
        checkField("account", account);
    }

    /** The ARN of a resource of this broker: {@code arn("topic/a/b")}. */
    public String arn(String resource) {
        return "arn:" + partition + ":iot:" + region + ":" + account + ":" + resource;
    }

    private static void checkField(String name, String value) {
        boolean plain =
                !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c < 0x7f && ":*?${}\"\\".indexOf(c) < 0);
        if (!plain) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: printable ASCII without white space and : * ? $ { } \" \\)");
        }
    }
}
