package io.gatehouse.cli;

import io.gatehouse.control.HandshakeView;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A handshake as rows of a table about a connection, live or refused. */
final class HandshakeRows {
    private final Table table;

    private HandshakeRows(Table table) {
        this.table = table;
    }

    /** What a list of connections, and a refusal, do not say anyhow. */
    static void add(Table table, @Nullable HandshakeView handshake) {
        if (handshake != null) {
            new HandshakeRows(table).add(handshake);
        }
    }

    private void add(HandshakeView h) {
        row("signature", signatures(h));
        if (h.resumed()) {
            table.row("resumed", "yes: the client's key was proved in an earlier handshake");
        }
        row("ALPN", h.applicationProtocol());
        table.row("handshake", summary(h));
        h.phases().forEach(phase -> table.row("phase", phase(phase)));
        h.chain()
                .forEach(sent -> table.row(
                        "sent",
                        sent.certificateId() + " "
                                + (sent.subject() == null ? "(not readable)" : sent.subject()) + ", "
                                + sent.bytes() + " bytes"));
        HandshakeView.Offer offer = h.offered();
        if (offer != null) {
            list("offered versions", offer.versions());
            list("offered ciphers", offer.cipherSuites());
            list("offered groups", offer.groups());
            list("offered keys", offer.keyShares());
            list("verifies", offer.signatures());
            list("offered ALPN", offer.applicationProtocols());
            if (offer.resumption() && !h.resumed()) {
                table.row("offered session", "yes, and it was not resumed");
            }
        }
    }

    private static @Nullable String signatures(HandshakeView h) {
        if (h.clientSignature() == null && h.serverSignature() == null) {
            return null;
        }
        String client = h.clientSignature() == null ? "" : "client " + h.clientSignature();
        String server = h.serverSignature() == null ? "" : "server " + h.serverSignature();
        return client.isEmpty() || server.isEmpty() ? client + server : client + ", " + server;
    }

    private static String summary(HandshakeView h) {
        return h.reached().replace('_', ' ') + ", "
                + (h.roundTrips() == 1 ? "1 round trip" : h.roundTrips() + " round trips")
                + (h.retried() ? " (one to agree on a group)" : "")
                + ", " + h.bytesIn() + " bytes in, " + h.bytesOut() + " bytes out, " + millis(h.millis());
    }

    private static String phase(HandshakeView.Phase phase) {
        String bytes = phase.bytesIn() > 0
                ? phase.bytesIn() + " bytes in, "
                : phase.bytesOut() > 0 ? phase.bytesOut() + " bytes out, " : "";
        return phase.name() + ": " + bytes + millis(phase.millis());
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }

    private void row(String name, @Nullable String value) {
        if (value != null) {
            table.row(name, value);
        }
    }

    private void list(String name, List<String> values) {
        if (!values.isEmpty()) {
            table.row(name, String.join(", ", values));
        }
    }
}
