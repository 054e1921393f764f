package io.gatehouse.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Policies and connections for tests, in as few words as possible. */
final class Given {
    static final PolicyScope SCOPE = new PolicyScope("aws", "eu-central-1", "123456789012");
    private static final String ARN = "arn:aws:iot:eu-central-1:123456789012:";

    private Given() {}

    /** {@code allow("iot:Publish", "topic/a")}; the scope goes in front of what is neither {@code *} nor an ARN. */
    static String allow(String action, String... resources) {
        return statement("Allow", action, resources);
    }

    static String deny(String action, String... resources) {
        return statement("Deny", action, resources);
    }

    /** With {@code condition} as the JSON of the Condition element, its braces included. */
    static String when(String condition, String statement) {
        return statement.substring(0, statement.length() - 1) + ",\"Condition\":" + condition + "}";
    }

    static PolicyDocument document(String... statements) {
        return parsed("{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}");
    }

    static PolicyDocument parsed(String json) {
        return switch (PolicyParser.parse(json, PolicyLimits.EXTENDED)) {
            case PolicyParse.Parsed(PolicyDocument document) -> document;
            case PolicyParse.Malformed(List<Problem> problems) -> throw new AssertionError(problems + " in " + json);
        };
    }

    static CompiledPolicy policy(String... statements) {
        return CompiledPolicy.compile("test", document(statements), SCOPE);
    }

    static Permissions permissions(String... statements) {
        return permissions(Map.of(), statements);
    }

    static Permissions permissions(Map<String, String> variables, String... statements) {
        return Permissions.bind(List.of(policy(statements)), variables(variables));
    }

    /** One value for each name. */
    static Variables variables(Map<String, String> values) {
        return name -> values.containsKey(name) ? List.of(values.get(name)) : List.of();
    }

    private static String statement(String effect, String action, String... resources) {
        List<String> quoted = new ArrayList<>();
        for (String resource : resources) {
            boolean whole = resource.equals("*") || resource.startsWith("arn:");
            quoted.add('"' + (whole ? resource : ARN + resource) + '"');
        }
        return "{\"Effect\":\"" + effect + "\",\"Action\":\"" + action + "\",\"Resource\":[" + String.join(",", quoted)
                + "]}";
    }
}
