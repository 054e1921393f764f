package io.gatehouse.registry;

import org.jspecify.annotations.Nullable;

/**
 * What a CA provisions devices with that come for the first time: one template, by its name or by its text. The text is
 * kept as it is: whoever registers it has parsed it before.
 *
 * @param templateName of a template of type JITP; null where {@code templateBody} is given
 * @param templateBody at most 10,240 characters; null where {@code templateName} is given
 * @param roleArn kept and shown; there are no roles here
 */
public record RegistrationConfig(
        @Nullable String templateName,
        @Nullable String templateBody,
        @Nullable String roleArn) {
    private static final int MAX_BODY = 10_240;
    private static final int MAX_ROLE = 2048;

    @Nullable
    String problem() {
        if ((templateName == null) == (templateBody == null)) {
            return "registrationConfig: " + (templateName == null ? "no template" : "two templates")
                    + " (expected: templateName or templateBody)";
        }
        if (templateBody != null && templateBody.length() > MAX_BODY) {
            return "registrationConfig.templateBody: " + templateBody.length() + " characters (expected: at most "
                    + MAX_BODY + ")";
        }
        return roleArn == null || roleArn.length() <= MAX_ROLE
                ? null
                : "registrationConfig.roleArn: " + roleArn.length() + " characters (expected: at most " + MAX_ROLE
                        + ")";
    }
}
