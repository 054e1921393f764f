package io.gatehouse.control.aws;

import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.Protocol;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What stands open behind every name of this broker, in the words of AWS's domain configurations: its listeners do not
 * look at the name. Where they speak several protocols the port and ALPN decide, which is what {@code DEFAULT} says.
 *
 * @param protocols of all listeners together
 * @param signedRequests whether any of them takes clients without a certificate
 */
public record DomainDoors(Set<Protocol> protocols, boolean signedRequests) {
    private static final String DEFAULT = "DEFAULT";

    public DomainDoors {
        protocols = Set.copyOf(protocols);
    }

    public static DomainDoors of(List<ListenerSettings> listeners) {
        Set<Protocol> protocols = EnumSet.noneOf(Protocol.class);
        listeners.forEach(listener -> protocols.addAll(listener.protocols()));
        return new DomainDoors(protocols, listeners.stream().anyMatch(ListenerSettings::signedRequests));
    }

    String applicationProtocol() {
        if (protocols.size() != 1) {
            return DEFAULT;
        }
        return switch (protocols.iterator().next()) {
            case MQTT -> "SECURE_MQTT";
            case HTTPS -> "HTTPS";
            case WSS -> "MQTT_WSS";
        };
    }

    String authenticationType() {
        return signedRequests ? DEFAULT : "AWS_X509";
    }
}
