package io.gatehouse.cli;

import io.gatehouse.control.HandshakeView;
import io.gatehouse.control.RefusalApi;
import io.gatehouse.control.RefusalApi.Told;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = "Why was a device refused? Shows its last refusals, the newest first, and what to do.")
final class WhyCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            arity = "0..1",
            paramLabel = "WHO",
            description = {
                "Client id, certificate id (8 characters of its beginning will do), address, thing, or operator.",
                "With --reason it may be left out: everybody then."
            })
    private @Nullable String who;

    @Option(names = "--reason", paramLabel = "REASON", description = "Only this reason, as the log names it.")
    private @Nullable String reason;

    @Option(names = "--max", paramLabel = "N", description = "At most so many (default ${DEFAULT-VALUE}).")
    private int max = 10;

    WhyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var question = new RefusalApi.Question(who, reason, max);
        console.print(console.ask("refusals were not looked for", RefusalApi.WHY, question), this::text);
        return ExitCode.OK;
    }

    private String text(RefusalApi.Findings findings) {
        StringBuilder text = new StringBuilder();
        if (findings.refusals().isEmpty()) {
            text.append("No refusal ")
                    .append(who == null ? "for " + reason : "of " + Table.printable(who))
                    .append(" is remembered.\n");
        }
        for (Told told : findings.refusals()) {
            text.append(table(told).text(console.color())).append('\n');
        }
        findings.now()
                .forEach(line ->
                        text.append("now: ").append(Table.printable(line)).append('\n'));
        findings.advice()
                .forEach(line ->
                        text.append("do:  ").append(Table.printable(line)).append('\n'));
        return text.toString();
    }

    private static Table table(Told told) {
        Table table = new Table("REASON", told.reason())
                .row("why", told.meaning())
                .row("check", told.check())
                .row("last", Times.text(told.last()))
                .row("times", told.count() == 1 ? "1" : told.count() + " since " + Times.text(told.first()));
        add(table, "ended by", told.initiator());
        add(table, "client", told.clientId());
        add(table, "thing", told.thing());
        add(table, "peer", told.peer() == null ? null : told.peer() + " (listener " + told.listener() + ")");
        add(table, "server name", told.serverName());
        add(table, "operator", told.operator());
        add(table, "certificate", told.certificateId());
        if (told.certificateId() != null && told.peer() != null) { // who is away has presented none
            table.row("status", told.certificateStatus() == null ? "not registered" : told.certificateStatus());
        }
        if (told.handshake() != null) {
            add(table, "TLS", agreed(told.handshake()));
            add(table, "group", told.handshake().group());
        }
        add(table, "subject", told.subject());
        add(table, "issuer", told.issuer());
        add(table, "serial", told.serial());
        add(table, "resource", told.resource());
        add(table, "decision", told.decision());
        add(table, "policy", told.explanation());
        add(table, "detail", told.detail());
        table.row("do", told.cure());
        HandshakeRows.add(table, told.handshake());
        return table;
    }

    private static @Nullable String agreed(HandshakeView handshake) {
        return handshake.protocol() == null ? null : handshake.protocol() + " " + handshake.cipherSuite();
    }

    private static void add(Table table, String name, @Nullable String value) {
        if (value != null) {
            table.row(name, value);
        }
    }
}
