package io.gatehouse.provisioning.bulk;

/**
 * What a task was started with.
 *
 * @param templateBody as it was given
 * @param bucket a folder of the input folder
 * @param key the file in it
 * @param roleArn kept and shown, and without effect
 */
public record TaskInput(String templateBody, String bucket, String key, String roleArn, InputVersion version) {}
