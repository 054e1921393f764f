package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import java.util.List;
import java.util.Optional;

/** What a session ticket saves, and what a fleet that reconnects costs with and without. */
final class WhyResume implements Question {
    private static final int FLEET = 100_000;
    private static final int[] MINUTES = {1, 5, 15, 60, 1440};

    @Override
    public String title() {
        return "Why resume, and what does it risk?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Handshake full = HandshakeCase.USUAL.find(results).orElse(null);
        Handshake resumed = HandshakeCase.USUAL.resumed().find(results).orElse(null);
        if (full == null || resumed == null) {
            return Optional.empty();
        }
        Chart chart = Chart.bars("", "µs on one core");
        Handshakes.add("full", full, chart);
        Handshakes.add("resumed", resumed, chart);
        HandshakeCase.USUAL
                .with("version", "TLSv1.2")
                .find(results)
                .ifPresent(each -> Handshakes.add("full, TLS 1.2", each, chart));
        HandshakeCase.USUAL
                .with("version", "TLSv1.2")
                .resumed()
                .find(results)
                .ifPresent(each -> Handshakes.add("resumed, TLS 1.2", each, chart));
        Table table = new Table("100,000 devices reconnect every", "cores, full", "cores, resumed");
        for (int minutes : MINUTES) {
            table.row(
                    minutes == 1440 ? "day" : minutes == 60 ? "hour" : minutes + " min",
                    Words.number(cores(full, minutes)),
                    Words.number(cores(resumed, minutes)));
        }
        return Optional.of(new Answer(
                List.of(
                        "Because a ticket stands for the certificates and signatures of an earlier handshake:"
                                + " the server"
                                + " spends " + Words.nanos(resumed.serverNanos()) + " in place of "
                                + Words.nanos(full.serverNanos()) + " ("
                                + Words.change(full.serverNanos(), resumed.serverNanos()) + "), the device "
                                + Words.nanos(resumed.clientNanos()) + " in place of "
                                + Words.nanos(full.clientNanos()) + " ("
                                + Words.change(full.clientNanos(), resumed.clientNanos()) + "), and "
                                + Words.bytes(resumed.bytes()) + " cross the wire in place of "
                                + Words.bytes(full.bytes()) + ".",
                        "That is less than it might be: BoringSSL makes two new tickets for each connection of"
                                + " TLS 1.3, larger than the certificates that they spare, and sealing and sending them"
                                + " costs most of what the signatures did. "
                                + tls12(results)
                                + "The more expensive the keys are, the more a ticket saves.",
                        "The risk: whoever steals a device's ticket is that device without its key, for as long as the"
                                + " ticket lives, and the key that seals tickets stands for all of them.",
                        "So it is off unless you switch it on; tickets live an hour at most, end with the"
                                + " certificate, the"
                                + " listener's name and every change of trust, and the registry is asked again"
                                + " each time."),
                chart,
                table));
    }

    private static String tls12(Results results) {
        HandshakeCase tls12 = HandshakeCase.USUAL.with("version", "TLSv1.2");
        Handshake full = tls12.find(results).orElse(null);
        Handshake resumed = tls12.resumed().find(results).orElse(null);
        return full == null || resumed == null
                ? ""
                : "In TLS 1.2, where no new one is made, a resumed handshake takes "
                        + Words.nanos(resumed.serverNanos()) + " in place of " + Words.nanos(full.serverNanos())
                        + ". ";
    }

    /** TLS alone: what CONNECT and TCP cost comes on top. */
    static double cores(Handshake handshake, int minutes) {
        return handshake.serverNanos() * FLEET / (minutes * 60e9);
    }
}
