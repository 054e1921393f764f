package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every value of every parameter once at least; both engines in both versions, full and resumed. */
final class HandshakeCaseTest {
    @ParameterizedTest
    @CsvSource({
        "boringssl, TLSv1.3, X25519MLKEM768, p256, p256, 2, full",
        "boringssl, TLSv1.3, secp256r1, p384, rsa2048, 1, resumed",
        "boringssl, TLSv1.3, x25519, rsa2048, none, 3, full",
        "boringssl, TLSv1.2, x25519, p256, p384, 3, full",
        "boringssl, TLSv1.2, secp256r1, rsa2048, p256, 1, resumed",
        "jdk, TLSv1.3, x25519, ed25519, ed25519, 1, full",
        "jdk, TLSv1.3, secp256r1, p256, p256, 2, resumed",
        "jdk, TLSv1.2, x25519, p384, rsa2048, 1, full",
        "jdk, TLSv1.2, x25519, ed25519, p256, 1, resumed",
        "jdk, TLSv1.2, secp256r1, p256, none, 1, full"
    })
    void what_is_said_to_be_possible_is(
            String engine, String version, String group, String serverKey, String deviceKey, int chain, String kind)
            throws Exception {
        HandshakeBenchmark benchmark = benchmark(engine, version, group, serverKey, deviceKey, chain, kind);
        HandshakeCosts costs = new HandshakeCosts();

        benchmark.prepare(); // looks at what was agreed on
        benchmark.handshake(costs);
        benchmark.stop();

        assertThat(costs.handshakes).isEqualTo(1);
        assertThat(costs.flights).isEqualTo(version.equals("TLSv1.3") || kind.equals("resumed") ? 3 : 4);
        assertThat(costs.serverNanos).isPositive();
        assertThat(costs.clientNanos).isPositive();
        assertThat(costs.bytesFromClient).isPositive();
        assertThat(costs.bytesFromServer).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "boringssl, TLSv1.2, X25519MLKEM768, p256, p256, 1, full, 'older versions have no such group'",
        "jdk, TLSv1.3, X25519MLKEM768, p256, p256, 1, full, 'from release 27 on'",
        "boringssl, TLSv1.3, x25519, p256, ed25519, 1, full, 'does not offer to verify it'",
        "boringssl, TLSv1.3, x25519, ed25519, p256, 1, full, 'shows no such certificate'",
        "openssl, TLSv1.3, X25519MLKEM768, p256, ed25519, 1, full, 'the client that takes Ed25519'",
        "jdk, TLSv1.3, x25519, p256, none, 1, resumed, 'no ticket'",
        "rustls, TLSv1.3, x25519, p256, p256, 1, full, 'engine: rustls'",
        "jdk, TLSv1.1, x25519, p256, p256, 1, full, 'version: TLSv1.1'",
        "jdk, TLSv1.3, x448, p256, p256, 1, full, 'group: x448'",
        "jdk, TLSv1.3, x25519, rsa1024, p256, 1, full, 'serverKey: rsa1024'",
        "jdk, TLSv1.3, x25519, p256, p521, 1, full, 'deviceKey: p521'",
        "jdk, TLSv1.3, x25519, p256, p256, 4, full, 'chain: 4'",
        "jdk, TLSv1.3, x25519, p256, p256, 1, half, 'kind: half'"
    })
    void what_there_is_not_says_why_before_anything_is_measured(
            String engine,
            String version,
            String group,
            String serverKey,
            String deviceKey,
            int chain,
            String kind,
            String why) {
        assertThatThrownBy(benchmark(engine, version, group, serverKey, deviceKey, chain, kind)::prepare)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("expected");
    }

    private static HandshakeBenchmark benchmark(
            String engine, String version, String group, String serverKey, String deviceKey, int chain, String kind) {
        HandshakeBenchmark benchmark = new HandshakeBenchmark();
        benchmark.engine = engine;
        benchmark.version = version;
        benchmark.group = group;
        benchmark.serverKey = serverKey;
        benchmark.deviceKey = deviceKey;
        benchmark.chain = chain;
        benchmark.kind = kind;
        return benchmark;
    }
}
