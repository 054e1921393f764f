package io.gatehouse.reason;

/**
 * Why something was refused or a connection ended. The name of a constant is its stable, public code: renaming one
 * breaks dashboards, alert rules and scripts. {@code broker/docs/reasons.md} explains each with cause and cure, and a
 * test compares the two.
 */
public enum Reason {
    // ---- TLS: the handshake did not complete
    TLS_PLAINTEXT(Stage.TLS, "the first bytes were not a TLS record"),
    TLS_MALFORMED(Stage.TLS, "a TLS record or handshake message could not be read"),
    TLS_VERSION_UNSUPPORTED(Stage.TLS, "no common TLS version"),
    TLS_NO_SHARED_CIPHER(Stage.TLS, "no common cipher suite"),
    TLS_NO_SHARED_GROUP(Stage.TLS, "no common key exchange group"),
    TLS_NO_CLIENT_CERTIFICATE(Stage.TLS, "the client sent no certificate"),
    TLS_CERTIFICATE_MALFORMED(Stage.TLS, "the client's certificate could not be read"),
    TLS_CERTIFICATE_KEY_UNSUPPORTED(
            Stage.TLS, "the key or signature algorithm of the client's certificate is not accepted"),
    TLS_CERTIFICATE_KEY_WEAK(Stage.TLS, "the key of the client's certificate is too short"),
    TLS_CERTIFICATE_USAGE_WRONG(Stage.TLS, "the client's certificate does not allow its key to sign"),
    TLS_CHAIN_TOO_LONG(Stage.TLS, "the client's certificate chain is longer than the limit"),
    TLS_SIGNATURE_INVALID(Stage.TLS, "the client could not prove that it has the certificate's private key"),
    TLS_SERVER_NAME_INVALID(Stage.TLS, "the server name (SNI) of the ClientHello could not be read"),
    TLS_CLIENT_HELLO_TOO_LARGE(Stage.TLS, "the ClientHello is larger than the limit"),
    TLS_HANDSHAKE_TIMEOUT(Stage.TLS, "the handshake took longer than the deadline"),
    TLS_ALERT_RECEIVED(Stage.TLS, "the client ended the handshake with an alert"),
    TLS_CLOSED_EARLY(Stage.TLS, "the client closed the connection during the handshake"),
    TLS_RESUMPTION_REFUSED(Stage.TLS, "the resumed session's certificate is no longer let in"),
    TLS_RENEGOTIATION(Stage.TLS, "the client asked for renegotiation"),
    TLS_FAILED(Stage.TLS, "the handshake failed in another way"),

    // ---- Certificate: the handshake completed, the registry says no
    CERTIFICATE_UNKNOWN(Stage.CERTIFICATE, "the certificate is not registered"),
    CERTIFICATE_INACTIVE(Stage.CERTIFICATE, "the certificate is registered but INACTIVE"),
    CERTIFICATE_REVOKED(Stage.CERTIFICATE, "the certificate is REVOKED"),
    CERTIFICATE_PENDING_ACTIVATION(Stage.CERTIFICATE, "the certificate waits for activation"),
    CERTIFICATE_REVOKED_BY_CRL(Stage.CERTIFICATE, "a CRL of the certificate's issuer lists it"),
    CERTIFICATE_CRL_STALE(
            Stage.CERTIFICATE,
            "the CRL of the certificate's issuer is past its nextUpdate, and hard mode asks for more"),
    CERTIFICATE_REVOKED_BY_OCSP(Stage.CERTIFICATE, "the OCSP responder says that the certificate is revoked"),
    CERTIFICATE_OCSP_UNANSWERED(
            Stage.CERTIFICATE, "no OCSP answer about the certificate counts, and hard mode asks for one"),
    CERTIFICATE_EXPIRED(Stage.CERTIFICATE, "the certificate's validity has ended"),
    CERTIFICATE_NOT_YET_VALID(Stage.CERTIFICATE, "the certificate's validity has not begun"),
    CERTIFICATE_SHARED(Stage.CERTIFICATE, "another client is connected with the same certificate"),

