package io.gatehouse.migration;

/** What stands for Mosquitto's user name of a client, {@code %u}, in a policy. */
public enum UserName {
    /** The subject's common name, as with {@code use_identity_as_username}. */
    COMMON_NAME("iot:Certificate.Subject.CommonName"),
    /** The name of the thing that the connection stands for. */
    THING("iot:Connection.Thing.ThingName");

    private final String variable;

    UserName(String variable) {
        this.variable = variable;
    }

    String reference() {
        return "${" + variable + "}";
    }
}
