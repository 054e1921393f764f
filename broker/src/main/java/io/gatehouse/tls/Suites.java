package io.gatehouse.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import java.util.List;
import java.util.stream.Stream;

/** What is negotiated: ephemeral keys and authenticated encryption only. No CBC, no static RSA, nothing anonymous. */
final class Suites {
    private static final List<String> TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final List<String> TLS_1_2 = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private Suites() {}

    /** @param versions of TLSv1.3 and TLSv1.2 */
    static List<String> of(List<String> versions) {
        return Stream.concat(
                        versions.contains("TLSv1.3") ? TLS_1_3.stream() : Stream.empty(),
                        versions.contains("TLSv1.2") ? TLS_1_2.stream() : Stream.empty())
                .toList();
    }

    /** A client that offers other names, or none, is served without one: see {@link Doors}. */
    static ApplicationProtocolConfig alpn(List<ApplicationProtocol> protocols) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                protocols.stream().map(ApplicationProtocol::wireName).toList());
    }
}
