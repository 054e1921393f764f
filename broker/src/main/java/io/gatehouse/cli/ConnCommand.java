package io.gatehouse.cli;

import io.gatehouse.control.ConnectionApi;
import io.gatehouse.control.ConnectionView;
import io.gatehouse.control.HistoryApi;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(mixinStandardHelpOptions = true, description = "Connections: ls, describe, history, kick.")
final class ConnCommand extends Noun {

    ConnCommand(Console console) {
        super(console);
    }

    @Command(mixinStandardHelpOptions = true, description = "List connections.")
    int ls(
            @Mixin Pages pages,
            @Option(
                            names = "--shared",
                            description = "only those whose certificate another client has at the same time")
                    boolean shared) {
        var operation = shared ? ConnectionApi.SHARED : ConnectionApi.LIST;
        Pages.print(
                console,
                pages.follow(
                        page -> console.ask("connections were not listed", operation, page),
                        ConnectionApi.Listing::connections,
                        ConnectionApi.Listing::next),
                connections -> {
                    Table table = new Table("CLIENT", "THING", "CERTIFICATE", "PEER", "PROTOCOL", "SINCE", "IN", "OUT");
                    connections.forEach(c -> table.row(
                            c.clientId(),
                            c.thing(),
                            certificate(c),
                            c.peer(),
                            c.protocol(),
                            Times.text(c.connectedAt()),
                            c.messagesIn(),
                            c.messagesOut()));
                    return table;
                });
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show one connection.")
    int describe(@Parameters(paramLabel = "CLIENT") String clientId) {
        var request = new ConnectionApi.Client(clientId);
        console.print(
                console.ask("no connection to describe", ConnectionApi.DESCRIBE, request),
                connection -> table(connection).text(console.color()));
        return ExitCode.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Show what happened to a client lately, connected or not, the latest last.")
    int history(
            @Parameters(paramLabel = "CLIENT") String clientId,
            @Option(
                            names = "--limit",
                            defaultValue = "50",
                            description = "most events shown, the latest (default: ${DEFAULT-VALUE})")
                    int limit) {
        Pages.checkLimit(limit, HistoryApi.MOST, "no history was shown", "give less");
        var request = new HistoryApi.Query(clientId, limit);
        HistoryApi.Listing listing = console.ask("no history to show", HistoryApi.LAST, request);
        console.print(listing, l -> table(l.events()).text(console.color()));
        if (listing.more() && !console.json()) {
            console.note("there are earlier ones: --limit " + HistoryApi.MOST);
        }
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "End a connection. The device may come back at once.")
    int kick(@Parameters(paramLabel = "CLIENT") String clientId) {
        var request = new ConnectionApi.Client(clientId);
        console.print(
                console.ask("nothing was ended", ConnectionApi.KICK, request),
                client -> "ended " + Table.printable(client.clientId()) + "\n");
        return ExitCode.OK;
    }

    private static Table table(List<HistoryApi.Event> events) {
        Table table = new Table("TIME", "UNTIL", "EVENT", "REASON", "PEER", "CERTIFICATE", "DETAIL");
        events.forEach(e -> table.row(
                Times.text(e.at()),
                e.until() == null ? null : Times.text(e.until()),
                e.event(),
                e.reason(),
                e.peer(),
                e.operator() == null ? beginning(e.certificateId()) : "operator " + e.operator(),
                e.detail()));
        return table;
    }

    /** Enough to see whether it is another one; {@code -o json} has all of it. */
    private static @Nullable String beginning(@Nullable String certificateId) {
        return certificateId == null || certificateId.length() < 12 ? certificateId : certificateId.substring(0, 12);
    }

    /** Its beginning, or the operator; and how many clients have it if there is more than one. */
    private static String certificate(ConnectionView c) {
        String id = c.operator() == null ? String.valueOf(beginning(c.certificateId())) : "operator " + c.operator();
        return c.certificateClients() == null ? id : id + " of " + c.certificateClients() + " clients";
    }

    private static String sharedWith(ConnectionView c, int clients) {
        int untold = clients - 1 - c.sharedWith().size();
        return String.join(", ", c.sharedWith()) + (untold > 0 ? " and " + untold + " more" : "");
    }

    private static Table table(ConnectionView c) {
        Table table = new Table("FIELD", "VALUE")
                .row("client", c.clientId())
                .row("thing", c.thing())
                .row(
                        c.operator() == null ? "certificate" : "operator",
                        c.operator() == null ? c.certificateId() : c.operator())
                .row("peer", c.peer())
                .row("protocol", c.protocol())
                .row("transport", c.transport())
                .row("connected", Times.text(c.connectedAt()))
                .row("keep-alive", c.keepAliveSeconds() + " s")
                .row("clean start", c.cleanStart())
                .row("session expiry", c.sessionExpirySeconds() + " s")
                .row("TLS", c.tlsVersion() + " " + c.cipherSuite())
                .row("group", c.group())
                .row("server name", c.serverName())
                .row("in flight", c.inflight())
                .row("queued", c.queued())
                .row("messages in", c.messagesIn())
                .row("messages out", c.messagesOut());
        if (c.certificateClients() != null) {
            table.row("shared with", sharedWith(c, c.certificateClients()));
        }
        HandshakeRows.add(table, c.handshake());
        c.subscriptions().forEach(filter -> table.row("subscription", filter));
        return table;
    }
}
