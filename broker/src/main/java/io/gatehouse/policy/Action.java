package io.gatehouse.policy;

import java.util.List;

/**
 * What a connection or a request may be allowed to do, with the resource type each action is asked about. Those of MQTT
 * come first; the others are asked for requests over HTTPS only.
 */
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
    RETAIN_PUBLISH("iot:RetainPublish", "topic/"),
    /** One retained message. */
    GET_RETAINED_MESSAGE("iot:GetRetainedMessage", "topic/"),
    /** The topics that have one; has no resource, so that only {@code *} matches. */
    LIST_RETAINED_MESSAGES("iot:ListRetainedMessages", ""),
    /** What is known of a client's connection. */
    GET_CONNECTION("iot:GetConnection", "client/"),
    /** The filters of a client. */
    LIST_SUBSCRIPTIONS("iot:ListSubscriptions", "client/"),
    /** The end of a client's connection, and of its session. */
    DELETE_CONNECTION("iot:DeleteConnection", "client/"),
    /** What a thing has to do. Over MQTT its topics are asked about, and nothing else. */
    GET_PENDING_JOB_EXECUTIONS("iotjobsdata:GetPendingJobExecutions", "thing/"),
    /** The next one, which begins with it. */
    START_NEXT_PENDING_JOB_EXECUTION("iotjobsdata:StartNextPendingJobExecution", "thing/"),
    /** One of them. */
    DESCRIBE_JOB_EXECUTION("iotjobsdata:DescribeJobExecution", "thing/"),
    /** How far it is. */
    UPDATE_JOB_EXECUTION("iotjobsdata:UpdateJobExecution", "thing/");

    private static final String ON_CLIENTS = "client/";
    private static final String ON_THINGS = "thing/";
    private static final List<Action> MQTT = List.of(CONNECT, PUBLISH, RECEIVE, SUBSCRIBE, RETAIN_PUBLISH);

    private final String text;
    private final String resourcePrefix;

    Action(String text, String resourcePrefix) {
        this.text = text;
        this.resourcePrefix = resourcePrefix;
    }

    /** Those that a client of MQTT is asked about. */
    public static List<Action> ofMqtt() {
        return MQTT;
    }

    /** Both are asked about clients, or about things, or about topics. */
    boolean isOfSideOf(Action other) {
        return side().equals(other.side());
    }

    private String side() {
        return resourcePrefix.equals(ON_CLIENTS) || resourcePrefix.equals(ON_THINGS) ? resourcePrefix : "";
    }

    /** As policies spell it: {@code iot:Publish}. */
    public String text() {
        return text;
    }

    /** What stands before the name in the last field of an ARN, {@code topic/}; empty where there is no resource. */
    public String resourcePrefix() {
        return resourcePrefix;
    }
}
