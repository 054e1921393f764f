package io.gatehouse.tls;

import io.gatehouse.config.ListenerSettings;
import io.gatehouse.config.Protocol;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The doors of one listener, and which one a ClientHello opens. Immutable; any thread.
 *
 * <p>The names are those of AWS IoT Core's device data endpoint: {@code x-amzn-mqtt-ca} asks for MQTT and {@code
 * x-amzn-http-ca} for HTTPS, both with a client certificate; {@code http/1.1}, or no ALPN at all, is HTTPS or
 * WebSocket. {@code mqtt} is the name in IANA's list, for clients that are not AWS's. ALPN tells apart what shares a
 * port; it is no lock: on a listener with one door, every ClientHello opens that one.
 *
 * <p>What cannot be read, and what names nothing known, never gets a weaker door than what can: only a hello that asks
 * for HTTP in so many words, or offers no ALPN, opens {@link Door#SIGNED}, and only where the listener has it.
 */
public final class Doors {
    private final boolean mqtt;
    private final boolean http;
    private final boolean signed;

    private Doors(boolean mqtt, boolean http, boolean signed) {
        this.mqtt = mqtt;
        this.http = http;
        this.signed = signed;
    }

    public static Doors of(ListenerSettings listener) {
        return of(listener.protocols(), listener.signedRequests());
    }

    /** @param protocols not empty */
    public static Doors of(List<Protocol> protocols, boolean signedRequests) {
        boolean http = protocols.contains(Protocol.HTTPS) || protocols.contains(Protocol.WSS);
        return new Doors(protocols.contains(Protocol.MQTT), http, http && signedRequests);
    }

    /** All of them, with the protocols that each answers to, in order of preference. */
    Map<Door, List<ApplicationProtocol>> all() {
        Map<Door, List<ApplicationProtocol>> all = new EnumMap<>(Door.class);
        if (mqtt) {
            all.put(Door.MQTT, List.of(ApplicationProtocol.AMAZON_MQTT, ApplicationProtocol.MQTT));
        }
        if (http) {
            all.put(Door.HTTP, List.of(ApplicationProtocol.AMAZON_HTTP, ApplicationProtocol.HTTP_1_1));
        }
        if (signed) {
            all.put(Door.SIGNED, List.of(ApplicationProtocol.HTTP_1_1));
        }
        return all;
    }

    /** For a hello that cannot be read: its handshake is going to fail, and until then a certificate is asked for. */
    Door strictest() {
        return mqtt ? Door.MQTT : Door.HTTP;
    }

    Door choose(ClientHello hello) {
        Set<ApplicationProtocol> offered = hello.applicationProtocols();
        if (mqtt && offered.contains(ApplicationProtocol.AMAZON_MQTT)) {
            return Door.MQTT;
        }
        if (http && offered.contains(ApplicationProtocol.AMAZON_HTTP)) {
            return Door.HTTP;
        }
        if (mqtt && offered.contains(ApplicationProtocol.MQTT)) {
            return Door.MQTT;
        }
        if (http && (!hello.negotiatesProtocol() || offered.contains(ApplicationProtocol.HTTP_1_1))) {
            return signed ? Door.SIGNED : Door.HTTP;
        }
        return strictest();
    }
}
