package io.gatehouse.report;

import io.gatehouse.report.Plan.Effort;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is run for a report. */
public enum Profile {
    /** Every question, with the fewest figures that answer it: below ten minutes on two cores. */
    QUICK(quick()),
    /** More values of every parameter, in two forks: some hours. */
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
        Effort handshakes = new Effort(1, 4.5, 10, 0.3); // some ten thousand, so that they are compiled
        Effort ofTheJdk = new Effort(1, 4.5, 10, 0.25); // its ciphers are many times slower until they are compiled
        Effort slow = new Effort(1, 0.3, 4, 0.3);
        Effort fast = new Effort(1, 1.2, 10, 0.12);
        Effort records = fast;
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
                records("records-coalesced", records, "boringssl", "seal", "open")
                        .with("payloadBytes", 64)
                        .with("messages", 1, 16, 100),
                records("records-sizes", records, "boringssl", "seal", "open").with("payloadBytes", 1024, 16_384),
                records("records-suites", records, "boringssl", "seal")
                        .with("suite", "aes-256-gcm", "chacha20-poly1305")
                        .with("payloadBytes", 1024),
                records("records-jdk", ofTheJdk, "jdk", "seal").with("payloadBytes", 64, 1024, 16_384),
                Plan.of("bare-cipher", "BareCipherBenchmark", ofTheJdk, "seal")
                        .with("suite", "aes-128-gcm")
                        .with("payloadBytes", 64, 1024, 16_384),
                Plan.of("bare-suites", "BareCipherBenchmark", ofTheJdk, "seal")
                        .with("suite", "aes-256-gcm", "chacha20-poly1305")
                        .with("payloadBytes", 1024),
                Plan.of("decode", "PublishDecodeBenchmark", fast, "gatehouse", "hivemq", "netty")
                        .with("version", "MQTT_3_1_1", "MQTT_5")
                        .with("payloadBytes", 64),
                Plan.of("encode", "PublishEncodeBenchmark", fast, "encodeAndWrite", "writeAgain", "hivemq", "netty")
                        .with("version", "MQTT_3_1_1", "MQTT_5")
                        .with("payloadBytes", 64),
                Plan.of("subscriptions", "TopicMatchBenchmark", fast, "trie", "hivemq", "naiveScan")
                        .with("filters", 1, 1000, 100_000)
                        .with("depth", 3),
                Plan.of("policy", "DecisionBenchmark", fast, "remembered", "decided", "missed")
                        .with("statements", 1, 1000)
                        .with("variables", false),
                Plan.of("gate", "ConnectBenchmark", fast, "accepted", "refused").with("statements", 4),
                Plan.of("fan-out", "SessionFanOutBenchmark", fast, "fanOut")
                        .with("qos", "AT_MOST_ONCE", "AT_LEAST_ONCE"),
                Plan.of("store", "LogAppendBenchmark", fast, "gatehouse", "rawFile")
                        .with("fsync", "always")
                        .with("underWay", 1, 256));
    }

    private static Plan handshake(String id, Effort effort) {
        Plan plan = Plan.of(id, HandshakeCase.SUITE, effort, HandshakeCase.METHOD);
        for (Map.Entry<String, String> usual : HandshakeCase.USUAL.parameters().entrySet()) {
            plan = plan.with(usual.getKey(), usual.getValue());
        }
        return plan;
    }

    /** Under the usual suite, each message in a flush of its own. */
    private static Plan records(String id, Effort effort, String engine, String... methods) {
        return Plan.of(id, "RecordLayerBenchmark", effort, methods)
                .with("engine", engine)
                .with("version", "TLSv1.3")
                .with("suite", "aes-128-gcm")
                .with("messages", 1);
    }

    /**
     * The same records by the system's OpenSSL.
     *
     * @param jvmFlags with which a JVM has it
     */
    Plan records(List<String> jvmFlags) {
        Plan like = plans.stream()
                .filter(plan -> plan.id().equals("records-sizes"))
                .findFirst()
                .orElseThrow();
        return records("records-openssl", like.effort(), "openssl", "seal", "open")
                .with("payloadBytes", 64, 1024, 16_384)
                .withJvmFlags(jvmFlags);
    }

    private static String[] publicKey() {
        return new String[] {"rsaOaep", "rsaOaepOpen", "ecies", "eciesOpen", "sessionKey", "sessionKeyOpen"};
    }

    private static List<Plan> full() {
        Effort handshakes = new Effort(2, 10, 12, 0.5);
        Effort usual = new Effort(2, 3, 12, 0.3);
        Effort ofTheJdk = new Effort(2, 8, 12, 0.3);
        Effort slow = new Effort(2, 3, 5, 1);
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
                handshake("handshake-jdk-device-keys", handshakes)
                        .with("engine", "jdk")
                        .with("deviceKey", "none", "p384", "rsa2048", "rsa3072", "ed25519"),
                handshake("handshake-jdk-server-keys", handshakes)
                        .with("engine", "jdk")
                        .with("serverKey", "p384", "rsa2048", "rsa3072", "ed25519"),
                Plan.of("static-rsa", "StaticRsaHandshakeBenchmark", handshakes, "handshake")
                        .with("exchange", "rsa", "ecdhe"),
                Plan.of("chain-validation", "ChainValidationBenchmark", usual, "digestLookup", "pkix")
                        .with("chain", 1, 2, 3)
                        .with("key", "p256", "rsa2048"),
                Plan.of("public-key-small", "PublicKeyBenchmark", usual, publicKey())
                        .with("bytes", 1024),
                Plan.of("public-key-large", "PublicKeyBenchmark", slow, publicKey())
                        .with("bytes", 1_048_576),
                records("records-coalesced", usual, "boringssl", "seal", "open")
                        .with("version", "TLSv1.3", "TLSv1.2")
                        .with("payloadBytes", 16, 64, 256, 1024, 4096)
                        .with("messages", 1, 16, 100),
                records("records-sizes", usual, "boringssl", "seal", "open")
                        .with("suite", "aes-256-gcm", "chacha20-poly1305")
                        .with("payloadBytes", 16, 64, 256, 1024, 4096),
                records("records-largest", usual, "boringssl", "seal", "open")
                        .with("suite", "aes-128-gcm", "aes-256-gcm", "chacha20-poly1305")
                        .with("payloadBytes", 16_384),
                records("records-jdk", ofTheJdk, "jdk", "seal", "open")
                        .with("version", "TLSv1.3", "TLSv1.2")
                        .with("suite", "aes-128-gcm", "aes-256-gcm", "chacha20-poly1305")
                        .with("payloadBytes", 64, 1024, 16_384),
                Plan.of("bare-cipher", "BareCipherBenchmark", ofTheJdk, "seal", "open")
                        .with("suite", "aes-128-gcm", "aes-256-gcm", "chacha20-poly1305")
                        .with("payloadBytes", 16, 64, 256, 1024, 4096, 16_384),
                Plan.of("decode", "PublishDecodeBenchmark", usual, "gatehouse", "hivemq", "netty"),
                Plan.of("encode", "PublishEncodeBenchmark", usual, "encodeAndWrite", "writeAgain", "hivemq", "netty"),
                Plan.of("control", "ControlDecodeBenchmark", usual, "connect", "subscribe"),
                Plan.of("subscriptions", "TopicMatchBenchmark", usual, "trie", "hivemq", "naiveScan")
                        .with("filters", 1, 1000, 100_000, 1_000_000),
                Plan.of("policy", "DecisionBenchmark", usual, "remembered", "decided", "missed", "explained"),
                Plan.of("gate", "ConnectBenchmark", usual, "accepted", "refused"),
                Plan.of("fan-out", "SessionFanOutBenchmark", usual, "fanOut"),
                Plan.of("store", "LogAppendBenchmark", usual, "gatehouse", "rawFile"));
    }
}
