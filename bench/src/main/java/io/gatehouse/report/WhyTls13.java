package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Optional;

/** The two versions beside each other. */
final class WhyTls13 implements Question {
    @Override
    public String title() {
        return "Why 1.3 over 1.2?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Handshake three = HandshakeCase.USUAL.find(results).orElse(null);
        Handshake two =
                HandshakeCase.USUAL.with("version", "TLSv1.2").find(results).orElse(null);
        if (three == null || two == null) {
            return Optional.empty();
        }
        Chart chart = Chart.bars("", "µs on one core");
        Table table = new Table("", "round trips", "bytes in all", "server", "device");
        add("TLS 1.3", three, chart, table);
        add("TLS 1.2", two, chart, table);
        return Optional.of(new Answer(
                List.of(
                        "Because the device waits for " + Words.whole(three.roundTrips())
                                + " round trip and not " + Words.whole(two.roundTrips())
                                + " before it may send, and because certificates are encrypted, so that who"
                                + " listens does not"
                                + " learn which device connects.",
                        "In processor time it is " + Words.nanos(three.serverNanos()) + " against "
                                + Words.nanos(two.serverNanos())
                                + " for the server: not the reason. On a link of 100 ms it"
                                + " saves " + Words.whole((two.roundTrips() - three.roundTrips()) * 100) + " ms.",
                        "TLS 1.2 stays on for devices that have nothing else, with forward secrecy and AEAD only."),
                chart,
                table));
    }

    private static void add(String name, Handshake handshake, Chart chart, Table table) {
        Handshakes.add(name, handshake, chart);
        table.row(
                name,
                Words.whole(handshake.roundTrips()),
                Words.bytes(handshake.bytes()),
                Words.nanos(handshake.serverNanos()),
                Words.nanos(handshake.clientNanos()));
    }
}
