package io.gatehouse.mqtt;

/**
 * The properties of a PUBLISH or will that concern its receivers (section 3.3.2.3).
 *
 * <p>Payload format, content type, response topic, correlation data and user properties must reach every receiver
 * unaltered and in order ([MQTT-3.3.2-4], [MQTT-3.3.2-15], [MQTT-3.3.2-16], [MQTT-3.3.2-17], [MQTT-3.3.2-20]), and the
 * broker reads none of them on the way. They are therefore kept as {@link #forwarded()}: their validated wire bytes,
 * identifier and value, one after the other, without the leading length. Message expiry is counted down, alias and
 * subscription identifiers belong to one hop; none of the three is in there.
 *
 * @param messageExpirySeconds {@link #NO_EXPIRY}, or 0 to 4,294,967,295
 * @param forwarded validated property bytes; never written to after construction
 */
@SuppressWarnings("ArrayRecordComponent") // Identity is enough: nobody compares or prints properties.
public record PublishProperties(long messageExpirySeconds, byte[] forwarded) {
    public static final long NO_EXPIRY = -1;

    /** No properties at all, which is every 3.1.1 message. */
    public static final PublishProperties NONE = new PublishProperties(NO_EXPIRY, new byte[0]);

    public boolean isEmpty() {
        return messageExpirySeconds == NO_EXPIRY && forwarded.length == 0;
    }
}
