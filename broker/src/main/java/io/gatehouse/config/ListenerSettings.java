package io.gatehouse.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

/**
 * One port that devices connect to.
 *
 * @param name appears in logs and metric labels
 * @param host address to bind, {@code 127.0.0.1} by default: another one is a decision
 * @param port 0 takes a free one
 * @param protocols what is spoken here; more than one are told apart by ALPN
 * @param signedRequests whether HTTPS and WebSocket are also for clients without a certificate, who sign their
 * requests: only there is a client not asked for a certificate
 * @param backlog of the accept queue
 * @param maxConnections at once
 * @param maxConnectRate accepted connections a second, with a burst of twice as many; 0 for no limit
 * @param proxyProtocolFrom networks whose connections begin with a PROXY protocol header, and no others
 */
public record ListenerSettings(
        String name,
        String host,
        int port,
        List<Protocol> protocols,
        boolean signedRequests,
        int backlog,
        int maxConnections,
        int maxConnectRate,
        List<String> proxyProtocolFrom) {
    public static final ListenerSettings DEFAULTS = new ListenerSettings(
            "mqtts", "127.0.0.1", 8883, List.of(Protocol.MQTT), false, 4096, 1_000_000, 0, List.of());

    public ListenerSettings {
        proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
        Check.that(isName(name), "name", name, "lower-case letters, digits and -");
        Check.that(!host.isBlank(), "host", host, "an address or host name");
        Check.range("port", port, 0, 65_535);
        protocols = List.copyOf(protocols);
        Check.that(
                !protocols.isEmpty() && EnumSet.copyOf(protocols).size() == protocols.size(),
                "protocols",
                protocols,
                "mqtt, https, wss or several of them, each once");
        Check.that(
                !signedRequests || !protocols.equals(List.of(Protocol.MQTT)),
                "signedRequests",
                signedRequests,
                "false where protocols has neither https nor wss");
        Check.range("backlog", backlog, 1, 65_535);
        Check.range("maxConnections", maxConnections, 1, Integer.MAX_VALUE);
        Check.range("maxConnectRate", maxConnectRate, 0, 1_000_000);
        for (String network : proxyProtocolFrom) {
            Check.that(Network.parse(network) != null, "proxyProtocolFrom", network, Network.EXPECTED);
        }
    }

    /** {@link #proxyProtocolFrom}, read. */
    public List<Network> proxies() {
        return proxyProtocolFrom.stream()
                .map(Network::parse)
                .filter(Objects::nonNull) // none is: the constructor has asked
                .toList();
    }

    /** Whether {@code name} can stand in a metric label, a path of the configuration and an environment variable. */
    static boolean isName(String name) {
        return name.matches("[a-z][a-z0-9-]{0,31}");
    }
}
