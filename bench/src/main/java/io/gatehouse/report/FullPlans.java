package io.gatehouse.report;

import static io.gatehouse.report.Plans.PUBLIC_KEY;
import static io.gatehouse.report.Plans.SESSION_KEY;
import static io.gatehouse.report.Plans.handshake;
import static io.gatehouse.report.Plans.records;

import io.gatehouse.report.Plan.Effort;
import java.util.List;

/** More values of every parameter, in two forks: about two hours. */
final class FullPlans {
    private FullPlans() {}

    static List<Plan> all() {
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
                Plan.of("public-key-small", "PublicKeyBenchmark", usual, PUBLIC_KEY)
                        .with("bytes", 1024),
                Plan.of("public-key-large", "PublicKeyBenchmark", slow, PUBLIC_KEY)
                        .with("bytes", 1_048_576),
                Plan.of("session-key", "PublicKeyBenchmark", ofTheJdk, SESSION_KEY)
                        .with("bytes", 1024, 1_048_576),
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
