package io.gatehouse.policy;

/** What a connection may be allowed to do, with the resource type each action is asked about. */
public enum Action {
    /** Once, at CONNECT. */
    CONNECT("iot:Connect", "client/"),
    /** Every PUBLISH, and the will at CONNECT and when it is sent. */
    PUBLISH("iot:Publish", "topic/"),
    /** Every delivery, whatever way the message came. */
    RECEIVE("iot:Receive", "topic/"),
    /** Every filter of a SUBSCRIBE, as literal text. */
    SUBSCRIBE("iot:Subscribe", "topicfilter/"),
    /** A PUBLISH with RETAIN, on top of {@link #PUBLISH}. */
    RETAIN_PUBLISH("iot:RetainPublish", "topic/");

    private final String text;
    private final String resourcePrefix;

    Action(String text, String resourcePrefix) {
        this.text = text;
        this.resourcePrefix = resourcePrefix;
    }

    /** As policies spell it: {@code iot:Publish}. */
    public String text() {
        return text;
    }

    /** What stands before the name in the last field of an ARN: {@code topic/}. */
    public String resourcePrefix() {
        return resourcePrefix;
    }
}
