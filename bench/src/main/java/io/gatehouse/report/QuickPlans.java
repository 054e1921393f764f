package io.gatehouse.report;

import static io.gatehouse.report.Plans.PUBLIC_KEY;
import static io.gatehouse.report.Plans.SESSION_KEY;
import static io.gatehouse.report.Plans.handshake;
import static io.gatehouse.report.Plans.records;

import io.gatehouse.report.Plan.Effort;
import java.util.List;

/** Every question, with the fewest figures that answer it: below ten minutes on two cores. */
final class QuickPlans {
    private QuickPlans() {}

    static List<Plan> all() {
        // Warm-ups are as long as it takes until what is measured is compiled, which was looked up in JMH's logs.
        Effort handshakes = new Effort(1, 3.5, 10, 0.25);
        Effort ofTheJdk = new Effort(1, 3, 10, 0.15);
        Effort pipeline = new Effort(1, 2.4, 10, 0.12);
        Effort simple = new Effort(1, 1.2, 10, 0.1);
        Effort slow = new Effort(1, 0.3, 4, 0.3);
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
                Plan.of("chain-validation", "ChainValidationBenchmark", simple, "digestLookup", "pkix")
                        .with("chain", 1, 3)
                        .with("key", "p256"),
                Plan.of("public-key-small", "PublicKeyBenchmark", simple, PUBLIC_KEY)
                        .with("bytes", 1024),
                Plan.of("public-key-large", "PublicKeyBenchmark", slow, PUBLIC_KEY)
                        .with("bytes", 1_048_576),
                Plan.of("session-key", "PublicKeyBenchmark", ofTheJdk, SESSION_KEY)
                        .with("bytes", 1024, 1_048_576),
                records("records-coalesced", pipeline, "boringssl", "seal", "open")
                        .with("payloadBytes", 64)
                        .with("messages", 1, 16, 100),
                records("records-sizes", pipeline, "boringssl", "seal", "open").with("payloadBytes", 1024, 16_384),
                records("records-suites", pipeline, "boringssl", "seal")
                        .with("suite", "chacha20-poly1305")
                        .with("payloadBytes", 1024),
                records("records-jdk", ofTheJdk, "jdk", "seal").with("payloadBytes", 64, 1024, 16_384),
                Plan.of("bare-cipher", "BareCipherBenchmark", ofTheJdk, "seal")
                        .with("suite", "aes-128-gcm")
                        .with("payloadBytes", 64, 1024, 16_384),
                Plan.of("bare-suites", "BareCipherBenchmark", ofTheJdk, "seal")
                        .with("suite", "chacha20-poly1305")
                        .with("payloadBytes", 1024),
                Plan.of("decode", "PublishDecodeBenchmark", pipeline, "gatehouse", "hivemq", "netty")
                        .with("version", "MQTT_3_1_1", "MQTT_5")
                        .with("payloadBytes", 64),
                Plan.of("encode", "PublishEncodeBenchmark", pipeline, "encodeAndWrite", "writeAgain", "hivemq", "netty")
                        .with("version", "MQTT_3_1_1", "MQTT_5")
                        .with("payloadBytes", 64),
                Plan.of("subscriptions", "TopicMatchBenchmark", simple, "trie", "naiveScan")
                        .with("filters", 1, 1000, 100_000)
                        .with("depth", 3),
                Plan.of("subscriptions-hivemq", "TopicMatchBenchmark", pipeline, "hivemq")
                        .with("filters", 1, 1000, 100_000)
                        .with("depth", 3),
                Plan.of("policy", "DecisionBenchmark", simple, "remembered", "decided", "missed")
                        .with("statements", 1, 1000)
                        .with("variables", false),
                Plan.of("gate", "ConnectBenchmark", pipeline, "accepted", "refused")
                        .with("statements", 4),
                Plan.of("fan-out", "SessionFanOutBenchmark", pipeline, "fanOut")
                        .with("qos", "AT_MOST_ONCE", "AT_LEAST_ONCE"),
                Plan.of("store", "LogAppendBenchmark", pipeline, "gatehouse", "rawFile")
                        .with("fsync", "always")
                        .with("underWay", 1, 256));
    }
}
