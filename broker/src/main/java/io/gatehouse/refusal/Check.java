package io.gatehouse.refusal;

import io.gatehouse.reason.Reason;

/** The check that failed, in a word or two: coarser than the reason, and what an operator looks into. */
public enum Check {
    TLS("tls"),
    CERTIFICATE("certificate"),
    CLIENT_ID("client id"),
    CONNECT_POLICY("connect policy"),
    WILL_POLICY("will policy"),
    PUBLISH_POLICY("publish policy"),
    RETAIN_POLICY("retain policy"),
    SUBSCRIBE_POLICY("subscribe policy"),
    RECEIVE_POLICY("receive policy"),
    WILL("will"),
    TOPIC("topic"),
    FILTER("filter"),
    LIMIT("limit"),
    TIMEOUT("time-out"),
    PROTOCOL("protocol"),
    CONNECTION("connection"),
    OPERATOR("operator"),
    BROKER("broker");

    private final String text;

    Check(String text) {
        this.text = text;
    }

    /** As it is shown. */
    public String text() {
        return text;
    }

    static Check of(Reason reason) {
        return switch (reason.stage()) {
            case TLS -> TLS;
            case CERTIFICATE -> CERTIFICATE;
            case CONNECT, PUBLISH, SUBSCRIBE, DELIVERY, END -> ofMqtt(reason);
        };
    }

    private static Check ofMqtt(Reason reason) {
        return switch (reason) {
            case CONNECT_NOT_AUTHORIZED -> CONNECT_POLICY;
            case WILL_NOT_AUTHORIZED -> WILL_POLICY;
            case PUBLISH_NOT_AUTHORIZED -> PUBLISH_POLICY;
            case RETAIN_NOT_AUTHORIZED -> RETAIN_POLICY;
            case SUBSCRIBE_NOT_AUTHORIZED -> SUBSCRIBE_POLICY;
            case RECEIVE_NOT_AUTHORIZED -> RECEIVE_POLICY;
            case CLIENT_ID_INVALID, CLIENT_ID_OWNED, TAKEN_OVER -> CLIENT_ID;
            case WILL_INVALID -> WILL;
            case TOPIC_RESERVED, TOPIC_INVALID -> TOPIC;
            case FILTER_INVALID -> FILTER;
            case CONNECT_TIMEOUT, KEEP_ALIVE_TIMEOUT -> TIMEOUT;
            case CONNECT_RATE_EXCEEDED,
                    CONNECTION_LIMIT,
                    SESSION_LIMIT,
                    RETAINED_LIMIT,
                    RECEIVE_MAXIMUM_EXCEEDED,
                    FILTER_LIMIT,
                    SUBSCRIPTION_LIMIT,
                    SLOW_CONSUMER,
                    QUEUE_FULL,
                    MESSAGE_EXPIRED,
                    ROUTER_OVERLOADED,
                    RECEIVER_PACKET_LIMIT,
                    PACKET_TOO_LARGE,
                    USER_PROPERTY_LIMIT -> LIMIT;
            case CLIENT_DISCONNECT, CONNECTION_LOST -> CONNECTION;
            case ADMINISTRATIVE_ACTION -> OPERATOR;
            case SERVER_SHUTTING_DOWN, SERVER_DEFECT -> BROKER;
            default -> PROTOCOL;
        };
    }
}
