package io.gatehouse.refusal;

import io.gatehouse.reason.Reason;

/** The check that failed, in a word or two: coarser than the reason, and what an operator looks into. */
public enum Check {
    TLS("tls"),
    CERTIFICATE("certificate"),
    SIGNATURE("signature"),
    CLIENT_ID("client id"),
    CONNECT_POLICY("connect policy"),
    WILL_POLICY("will policy"),
    PUBLISH_POLICY("publish policy"),
    RETAIN_POLICY("retain policy"),
    SUBSCRIBE_POLICY("subscribe policy"),
    RECEIVE_POLICY("receive policy"),
    REQUEST_POLICY("request policy"),
    WILL("will"),
    TOPIC("topic"),
    FILTER("filter"),
    LIMIT("limit"),
    TIMEOUT("time-out"),
    PROTOCOL("protocol"),
    CONNECTION("connection"),
    STORE("store"),
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
        return switch (reason) {
            case TLS_PLAINTEXT,
                    TLS_MALFORMED,
                    TLS_VERSION_UNSUPPORTED,
                    TLS_NO_SHARED_CIPHER,
                    TLS_NO_SHARED_GROUP,
                    TLS_NO_CLIENT_CERTIFICATE,
                    TLS_CERTIFICATE_MALFORMED,
                    TLS_CERTIFICATE_KEY_UNSUPPORTED,
                    TLS_CERTIFICATE_KEY_WEAK,
                    TLS_CERTIFICATE_USAGE_WRONG,
                    TLS_CHAIN_TOO_LONG,
                    TLS_SIGNATURE_INVALID,
                    TLS_SERVER_NAME_INVALID,
                    TLS_CLIENT_HELLO_TOO_LARGE,
                    TLS_HANDSHAKE_TIMEOUT,
                    TLS_ALERT_RECEIVED,
                    TLS_CLOSED_EARLY,
                    TLS_RESUMPTION_REFUSED,
                    TLS_RENEGOTIATION,
                    TLS_FAILED -> TLS;
            case CERTIFICATE_UNKNOWN,
                    CERTIFICATE_INACTIVE,
                    CERTIFICATE_REVOKED,
                    CERTIFICATE_REVOKED_BY_CRL,
                    CERTIFICATE_CRL_STALE,
                    CERTIFICATE_REVOKED_BY_OCSP,
                    CERTIFICATE_OCSP_UNANSWERED,
                    CERTIFICATE_PENDING_ACTIVATION,
                    CERTIFICATE_EXPIRED,
                    CERTIFICATE_NOT_YET_VALID,
                    CERTIFICATE_SHARED -> CERTIFICATE;
            case REQUEST_NOT_SIGNED, SIGNATURE_INVALID, ACCESS_KEY_UNKNOWN, SIGNED_TIME_OVER -> SIGNATURE;
            case CONNECT_NOT_AUTHORIZED -> CONNECT_POLICY;
            case WILL_NOT_AUTHORIZED -> WILL_POLICY;
            case PUBLISH_NOT_AUTHORIZED -> PUBLISH_POLICY;
            case RETAIN_NOT_AUTHORIZED -> RETAIN_POLICY;
            case SUBSCRIBE_NOT_AUTHORIZED -> SUBSCRIBE_POLICY;
            case RECEIVE_NOT_AUTHORIZED -> RECEIVE_POLICY;
            case REQUEST_NOT_AUTHORIZED -> REQUEST_POLICY;
            case CLIENT_ID_INVALID, CLIENT_ID_OWNED, TAKEN_OVER -> CLIENT_ID;
            case WILL_INVALID -> WILL;
            case TOPIC_RESERVED, TOPIC_INVALID -> TOPIC;
            case FILTER_INVALID -> FILTER;
            case CONNECT_TIMEOUT, NEWCOMER_TIMEOUT, KEEP_ALIVE_TIMEOUT, PACKET_TIMEOUT, REQUEST_TIMEOUT -> TIMEOUT;
            case CONNECT_RATE_EXCEEDED,
                    CONNECTION_LIMIT,
                    HANDSHAKE_RATE_EXCEEDED,
                    ADDRESS_RATE_EXCEEDED,
                    ADDRESS_LIMIT,
                    NEWCOMER_BYTES_LIMIT,
                    SESSION_LIMIT,
                    RETAINED_LIMIT,
                    RECEIVE_MAXIMUM_EXCEEDED,
                    FILTER_LIMIT,
                    SUBSCRIPTION_LIMIT,
                    SLOW_CONSUMER,
                    QUEUE_FULL,
                    MEMORY_LIMIT,
                    MESSAGE_EXPIRED,
                    ROUTER_OVERLOADED,
                    RECEIVER_PACKET_LIMIT,
                    LOG_TRIMMED,
                    PACKET_TOO_LARGE,
                    USER_PROPERTY_LIMIT,
                    REQUEST_TOO_LARGE,
                    REQUEST_RATE_EXCEEDED -> LIMIT;
            case PROTOCOL_VERSION_UNSUPPORTED,
                    AUTHENTICATION_METHOD_UNSUPPORTED,
                    PROXY_HEADER_MISSING,
                    PROXY_HEADER_UNEXPECTED,
                    PROXY_HEADER_INVALID,
                    TOPIC_ALIAS_INVALID,
                    QOS_UNSUPPORTED,
                    SUBSCRIPTION_ID_UNSUPPORTED,
                    MALFORMED_PACKET,
                    PROTOCOL_ERROR,
                    WEBSOCKET_VIOLATION,
                    REQUEST_INVALID -> PROTOCOL;
            case CLIENT_DISCONNECT, CONNECTION_LOST -> CONNECTION;
            case STORE_UNAVAILABLE -> STORE;
            case ADMINISTRATIVE_ACTION -> OPERATOR;
            case SERVER_SHUTTING_DOWN, SERVER_DEFECT -> BROKER;
        };
    }
}
