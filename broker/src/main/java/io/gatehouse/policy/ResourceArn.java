package io.gatehouse.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resource of a statement: {@code *}, or {@code arn:PARTITION:iot:REGION:ACCOUNT:TYPE/NAME} with text wildcards.
 *
 * <p><b>Fields are matched one by one.</b> The first five are held against the broker's {@link PolicyScope} when the
 * policy is compiled; only what follows the fifth colon is matched against names. Were the ARN one text,
 * {@code arn:aws:iot:*:*:topic/x/*} would allow the topic {@code a:topic/x/y}, because the star of the account field
 * could swallow {@code 123:topic/a}. (IAM says the same: a wildcard does not span fields.) An ARN that ends early with
 * a star, {@code arn:aws:iot:*}, stands for everything from there on; one that ends early without, or has a variable in
 * the first five fields, is refused: it could never match, and nobody writes that on purpose.
 */
final class ResourceArn {
    private static final int FIELDS_BEFORE_NAME = 5;
    private static final List<String> FIELD_NAMES = List.of("arn", "partition", "service", "region", "account");
    private static final int MAX_LENGTH = 2048;
    private static final String EXPECTED = "(expected: * or arn:aws:iot:REGION:ACCOUNT:TYPE/NAME)";

    private final List<String> fields;
    private final Template name;

    private ResourceArn(List<String> fields, Template name) {
        this.fields = fields;
        this.name = name;
    }

    /** What is wrong with the text, as {@code value (expected: …)}, or {@code null}. */
    static @Nullable String problem(String text) {
        if (text.length() > MAX_LENGTH) {
            return text.length() + " characters (expected: at most " + MAX_LENGTH + ")";
        }
        if (text.equals("*")) {
            return null;
        }
        if (!text.startsWith("arn:")) {
            return Quoted.of(text) + " " + EXPECTED;
        }
        int nameStart = nameStart(text);
        String before = nameStart < 0 ? text : text.substring(0, nameStart);
        if (before.contains("${")) {
            return Quoted.of(text) + " (expected: variables only after the fifth colon)";
        }
        if (nameStart < 0 && !text.endsWith("*")) {
            return Quoted.of(text) + " " + EXPECTED;
        }
        if (nameStart == text.length()) {
            return Quoted.of(text) + " (expected: TYPE/NAME after the fifth colon)";
        }
        String template = Template.problem(text);
        return template == null ? null : Quoted.of(text) + ": " + template;
    }

    /** @throws IllegalArgumentException if {@link #problem} finds one */
    static ResourceArn of(String text) {
        String problem = problem(text);
        if (problem != null) {
            throw new IllegalArgumentException("Resource: " + problem);
        }
        int nameStart = text.equals("*") ? 0 : nameStart(text);
        if (nameStart == 0) {
            return new ResourceArn(List.of(), Template.of("*", true));
        }
        if (nameStart < 0) {
            return new ResourceArn(List.of(text.split(":", -1)), Template.of("*", true));
        }
        List<String> fields = List.of(text.substring(0, nameStart - 1).split(":", -1));
        return new ResourceArn(fields, Template.of(text.substring(nameStart), true));
    }

    /** What is matched against {@code topic/a/b}. */
    Template name() {
        return name;
    }

    /** True where this may name a resource of that scope. */
    boolean isWithin(PolicyScope scope) {
        return outside(scope) == null;
    }

    /** A field that is not the broker's. */
    record Outside(String field, String wanted, String own) {}

    /** The first field that keeps it out of the scope, or {@code null}. */
    @Nullable
    Outside outside(PolicyScope scope) {
        List<String> own = List.of("arn", scope.partition(), "iot", scope.region(), scope.account());
        for (int i = 0; i < fields.size(); i++) {
            if (!Glob.of(fields.get(i)).matches(own.get(i))) {
                return new Outside(FIELD_NAMES.get(i), fields.get(i), own.get(i));
            }
        }
        return null;
    }

    /** True where the third field may be {@code iot}. */
    boolean isOfService() {
        return fields.size() < 3 || Glob.of(fields.get(2)).matches("iot");
    }

    /** The index after the fifth colon, or -1. */
    private static int nameStart(String text) {
        int colon = -1;
        for (int i = 0; i < FIELDS_BEFORE_NAME; i++) {
            colon = text.indexOf(':', colon + 1);
            if (colon < 0) {
                return -1;
            }
        }
        return colon + 1;
    }
}
