package io.gatehouse.report;

import io.gatehouse.plot.Chart;
import io.gatehouse.report.RecordCase.Spread;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** After how many messages the handshake is less than so much of what a connection costs the server. */
final class WhyAHandshake implements Question {
    private static final int[] SIZES = {64, 1024, 16_384};
    private static final double[] SHARES = {0.5, 0.1, 0.01};

    @Override
    public String title() {
        return "Why a handshake at all?";
    }

    @Override
    public Optional<Answer> answer(Results results) {
        Handshake full = HandshakeCase.USUAL.find(results).orElse(null);
        Handshake resumed = HandshakeCase.USUAL.resumed().find(results).orElse(null);
        Spread small = message(results, SIZES[0]);
        if (full == null || resumed == null || small == null) {
            return Optional.empty();
        }
        Chart chart = Chart.lines("messages of 64 B from the device", "handshake's part of the connection, %")
                .logarithmicX();
        for (double messages = 1; messages <= 1e6; messages *= 10) {
            chart.add("full handshake", messages, 100 * share(full, small, messages), 0);
            chart.add("resumed", messages, 100 * share(resumed, small, messages), 0);
        }
        Table table = new Table("messages until the handshake is below", "50 %", "10 %", "1 %");
        for (int size : SIZES) {
            Spread message = message(results, size);
            if (message != null) {
                row(table, "full, then " + Words.bytes(size), full, message);
                row(table, "resumed, then " + Words.bytes(size), resumed, message);
            }
        }
        return Optional.of(new Answer(
                List.of(
                        "Because it is paid once: the handshake costs the server " + Words.nanos(full.serverNanos())
                                + ", and each message of 64 B after it " + Words.nanos(small.nanos())
                                + " to open, because from then on both sides have a key of 128 bits that nobody"
                                + " else has.",
                        "After " + Words.whole(needed(full, small, 0.5))
                                + " such messages the handshake is half of what the connection has cost, after "
                                + Words.whole(needed(full, small, 0.01)) + " it is a hundredth.",
                        "A device that connects for one reading and leaves pays for the handshake and for nothing else:"
                                + " it should stay connected, or resume."),
                chart,
                table));
    }

    private static @Nullable Spread message(Results results, int size) {
        return RecordCase.usual(size, 1).each(results, RecordCase.OPEN).orElse(null);
    }

    private static void row(Table table, String name, Handshake handshake, Spread message) {
        table.row(
                name,
                Words.whole(needed(handshake, message, SHARES[0])),
                Words.whole(needed(handshake, message, SHARES[1])),
                Words.whole(needed(handshake, message, SHARES[2])));
    }

    private static double share(Handshake handshake, Spread message, double messages) {
        return handshake.serverNanos() / (handshake.serverNanos() + messages * message.nanos());
    }

    /** The number of messages from which on {@link #share} is below. */
    static double needed(Handshake handshake, Spread message, double share) {
        return Math.ceil(handshake.serverNanos() * (1 - share) / (share * message.nanos()));
    }
}
