package io.gatehouse.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which handshake, by the parameters of {@code HandshakeBenchmark}; {@link #USUAL} is the one that all others are
 * compared with.
 */
record HandshakeCase(
        String engine, String version, String group, String serverKey, String deviceKey, int chain, String kind) {
    static final String BENCHMARK = "HandshakeBenchmark.handshake";
    static final HandshakeCase USUAL = new HandshakeCase("boringssl", "TLSv1.3", "x25519", "p256", "p256", 1, "full");

    HandshakeCase resumed() {
        return new HandshakeCase(engine, version, group, serverKey, deviceKey, chain, "resumed");
    }

    HandshakeCase in(String otherVersion) {
        return new HandshakeCase(engine, otherVersion, group, serverKey, deviceKey, chain, kind);
    }

    HandshakeCase over(String otherGroup) {
        return new HandshakeCase(engine, version, otherGroup, serverKey, deviceKey, chain, kind);
    }

    HandshakeCase withServerKey(String key) {
        return new HandshakeCase(engine, version, group, key, deviceKey, chain, kind);
    }

    HandshakeCase withDeviceKey(String key) {
        return new HandshakeCase(engine, version, group, serverKey, key, chain, kind);
    }

    HandshakeCase withChain(int certificates) {
        return new HandshakeCase(engine, version, group, serverKey, deviceKey, certificates, kind);
    }

    HandshakeCase by(String otherEngine) {
        return new HandshakeCase(otherEngine, version, group, serverKey, deviceKey, chain, kind);
    }

    Optional<Handshake> find(Results results) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("engine", engine);
        parameters.put("version", version);
        parameters.put("group", group);
        parameters.put("serverKey", serverKey);
        parameters.put("deviceKey", deviceKey);
        parameters.put("chain", Integer.toString(chain));
        parameters.put("kind", kind);
        return results.one(BENCHMARK, parameters).map(Handshake::of);
    }
}
