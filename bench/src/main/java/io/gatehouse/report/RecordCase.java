package io.gatehouse.report;

import java.util.Map;
import java.util.Optional;

/** Which records, by the parameters of {@code RecordLayerBenchmark}. */
record RecordCase(String engine, String version, String suite, int payloadBytes, int messages) {
    static final String SEAL = "RecordLayerBenchmark.seal";
    static final String OPEN = "RecordLayerBenchmark.open";

    static RecordCase usual(int payloadBytes, int messages) {
        return new RecordCase("boringssl", "TLSv1.3", "aes-128-gcm", payloadBytes, messages);
    }

    RecordCase by(String otherEngine) {
        return new RecordCase(otherEngine, version, suite, payloadBytes, messages);
    }

    /** Nanoseconds of each message; an invocation of the benchmark is a flush of all of them. */
    Optional<Spread> each(Results results, String benchmark) {
        return results.one(
                        benchmark,
                        Map.of(
                                "engine", engine,
                                "version", version,
                                "suite", suite,
                                "payloadBytes", Integer.toString(payloadBytes),
                                "messages", Integer.toString(messages)))
                .map(flush -> new Spread(flush.score() / messages, flush.error() / messages));
    }

    /** The cipher alone, for the same message. */
    Optional<Spread> bare(Results results, String method) {
        return results.one(
                        "BareCipherBenchmark." + method,
                        Map.of("suite", suite, "payloadBytes", Integer.toString(payloadBytes)))
                .map(message -> new Spread(message.score(), message.error()));
    }

    /** Nanoseconds, and half of their confidence interval. */
    record Spread(double nanos, double error) {}
}
