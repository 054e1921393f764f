package io.gatehouse.mqtt;

/** Quality of service of a message or the limit of a subscription (section 4.3). */
public enum Qos {
    AT_MOST_ONCE(0),
    AT_LEAST_ONCE(1),
    EXACTLY_ONCE(2);

    private static final Qos[] BY_VALUE = values();

    private final int value;

    Qos(int value) {
        this.value = value;
    }

    /**
     * The level a two-bit wire value stands for.
     *
     * @throws IllegalArgumentException for 3 and everything else that is no level; decoders test first
     */
    public static Qos of(int value) {
        if (value < 0 || value >= BY_VALUE.length) {
            throw new IllegalArgumentException("qos: " + value + " (expected: 0, 1 or 2)");
        }
        return BY_VALUE[value];
    }

    /** The two bits on the wire. */
    public int value() {
        return value;
    }

    /** The lower of the two: what a receiver gets when its subscription and the message differ. [MQTT-3.8.4-8] */
    public Qos min(Qos other) {
        return value <= other.value ? this : other;
    }
}
