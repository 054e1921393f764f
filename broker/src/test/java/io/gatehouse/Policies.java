package io.gatehouse;

import java.util.List;

/** Policy documents of the tests. */
public final class Policies {
    private Policies() {}

    /** Every action on every resource. */
    public static String everything() {
        return document(allow("iot:*", "*"));
    }

    public static String document(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    public static String allow(String action, String... resources) {
        return statement("Allow", action, resources);
    }

    public static String deny(String action, String... resources) {
        return statement("Deny", action, resources);
    }

    /** @param resources {@code *} or what follows the account in an ARN: {@code topic/a/b} */
    private static String statement(String effect, String action, String... resources) {
        List<String> arns = List.of(resources).stream()
                .map(resource -> resource.equals("*") ? "\"*\"" : '"' + RunningBroker.SCOPE.arn(resource) + '"')
                .toList();
        return "{\"Effect\":\"" + effect + "\",\"Action\":\"" + action + "\",\"Resource\":[" + String.join(",", arns)
                + "]}";
    }
}
