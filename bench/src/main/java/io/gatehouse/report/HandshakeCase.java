package io.gatehouse.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which handshake, by the parameters of {@code HandshakeBenchmark}; {@link #USUAL} is the one that all others are
 * compared with.
 */
record HandshakeCase(Map<String, String> parameters) {
    static final String SUITE = "HandshakeBenchmark";
    static final String METHOD = "handshake";
    static final HandshakeCase USUAL = new HandshakeCase(Map.of())
            .with("engine", "boringssl")
            .with("version", "TLSv1.3")
            .with("group", "x25519")
            .with("serverKey", "p256")
            .with("deviceKey", "p256")
            .with("chain", "1")
            .with("kind", "full");

    HandshakeCase {
        parameters = new LinkedHashMap<>(parameters);
    }

    HandshakeCase with(String parameter, String value) {
        Map<String, String> others = new LinkedHashMap<>(parameters);
        others.put(parameter, value);
        return new HandshakeCase(others);
    }

    HandshakeCase resumed() {
        return with("kind", "resumed");
    }

    Optional<Handshake> find(Results results) {
        return results.one(SUITE + "." + METHOD, parameters).map(Handshake::of);
    }
}
