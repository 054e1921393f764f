package io.gatehouse.admission;

import io.gatehouse.policy.Variables;
import io.gatehouse.registry.Thing;
import org.jspecify.annotations.Nullable;

/**
 * The policy variables of one connection (AWS IoT developer guide, "Basic", "Thing" and "X.509 certificate policy
 * variables"). Thing variables have values only where the client id is the thing's name and the certificate is attached
 * to it.
 */
record ConnectionVariables(
        Peer peer, String clientId, @Nullable Thing thing) implements Variables {
    private static final String ATTRIBUTES = "iot:Connection.Thing.Attributes[";
    private static final String SUBJECT = "iot:Certificate.Subject.";

    @Override
    public @Nullable String value(String name) {
        return switch (name) {
            case "iot:ClientId" -> clientId;
            case "iot:CertificateId" -> peer.certificateId();
            case "aws:SourceIp" -> peer.address();
            case "iot:Connection.Thing.IsAttached" -> String.valueOf(thing != null);
            case "iot:Connection.Thing.ThingName" -> thing == null ? null : thing.name();
            case "iot:Connection.Thing.ThingTypeName" -> thing == null ? null : thing.typeName();
            default -> other(name);
        };
    }

    private @Nullable String other(String name) {
        if (name.startsWith(ATTRIBUTES) && name.endsWith("]")) {
            return thing == null
                    ? null
                    : thing.attributes().get(name.substring(ATTRIBUTES.length(), name.length() - 1));
        }
        if (name.startsWith(SUBJECT)) {
            return SubjectAttributes.of(peer.handshake().leaf().getSubjectX500Principal())
                    .value(name.substring(SUBJECT.length()));
        }
        return null;
    }
}
