package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What forward secrecy costs: a key agreement with fresh keys, beside encryption to the server's own key. */
final class WhyEphemeralKeys implements Question {
    @Override
    public String title() {
        return "Why ephemeral keys?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Handshake rsa = exchange(results, "rsa");
        Handshake ecdhe = exchange(results, "ecdhe");
        if (rsa == null || ecdhe == null) {
            return Optional.empty();
        }
        Chart chart = Chart.bars("key exchange of TLS 1.2, RSA-2048 server key", "µs on one core");
        Table table = new Table("key exchange", "server", "device", "bytes in all");
        Handshakes.add("static RSA", rsa, chart, table);
        Handshakes.add("ECDHE", ecdhe, chart, table);
        return Optional.of(new Answer(
                List.of(
                        "Because keys get lost later: under static RSA everybody who recorded a connection can"
                                + " open it with"
                                + " the server's private key, years after; under ECDHE that key signs and opens"
                                + " nothing."
                                + " ForwardSecrecyTest does both with recorded bytes.",
                        "With the same RSA-2048 key static RSA takes the server " + Words.nanos(rsa.serverNanos())
                                + " and ECDHE " + Words.nanos(ecdhe.serverNanos()) + ", "
                                + Words.change(rsa.serverNanos(), ecdhe.serverNanos()) + ".",
                        "TLS 1.3 has nothing else; Gatehouse offers nothing else in TLS 1.2 either."),
                chart,
                table));
    }

    private static @Nullable Handshake exchange(Results results, String name) {
        return results.one("StaticRsaHandshakeBenchmark.handshake", Map.of("exchange", name))
                .map(Handshake::of)
                .orElse(null);
    }
}
