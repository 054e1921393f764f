package io.gatehouse.registry;

/**
 * Who is asked before a device is provisioned.
 *
 * @param payloadVersion of the question; {@code 2020-04-01} at AWS
 * @param targetArn at AWS of a function; here any text that says whom to ask, such as the URL of a webhook
 */
public record ProvisioningHook(String payloadVersion, String targetArn) {
    /** What AWS takes where nothing is said. */
    public static final String DEFAULT_VERSION = "2020-04-01";
}
