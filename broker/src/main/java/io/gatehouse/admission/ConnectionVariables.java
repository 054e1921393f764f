package io.gatehouse.admission;

import io.gatehouse.policy.VariableNames;
import io.gatehouse.policy.Variables;
import io.gatehouse.registry.Thing;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The policy variables of one connection (AWS IoT developer guide, "Basic", "Thing" and "X.509 certificate policy
 * variables"). Thing variables have values only where the connection stands for a thing, those of the certificate only
 * where the client has one. The names in the certificate are taken apart at the first question about each; most
 * policies never ask. Any thread: a refusal is explained when somebody asks, long after the loop of the session went
 * on.
 */
final class ConnectionVariables implements Variables {
    private static final int OWN_BYTES = 512; // this, the peer, what TLS proved, the thing
    private static final int TEXT_CHARACTERS = 64; // what a text and its place take beside its characters

    private final Peer peer;
    private final @Nullable String clientId;
    private final ConnectAttributes attributes;
    private final @Nullable Thing thing;
    private volatile @Nullable Map<String, List<String>> subject; // written to by nobody once it is here
    private volatile @Nullable Map<String, List<String>> issuer; // likewise

    /** @param clientId null where it is not known */
    ConnectionVariables(Peer peer, @Nullable String clientId, ConnectAttributes attributes, @Nullable Thing thing) {
        this.peer = peer;
        this.clientId = clientId;
        this.attributes = attributes;
        this.thing = thing;
    }

    @Override
    public List<String> values(String name) {
        return switch (name) {
            case VariableNames.CLIENT_ID -> oneOrNone(clientId);
            case VariableNames.CERTIFICATE_ID -> oneOrNone(peer.certificateId());
            case VariableNames.CERTIFICATE_SERIAL_NUMBER -> oneOrNone(serialNumber());
            case VariableNames.SOURCE_IP -> oneOrNone(peer.address().isEmpty() ? null : peer.address());
            case VariableNames.CONNECT_ATTRIBUTES -> attributes.names();
            case VariableNames.IS_ATTACHED -> List.of(String.valueOf(thing != null));
            case VariableNames.THING_NAME -> oneOrNone(thing == null ? null : thing.name());
            case VariableNames.THING_TYPE_NAME -> oneOrNone(thing == null ? null : thing.typeName());
            default -> other(name);
        };
    }

    private @Nullable String serialNumber() {
        X509Certificate leaf = peer.leaf();
        return leaf == null ? null : CertificateVariables.serialNumber(leaf);
    }

    private List<String> other(String name) {
        String prefix = VariableNames.ATTRIBUTE_PREFIX;
        if (name.startsWith(prefix) && name.endsWith("]")) {
            return oneOrNone(
                    thing == null ? null : thing.attributes().get(name.substring(prefix.length(), name.length() - 1)));
        }
        if (name.startsWith(VariableNames.SUBJECT_PREFIX)) {
            return subject().getOrDefault(name, List.of());
        }
        return name.startsWith(VariableNames.ISSUER_PREFIX) ? issuer().getOrDefault(name, List.of()) : List.of();
    }

    private Map<String, List<String>> subject() {
        Map<String, List<String>> known = subject;
        if (known == null) {
            X509Certificate leaf = peer.leaf();
            known = leaf == null ? Map.of() : CertificateVariables.ofSubject(leaf); // twice the same, where two ask
            subject = known;
        }
        return known;
    }

    private Map<String, List<String>> issuer() {
        Map<String, List<String>> known = issuer;
        if (known == null) {
            X509Certificate leaf = peer.leaf();
            known = leaf == null ? Map.of() : CertificateVariables.ofIssuer(leaf);
            issuer = known;
        }
        return known;
    }

    /** The certificate itself is not counted: whoever remembers a refusal has it. */
    @Override
    public int weight() {
        int characters = charactersOf(subject) + charactersOf(issuer);
        if (thing != null) {
            for (Map.Entry<String, String> attribute : thing.attributes().entrySet()) {
                characters += TEXT_CHARACTERS
                        + attribute.getKey().length()
                        + attribute.getValue().length();
            }
        }
        return OWN_BYTES + 2 * characters;
    }

    private static int charactersOf(@Nullable Map<String, List<String>> names) {
        int characters = 0;
        if (names != null) {
            for (List<String> values : names.values()) {
                for (String value : values) {
                    characters += TEXT_CHARACTERS + value.length();
                }
            }
        }
        return characters;
    }

    private static List<String> oneOrNone(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }
}