    // ---- CONNECT
    CONNECT_NOT_AUTHORIZED(Stage.CONNECT, "the policies do not allow iot:Connect for this client id"),
    CONNECT_TIMEOUT(Stage.CONNECT, "no CONNECT within the deadline after the handshake"),
    CONNECT_RATE_EXCEEDED(Stage.CONNECT, "more connections a second than the listener or the broker takes"),
    CONNECTION_LIMIT(Stage.CONNECT, "more connections at once than the listener takes"),
    HANDSHAKE_RATE_EXCEEDED(Stage.CONNECT, "more TLS handshakes a second than the broker begins"),
    ADDRESS_RATE_EXCEEDED(Stage.CONNECT, "more connections or handshakes a second than one address may begin"),
    ADDRESS_LIMIT(Stage.CONNECT, "more connections at once that are not admitted yet than one address may have"),
    NEWCOMER_TIMEOUT(Stage.CONNECT, "not admitted in the short time there is while very many others wait"),
    NEWCOMER_BYTES_LIMIT(Stage.CONNECT, "more bytes from clients that are not admitted yet than the broker takes"),
    PROXY_HEADER_MISSING(Stage.CONNECT, "no PROXY protocol header from a network that sends one"),
    PROXY_HEADER_UNEXPECTED(Stage.CONNECT, "a PROXY protocol header from where none is taken"),
    PROXY_HEADER_INVALID(Stage.CONNECT, "a PROXY protocol header that could not be read"),
    PROTOCOL_VERSION_UNSUPPORTED(Stage.CONNECT, "a protocol name or level that is not spoken here"),
    AUTHENTICATION_METHOD_UNSUPPORTED(Stage.CONNECT, "enhanced authentication is not offered"),
    ACCESS_KEY_UNKNOWN(Stage.CONNECT, "the access key is no operator's, or its operator is disabled"),
    CLIENT_ID_INVALID(
            Stage.CONNECT, "the client id is empty where it must not be, too long, or has forbidden characters"),
    CLIENT_ID_OWNED(Stage.CONNECT, "the client id belongs to a session of another certificate"),
    WILL_NOT_AUTHORIZED(Stage.CONNECT, "the policies do not allow the will to be published"),
    WILL_INVALID(Stage.CONNECT, "the will's topic, QoS or RETAIN flag is not accepted here"),
    SESSION_LIMIT(Stage.CONNECT, "more sessions than the broker keeps"),

    // ---- PUBLISH
    PUBLISH_NOT_AUTHORIZED(Stage.PUBLISH, "the policies do not allow iot:Publish on this topic"),
    RETAIN_NOT_AUTHORIZED(Stage.PUBLISH, "the policies do not allow iot:RetainPublish on this topic"),
    TOPIC_RESERVED(Stage.PUBLISH, "topics that begin with $ belong to the broker"),
    TOPIC_INVALID(Stage.PUBLISH, "the topic is empty, too long, too deep, or has wildcards"),
    TOPIC_ALIAS_INVALID(Stage.PUBLISH, "a topic alias that is unknown, zero, or above the maximum"),
    QOS_UNSUPPORTED(Stage.PUBLISH, "a QoS above the maximum granted"),
    RETAINED_LIMIT(Stage.PUBLISH, "more retained messages or bytes than the broker keeps"),
    RECEIVE_MAXIMUM_EXCEEDED(Stage.PUBLISH, "more unacknowledged messages than the server's receive maximum"),

    // ---- SUBSCRIBE
    SUBSCRIBE_NOT_AUTHORIZED(Stage.SUBSCRIBE, "the policies do not allow iot:Subscribe on this filter"),
    FILTER_INVALID(Stage.SUBSCRIBE, "the filter breaks the syntax, or is too long or too deep"),
    FILTER_LIMIT(Stage.SUBSCRIBE, "more filters in one SUBSCRIBE or UNSUBSCRIBE than a packet may have"),
    SUBSCRIPTION_LIMIT(Stage.SUBSCRIBE, "more subscriptions than one session may have"),
    SUBSCRIPTION_ID_UNSUPPORTED(Stage.SUBSCRIBE, "subscription identifiers are not offered in this mode"),

