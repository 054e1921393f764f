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
 * at the first question about it, once for all of them; most policies never ask. Any thread: a refusal is explained
 * when somebody asks, long after the loop of the session went on.
 */
final class ConnectionVariables implements Variables {
    private static final int OWN_BYTES = 512; // this, the peer, what TLS proved, the thing
    private static final int TEXT_CHARACTERS = 64; // what a text and its place take beside its characters

    private final Peer peer;
    private final String clientId;
    private final ConnectAttributes attributes;
    private final @Nullable Thing thing;
    private volatile @Nullable Map<String, List<String>> certificate; // written to by nobody once it is here

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
            case VariableNames.SOURCE_IP -> oneOrNone(peer.address().isEmpty() ? null : peer.address());
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
        Map<String, List<String>> known = certificate;
        if (known == null) {
            known = CertificateVariables.of(peer.handshake().leaf()); // twice the same, where two ask at once
            certificate = known;
        }
        return known.getOrDefault(name, List.of());
    }

    /** The certificate itself is not counted: whoever remembers a refusal has it. */
    @Override
    public int weight() {
        int characters = 0;
        Map<String, List<String>> known = certificate;
        if (known != null) {
            for (List<String> values : known.values()) {
                for (String value : values) {
                    characters += TEXT_CHARACTERS + value.length();
                }
            }
        }
        if (thing != null) {
            for (Map.Entry<String, String> attribute : thing.attributes().entrySet()) {
                characters += TEXT_CHARACTERS
                        + attribute.getKey().length()
                        + attribute.getValue().length();
            }
        }
        return OWN_BYTES + 2 * characters;
    }

    private static List<String> oneOrNone(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }
}
