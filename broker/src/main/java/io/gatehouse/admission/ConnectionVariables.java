package io.gatehouse.admission;

import io.gatehouse.policy.VariableNames;
import io.gatehouse.policy.Variables;
import io.gatehouse.registry.Thing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The policy variables of one connection (AWS IoT developer guide, "Basic", "Thing" and "X.509 certificate policy
 * variables"). Thing variables have values only where the connection stands for a thing. The certificate is taken apart
 * at the first question about it, once for all of them; most policies never ask. Confined to the loop of the session.
 */
final class ConnectionVariables implements Variables {
    private final Peer peer;
    private final String clientId;
    private final ConnectAttributes attributes;
    private final @Nullable Thing thing;
    private @Nullable Map<String, List<String>> certificate;

    ConnectionVariables(Peer peer, String clientId, ConnectAttributes attributes, @Nullable Thing thing) {
        this.peer = peer;
        this.clientId = clientId;
        this.attributes = attributes;
        this.thing = thing;
    }

    @Override
    public List<String> values(String name) {
        return switch (name) {
            case VariableNames.CLIENT_ID -> List.of(clientId);
            case VariableNames.CERTIFICATE_ID -> List.of(peer.certificateId());
            case VariableNames.SOURCE_IP -> List.of(peer.address());
            case VariableNames.CONNECT_ATTRIBUTES -> attributes.names();
            case VariableNames.IS_ATTACHED -> List.of(String.valueOf(thing != null));
            case VariableNames.THING_NAME -> oneOrNone(thing == null ? null : thing.name());
            case VariableNames.THING_TYPE_NAME -> oneOrNone(thing == null ? null : thing.typeName());
            default -> other(name);
        };
    }

    private List<String> other(String name) {
        String prefix = VariableNames.ATTRIBUTE_PREFIX;
        if (name.startsWith(prefix) && name.endsWith("]")) {
            return oneOrNone(
                    thing == null ? null : thing.attributes().get(name.substring(prefix.length(), name.length() - 1)));
        }
        if (certificate == null) {
            certificate = CertificateVariables.of(peer.handshake().leaf());
        }
        return certificate.getOrDefault(name, List.of());
    }

    private static List<String> oneOrNone(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }
}
