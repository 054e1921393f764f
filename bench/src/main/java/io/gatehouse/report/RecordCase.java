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

    RecordCase under(String otherSuite) {
        return new RecordCase(engine, version, otherSuite, payloadBytes, messages);
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

    /** The cipher alone, of the JDK, for the same message. */
    Optional<Spread> bare(Results results) {
        return cipher(results, "BareCipherBenchmark.seal");
    }

    /** The same of the system's OpenSSL. */
    Optional<Spread> bareOpenssl(Results results) {
        return cipher(results, BareOpenssl.BENCHMARK);
    }

    private Optional<Spread> cipher(Results results, String benchmark) {
        return results.one(benchmark, Map.of("suite", suite, "payloadBytes", Integer.toString(payloadBytes)))
                .map(message -> new Spread(message.score(), message.error()));
    }

    /** Nanoseconds, and half of their confidence interval. */
    record Spread(double nanos, double error) {}
}
