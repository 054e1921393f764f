package io.gatehouse.retain;

/** What {@link RetainedMessages#update} did. */
public enum Update {
    /** The message is the topic's retained message now. [MQTT-3.3.1-5] */
    STORED,
    /** Its empty payload removed what was retained, or there was nothing. [MQTT-3.3.1-6], [MQTT-3.3.1-7] */
    REMOVED,
    /** It does not fit: the topic's former message stays. The reason is {@code RETAINED_LIMIT}. */
    REFUSED
}
