package io.gatehouse.mqtt;

/** The protocol versions Gatehouse speaks. {@link #level()} is the byte a CONNECT carries (section 3.1.2.2). */
public enum ProtocolVersion {
    MQTT_3_1(3),
    MQTT_3_1_1(4),
    MQTT_5(5);

    private final int level;

    ProtocolVersion(int level) {
        this.level = level;
    }

    public int level() {
        return level;
    }

    /** True where packets carry properties and acknowledgements carry reason codes. */
    public boolean isMqtt5() {
        return this == MQTT_5;
    }
}
