package io.gatehouse.history;

import io.gatehouse.history.ClientEvent.Kind;
import io.gatehouse.reason.Reason;

/** Events as tests need them. */
final class Events {
    static final String CERTIFICATE = "ab".repeat(32);

    private Events() {}

    static ClientEvent connected(long atMillis) {
        return ClientEvent.at(
                atMillis,
                Kind.CONNECTED,
                null,
                CERTIFICATE,
                "192.168.100.7:50123",
                "0f8fad5b-d9cb-469f-a165-70867728950e",
                "mqtt5, TLSv1.3, keep-alive 60 s");
    }

    static ClientEvent subscribed(long atMillis) {
        return ClientEvent.at(
                atMillis,
                Kind.SUBSCRIBED,
                null,
                CERTIFICATE,
                "192.168.100.7:50123",
                "0f8fad5b-d9cb-469f-a165-70867728950e",
                "lamp/commands/#");
    }

    static ClientEvent refused(long atMillis, String detail) {
        return ClientEvent.at(
                atMillis,
                Kind.REFUSED,
                Reason.CONNECT_NOT_AUTHORIZED,
                CERTIFICATE,
                "192.168.100.7:" + (50_000 + atMillis % 1000),
                null,
                detail);
    }
}