    // ---- Requests over HTTPS, and the upgrade to a WebSocket
    REQUEST_NOT_SIGNED(Stage.REQUEST, "no certificate was asked for here, and the request has no signature"),
    SIGNATURE_INVALID(Stage.REQUEST, "the signature is not the one of this request, or does not count now"),
    REQUEST_NOT_AUTHORIZED(Stage.REQUEST, "the policies do not allow what the HTTPS request asks for"),
    REQUEST_INVALID(Stage.REQUEST, "the HTTPS request could not be read, or asks for what there is not"),
    REQUEST_TOO_LARGE(Stage.REQUEST, "the head or the body of an HTTPS request is larger than the limit"),
    REQUEST_RATE_EXCEEDED(Stage.REQUEST, "more HTTPS requests of this kind a second than are taken"),
    REQUEST_TIMEOUT(Stage.REQUEST, "no complete HTTPS request within the deadline"),

    // ---- Delivery: one message to one receiver was dropped
    RECEIVE_NOT_AUTHORIZED(Stage.DELIVERY, "the policies do not allow iot:Receive on this topic"),
    SLOW_CONSUMER(Stage.DELIVERY, "the receiver does not read as fast as it is sent to"),
    QUEUE_FULL(Stage.DELIVERY, "the session's queue is at its limit"),
    MEMORY_LIMIT(Stage.DELIVERY, "the broker's memory is nearly used up"),
    MESSAGE_EXPIRED(Stage.DELIVERY, "the message expiry interval passed before delivery"),
    ROUTER_OVERLOADED(Stage.DELIVERY, "the receiver's event loop is too far behind the publisher's"),
    RECEIVER_PACKET_LIMIT(Stage.DELIVERY, "larger than the receiver's maximum packet size"),
    LOG_TRIMMED(Stage.DELIVERY, "the log gave the message up before the session came back for it"),

    // ---- Ends of a connection
    CLIENT_DISCONNECT(Stage.END, "the client sent DISCONNECT"),
    CONNECTION_LOST(Stage.END, "the network connection ended without DISCONNECT"),
    KEEP_ALIVE_TIMEOUT(Stage.END, "nothing received for one and a half times the keep-alive"),
    PACKET_TIMEOUT(Stage.END, "a packet was begun and not finished within the deadline"),
    SIGNED_TIME_OVER(Stage.END, "a connection that a signature opened has lasted as long as one may"),
    TAKEN_OVER(Stage.END, "another connection presented the same client id"),
    MALFORMED_PACKET(Stage.END, "a packet could not be read"),
    PROTOCOL_ERROR(Stage.END, "a packet broke the protocol"),
    PACKET_TOO_LARGE(Stage.END, "a packet above the maximum packet size"),
    USER_PROPERTY_LIMIT(Stage.END, "more bytes of user properties than one packet may have"),
    WEBSOCKET_VIOLATION(Stage.END, "a WebSocket frame broke the protocol, was text, or was too large"),
    STORE_UNAVAILABLE(Stage.END, "what must be stored cannot be stored or read now"),
    ADMINISTRATIVE_ACTION(Stage.END, "an operator ended the connection"),
    SERVER_SHUTTING_DOWN(Stage.END, "the broker is stopping"),
    SERVER_DEFECT(Stage.END, "a defect of the broker; the log has its stack trace");

    /** Where in the life of a connection a reason belongs. */
    public enum Stage {
        TLS,
        CERTIFICATE,
        CONNECT,
        PUBLISH,
        SUBSCRIBE,
        REQUEST,
        DELIVERY,
        END
    }

    private final Stage stage;
    private final String meaning;

    Reason(Stage stage, String meaning) {
        this.stage = stage;
        this.meaning = meaning;
    }

    public Stage stage() {
        return stage;
    }

    /** One clause in plain words, for operators and for the reason string of MQTT 5.0. */
    public String meaning() {
        return meaning;
    }
}
