package io.gatehouse.cli;

import io.gatehouse.control.TagApi;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What has tags, as somebody named it.
 *
 * @param arn {@code null} where it was named otherwise
 */
record TagName(TagApi.Noun noun, String name, @Nullable String arn) {
    private static final Map<String, TagApi.Noun> COMMANDS = Map.of(
            "thing-type", TagApi.Noun.THING_TYPE,
            "group", TagApi.Noun.THING_GROUP,
            "billing-group", TagApi.Noun.BILLING_GROUP,
            "policy", TagApi.Noun.POLICY,
            "template", TagApi.Noun.PROVISIONING_TEMPLATE,
            "ca", TagApi.Noun.CA_CERTIFICATE);
    private static final Map<String, TagApi.Noun> ARNS =
            Arrays.stream(TagApi.Noun.values()).collect(Collectors.toMap(TagApi.Noun::arnType, Function.identity()));

    /** {@code arn:PARTITION:iot:REGION:ACCOUNT:thinggroup/attic}, or {@code group/attic}. */
    static TagName parse(String what, String text) {
        boolean isArn = text.startsWith("arn:");
        String[] parts = text.split(":", 6);
        String typed = !isArn ? text : parts.length == 6 ? parts[5] : "";
        int slash = typed.indexOf('/');
        TagApi.Noun noun = slash < 0 ? null : (isArn ? ARNS : COMMANDS).get(typed.substring(0, slash));
        String name = typed.substring(slash + 1);
        if (noun == null || name.isEmpty()) {
            throw CommandFailure.usage(
                    what,
                    "resource: " + text + " (expected: an ARN of what may have tags, or NOUN/NAME with one of "
                            + String.join(
                                    ", ", COMMANDS.keySet().stream().sorted().toList()) + ")",
                    "name it as group/attic; things and certificates have no tags");
        }
        return new TagName(noun, name, isArn ? text : null);
    }
}
