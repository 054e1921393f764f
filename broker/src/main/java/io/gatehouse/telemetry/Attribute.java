package io.gatehouse.telemetry;

/** Names of attributes; {@code broker/docs/tracing.md} lists them, and a test compares. */
final class Attribute {
    // ---- OpenTelemetry's semantic conventions
    static final String SYSTEM = "messaging.system";
    static final String OPERATION = "messaging.operation.name";
    static final String CLIENT_ID = "messaging.client.id";
    static final String TOPIC = "messaging.destination.name";
    static final String BODY_SIZE = "messaging.message.body.size";
    static final String PEER_ADDRESS = "network.peer.address";
    static final String PEER_PORT = "network.peer.port";
    static final String PROTOCOL_NAME = "network.protocol.name";
    static final String PROTOCOL_VERSION = "network.protocol.version";
    static final String ERROR_TYPE = "error.type";

    // ---- What those have no name for
    static final String LISTENER = "gatehouse.listener";
    static final String CERTIFICATE_ID = "gatehouse.certificate.id";
    static final String THING = "gatehouse.thing";
    static final String QOS = "gatehouse.qos";
    static final String RETAIN = "gatehouse.retain";
    static final String MATCHED = "gatehouse.matched";
    static final String SESSION_PRESENT = "gatehouse.session.present";
    static final String ACTION = "gatehouse.policy.action";
    static final String RESOURCE = "gatehouse.policy.resource";
    static final String DECISION = "gatehouse.policy.decision";
    static final String POLICY = "gatehouse.policy.name";
    static final String STATEMENT = "gatehouse.policy.statement";
    static final String SID = "gatehouse.policy.sid";

    private Attribute() {}
}
