package io.gatehouse.policy;

public final class PolicyTemplates {
    private PolicyTemplates() {}

    public static String deviceOwnTopics(PolicyScope scope) {
        return "{}";
    }
}
