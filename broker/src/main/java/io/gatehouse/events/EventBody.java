package io.gatehouse.events;

import io.gatehouse.json.JsonValue;
import io.gatehouse.reason.Reason;
import io.gatehouse.session.ConnectFailures;
import io.gatehouse.session.ConnectionInfo;
import io.gatehouse.session.Ending;
import io.gatehouse.session.Session;
import java.util.List;
import java.util.UUID;

/** Builds the JSON of one lifecycle event, in AWS's field names and order. */
final class EventBody {
    private final JsonValue.ObjectBuilder fields;

    private EventBody(JsonValue.ObjectBuilder fields) {
        this.fields = fields;
    }

    /** What every event has. */
    static EventBody of(String eventType, Session session, ConnectionInfo connection, long nowMillis) {
        return new EventBody(JsonValue.object()
                .put("clientId", session.clientId())
                .putIfPresent("thingName", session.principal().thing())
                .put("timestamp", nowMillis)
                .put("eventType", eventType)
                .put("sessionIdentifier", connection.id())
                .put("principalIdentifier", session.principal().id()));
    }

    /** A CONNECT that was refused: no connection of it has a name or a number. */
    static EventBody of(ConnectFailures.Attempt attempt, long nowMillis) {
        return new EventBody(JsonValue.object()
                .put("clientId", attempt.clientId())
                .putIfPresent("thingName", attempt.thing())
                .put("timestamp", nowMillis)
                .put("eventType", "connect_failed")
                .put("connectFailureReason", "AUTHORIZATION_FAILED")
                .put("sessionIdentifier", UUID.randomUUID().toString())
                .put("principalIdentifier", attempt.principalId())
                .put("ipAddress", attempt.address()));
    }

    /** Our own word, which is finer than AWS's. */
    EventBody reason(Reason reason) {
        fields.put("reason", reason.name());
        return this;
    }

    EventBody address(ConnectionInfo connection) {
        fields.put("ipAddress", connection.address());
        return this;
    }

    EventBody versionNumber(Session session) {
        fields.put("versionNumber", session.versionNumber());
        return this;
    }

    EventBody ending(Ending ending) {
        fields.put("clientInitiatedDisconnect", ending.reason() == Reason.CLIENT_DISCONNECT)
                .put("disconnectReason", ending.awsReason());
        return this;
    }

    EventBody topics(List<String> filters) {
        fields.put("topics", JsonValue.ofStrings(filters));
        return this;
    }

    JsonValue json() {
        return fields.build();
    }
}
