package io.gatehouse.report;

import io.gatehouse.report.Plan.Effort;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is run for a report. */
public enum Profile {
    /** Every question, with the fewest figures that answer it: below ten minutes on two cores. */
    QUICK(quick()),
    /** Every value of every parameter that exists, in two forks: some hours. */
    FULL(full());

    private final List<Plan> plans;

    Profile(List<Plan> plans) {
        this.plans = plans;
    }

    /** In the order in which they are run. */
    List<Plan> plans() {
        return plans;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    double seconds() {
        return plans.stream().mapToDouble(Plan::seconds).sum();
    }

    private static List<Plan> quick() {
        Effort handshakes = new Effort(1, 4, 4, 0.8); // some thousand, so that they are compiled
        Effort records = new Effort(1, 3, 3, 0.4);
        Effort ofTheJdk = new Effort(1, 6, 3, 1); // its ciphers are many times slower until they are compiled
        Effort slow = new Effort(1, 1, 3, 0.3);
        Effort fast = new Effort(1, 5, 4, 0.5);
        return List.of(
                handshake("handshake-versions", handshakes)
                        .with("version", "TLSv1.3", "TLSv1.2")
                        .with("kind", "full", "resumed"),
                handshake("handshake-groups", handshakes).with("group", "secp256r1", "X25519MLKEM768"),
                handshake("handshake-device-keys", handshakes).with("deviceKey", "none", "p384", "rsa2048"),
                handshake("handshake-server-key", handshakes).with("serverKey", "rsa2048"),
                handshake("handshake-chain", handshakes).with("chain", 3),
                handshake("handshake-jdk", ofTheJdk).with("engine", "jdk").with("kind", "full", "resumed"),
                Plan.of("static-rsa", "StaticRsaHandshakeBenchmark", handshakes, "handshake")
                        .with("exchange", "rsa", "ecdhe"),
                Plan.of("chain-validation", "ChainValidationBenchmark", fast, "digestLookup", "pkix")
                        .with("chain", 1, 3)
                        .with("key", "p256"),
                Plan.of("public-key-small", "PublicKeyBenchmark", fast, publicKey())
                        .with("bytes", 1024),
                Plan.of("public-key-large", "PublicKeyBenchmark", slow, publicKey())
                        .with("bytes", 1_048_576),
                records("records-coalesced", records)
                        .with("engine", "boringssl")
                        .with("payloadBytes", 64)
                        .with("messages", 1, 16, 100),
                records("records-sizes", records)
                        .with("engine", "boringssl")
                        .with("payloadBytes", 1024, 16_384)
                        .with("messages", 1),
                records("records-jdk", ofTheJdk)
                        .with("engine", "jdk")
                        .with("payloadBytes", 64, 1024, 16_384)
                        .with("messages", 1),
                Plan.of("bare-cipher", "BareCipherBenchmark", ofTheJdk, "seal")
                        .with("suite", "aes-128-gcm")
                        .with("payloadBytes", 64, 1024, 16_384),
                Plan.of("decode", "PublishDecodeBenchmark", fast, "gatehouse", "hivemq", "netty")
                        .with("payloadBytes", 64),
                Plan.of("policy", "DecisionBenchmark", fast, "remembered", "decided")
                        .with("statements", 1, 1000),
                Plan.of("gate", "ConnectBenchmark", fast, "accepted", "refused"));
    }

    private static Plan handshake(String id, Effort effort) {
        Plan plan = Plan.of(id, HandshakeCase.SUITE, effort, HandshakeCase.METHOD);
        for (Map.Entry<String, String> usual : HandshakeCase.USUAL.parameters().entrySet()) {
            plan = plan.with(usual.getKey(), usual.getValue());
        }
        return plan;
    }

    private static Plan records(String id, Effort effort) {
        return Plan.of(id, "RecordLayerBenchmark", effort, "seal", "open")
                .with("version", "TLSv1.3")
                .with("suite", "aes-128-gcm");
    }

    private static String[] publicKey() {
        return new String[] {"rsaOaep", "rsaOaepOpen", "ecies", "eciesOpen", "sessionKey", "sessionKeyOpen"};
    }

    private static List<Plan> full() {
        Effort handshakes = new Effort(2, 5, 5, 2);
        Effort usual = new Effort(2, 3, 5, 1);
        return List.of(
                handshake("handshake-boringssl", handshakes)
                        .with("version", "TLSv1.3", "TLSv1.2")
                        .with("group", "x25519", "secp256r1")
                        .with("kind", "full", "resumed"),
                handshake("handshake-post-quantum", handshakes)
                        .with("group", "X25519MLKEM768")
                        .with("kind", "full", "resumed"),
                handshake("handshake-device-keys", handshakes).with("deviceKey", "none", "p384", "rsa2048", "rsa3072"),
                handshake("handshake-server-keys", handshakes).with("serverKey", "p384", "rsa2048", "rsa3072"),
                handshake("handshake-chains", handshakes).with("chain", 2, 3),
                handshake("handshake-jdk", handshakes)
                        .with("engine", "jdk")
                        .with("version", "TLSv1.3", "TLSv1.2")
                        .with("kind", "full", "resumed"),
                handshake("handshake-jdk-keys", handshakes)
                        .with("engine", "jdk")
                        .with("deviceKey", "none", "p384", "rsa2048", "rsa3072", "ed25519"),
                Plan.of("static-rsa", "StaticRsaHandshakeBenchmark", handshakes, "handshake")
                        .with("exchange", "rsa", "ecdhe"),
                Plan.of("chain-validation", "ChainValidationBenchmark", usual, "digestLookup", "pkix")
                        .with("chain", 1, 2, 3)
                        .with("key", "p256", "rsa2048"),
                Plan.of("public-key", "PublicKeyBenchmark", usual, publicKey()).with("bytes", 1024, 1_048_576),
                records("records", usual)
                        .with("engine", "boringssl", "jdk")
                        .with("version", "TLSv1.3", "TLSv1.2")
                        .with("suite", "aes-128-gcm", "aes-256-gcm", "chacha20-poly1305")
                        .with("payloadBytes", 16, 64, 256, 1024, 4096, 16_384)
                        .with("messages", 1, 16, 100),
                Plan.of("bare-cipher", "BareCipherBenchmark", usual, "seal", "open")
                        .with("suite", "aes-128-gcm", "aes-256-gcm", "chacha20-poly1305")
                        .with("payloadBytes", 16, 64, 256, 1024, 4096, 16_384),
                Plan.of("decode", "PublishDecodeBenchmark", usual, "gatehouse", "hivemq", "netty"),
                Plan.of("policy", "DecisionBenchmark", usual, "remembered", "decided", "explained"),
                Plan.of("gate", "ConnectBenchmark", usual, "accepted", "refused"));
    }
}
