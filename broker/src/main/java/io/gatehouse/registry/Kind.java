package io.gatehouse.registry;

/** What the registry keeps. */
public enum Kind {
    THING("thing"),
    CERTIFICATE("certificate"),
    CA("CA"),
    POLICY("policy"),
    POLICY_VERSION("policy version"),
    THING_TYPE("thing type"),
    THING_GROUP("thing group"),
    BILLING_GROUP("billing group"),
    PROVISIONING_TEMPLATE("provisioning template"),
    TEMPLATE_VERSION("version of the provisioning template"),
    REGISTRATION_CODE("registration code"),
    ATTACHMENT("attachment");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    /** As it stands in a sentence. */
    public String word() {
        return word;
    }
}
