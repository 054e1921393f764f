package io.gatehouse.control.aws;

import io.gatehouse.json.Json;
import java.util.regex.Pattern;

/** What names in a path look like, by the model of AWS IoT; in ASCII. */
enum NamePattern {
    THING("[a-zA-Z0-9:_-]{1,128}", "1 to 128 letters, digits, : _ -"),
    THING_TYPE("[a-zA-Z0-9:_-]{1,128}", "1 to 128 letters, digits, : _ -"),
    THING_GROUP("[a-zA-Z0-9:_-]{1,128}", "1 to 128 letters, digits, : _ -"),
    BILLING_GROUP("[a-zA-Z0-9:_-]{1,128}", "1 to 128 letters, digits, : _ -"),
    POLICY("[a-zA-Z0-9_+=,.@-]{1,128}", "1 to 128 letters, digits, _ + = , . @ -"),
    VERSION("[1-9][0-9]{0,8}", "the number of a version"),
    TEMPLATE("[0-9A-Za-z_-]{1,36}", "1 to 36 letters, digits, _ -"),
    DOMAIN_CONFIGURATION("[a-zA-Z0-9_.:-]{1,128}", "1 to 128 letters, digits, _ . : -"),
    JOB("[a-zA-Z0-9_-]{1,64}", "1 to 64 letters, digits, _ -"),
    EXECUTION_NUMBER("[1-9][0-9]{0,17}", "the number of an execution"),
    REGISTRATION_TASK("[0-9a-zA-Z-]{1,40}", "the taskId that StartThingRegistrationTask answered"),
    CERTIFICATE("[a-fA-F0-9]{64}", "64 hexadecimal digits");

    private final Pattern pattern;
    private final String words;

    NamePattern(String pattern, String words) {
        this.pattern = Pattern.compile(pattern);
        this.words = words;
    }

    /**
     * @param field by which the name is called in the error
     * @throws OperationRefused InvalidRequestException
     */
    String check(String field, String name) {
        if (!pattern.matcher(name).matches()) {
            throw OperationRefused.invalid(field + ": " + Json.quoted(name) + " (expected: " + words + ")");
        }
        return name;
    }
}
