package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Optional;

/** Key agreement by group, the hybrid one with ML-KEM among them. */
final class PostQuantum implements Question {
    private static final List<String> GROUPS = List.of("secp256r1", "x25519", "X25519MLKEM768");

    @Override
    public String title() {
        return "What does post-quantum cost?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Handshake classic = HandshakeCase.USUAL.find(results).orElse(null);
        Handshake hybrid = HandshakeCase.USUAL
                .with("group", "X25519MLKEM768")
                .find(results)
                .orElse(null);
        if (classic == null || hybrid == null) {
            return Optional.empty();
        }
        Chart chart = Chart.bars("group", "µs on one core");
        Table table = new Table("group", "server", "device", "bytes in all");
        for (String group : GROUPS) {
            HandshakeCase.USUAL
                    .with("group", group)
                    .find(results)
                    .ifPresent(each -> Handshakes.add(group, each, chart, table));
        }
        return Optional.of(new Answer(
                List.of(
                        "With X25519 and ML-KEM-768 the handshake takes the server " + Words.nanos(hybrid.serverNanos())
                                + " in place of " + Words.nanos(classic.serverNanos()) + " ("
                                + Words.change(classic.serverNanos(), hybrid.serverNanos()) + "), the device "
                                + Words.nanos(hybrid.clientNanos()) + " in place of "
                                + Words.nanos(classic.clientNanos()) + ", and "
                                + Words.bytes(hybrid.bytes() - classic.bytes())
                                + " more cross the wire, once a connection.",
                        "What is recorded today cannot be opened by a quantum computer later, as long as either"
                                + " of the two"
                                + " holds. Certificates are still classical: they need to hold only until the"
                                + " handshake ends.",
                        "The larger ClientHello does not fit into one packet: a middlebox that cannot stand"
                                + " that shows in"
                                + " the handshakes that fail."),
                chart,
                table));
    }
}
