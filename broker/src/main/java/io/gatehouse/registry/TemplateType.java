package io.gatehouse.registry;

/** What a provisioning template is for. */
public enum TemplateType {
    /** Devices ask for it over MQTT, with a claim certificate. */
    FLEET_PROVISIONING,
    /** Devices come with a certificate of a CA that names it. */
    JITP
}
