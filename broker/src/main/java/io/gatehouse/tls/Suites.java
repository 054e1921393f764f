package io.gatehouse.tls;

import io.netty.buffer.ByteBuf;
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

    /** Whether suites of TLS 1.2 that are spoken here are among those of a client, by the kind of the server's key. */
    record Offered(boolean ecdsa, boolean rsa) {}

    /** @param numbers the cipher_suites of a ClientHello; read to the end */
    static Offered offered(ByteBuf numbers) {
        boolean ecdsa = false;
        boolean rsa = false;
        while (numbers.isReadable()) {
            switch (numbers.readUnsignedShort()) { // TLS_1_2 by the numbers of IANA's list
                case 0xC02B, 0xC02C, 0xCCA9 -> ecdsa = true;
                case 0xC02F, 0xC030, 0xCCA8 -> rsa = true;
                default -> {
                    // Not spoken here, or of TLS 1.3, where it says nothing of the certificate.
                }
            }
        }
        return new Offered(ecdsa, rsa);
    }

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
