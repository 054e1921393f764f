package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Optional;

/** What it costs that the device proves a key, by the kind of the key. */
final class WhyCertificates implements Question {
    private static final List<String> KEYS = List.of("none", "p256", "p384", "rsa2048", "rsa3072", "ed25519");

    @Override
    public String title() {
        return "Why certificates?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Handshake without =
                HandshakeCase.USUAL.with("deviceKey", "none").find(results).orElse(null);
        Handshake with = HandshakeCase.USUAL.find(results).orElse(null);
        if (without == null || with == null) {
            return Optional.empty();
        }
        Chart chart = Chart.bars("", "µs on one core").lying();
        Table table = new Table("key of the device", "server", "device", "bytes in all");
        for (String key : KEYS) {
            HandshakeCase.USUAL
                    .with("deviceKey", key)
                    .find(results)
                    .ifPresent(each -> Handshakes.add(key.equals("none") ? "no certificate" : key, each, chart, table));
        }
        for (String key : List.of("rsa2048", "rsa3072", "p384")) {
            HandshakeCase.USUAL
                    .with("serverKey", key)
                    .find(results)
                    .ifPresent(each -> Handshakes.add("p256, server's: " + key, each, chart, table));
        }
        HandshakeCase.USUAL
                .with("chain", "3")
                .find(results)
                .ifPresent(each -> Handshakes.add("p256, chains of 3", each, chart, table));
        return Optional.of(new Answer(
                List.of(
                        "Because without one the server knows that nobody listens, and not who speaks: the device's"
                                + " signature over the handshake, with a key that its certificate names, is"
                                + " what proves it.",
                        "With a P-256 key the handshake takes the server " + Words.nanos(with.serverNanos())
                                + ", and without a certificate " + Words.nanos(without.serverNanos()) + " ("
                                + Words.change(without.serverNanos(), with.serverNanos()) + "; the intervals are "
                                + Words.percent(with.relativeError()) + " wide to each side); "
                                + Words.bytes(with.bytes() - without.bytes()) + " more cross the wire.",
                        "Keys differ by who pays: RSA is cheap to verify and expensive to sign with, so a device's RSA"
                                + " key costs the device, and the server's RSA key the server."),
                chart,
                table));
    }
}
