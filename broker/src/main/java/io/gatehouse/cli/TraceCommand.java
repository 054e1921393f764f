package io.gatehouse.cli;

import io.gatehouse.control.AdminJson;
import io.gatehouse.control.BrokerApi;
import io.gatehouse.control.TraceApi;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "See what goes on between the broker and a client, for a while: client, cert, ip, topic; ls, show, stop.",
            "Payloads are shown with --payload only; user properties, passwords and keys never."
        })
final class TraceCommand extends Noun {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final String NOT_BEGUN = "no trace was begun";

    /** What every trace takes. */
    static final class Wishes {
        @Option(
                names = "--for",
                paramLabel = "DURATION",
                defaultValue = "5m",
                description = "how long: 30s, 5m, up to 1h (default: ${DEFAULT-VALUE})")
        private String length = "5m";

        @Option(names = "--payload", description = "show payloads too, the first 1024 bytes of each")
        private boolean payload;

        @Option(
                names = {"-f", "--follow"},
                description = "show what is seen as it comes, to the end of the trace")
        private boolean follow;

        long seconds() {
            if (length.matches("[0-9]{1,4}[smh]")) {
                long number = Long.parseLong(length.substring(0, length.length() - 1));
                long seconds = switch (length.charAt(length.length() - 1)) {
                    case 's' -> number;
                    case 'm' -> TimeUnit.MINUTES.toSeconds(number);
                    default -> TimeUnit.HOURS.toSeconds(number);
                };
                if (seconds >= 1 && seconds <= TraceApi.LONGEST_SECONDS) {
                    return seconds;
                }
            }
            throw CommandFailure.usage(NOT_BEGUN, "--for: " + length + " (expected: 1s to 1h)", "give as 30s or 5m");
        }
    }

    TraceCommand(Console console) {
        super(console);
    }

    @Command(mixinStandardHelpOptions = true, description = "Trace a client by its id.")
    int client(@Parameters(paramLabel = "CLIENT") String value, @Mixin Wishes wishes) {
        return begin("client", value, wishes);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Trace every client with a certificate; 8 characters of its id's beginning will do.")
    int cert(@Parameters(paramLabel = "ID") String value, @Mixin Wishes wishes) {
        return begin("cert", value, wishes);
    }

    @Command(mixinStandardHelpOptions = true, description = "Trace whoever comes from an address.")
    int ip(@Parameters(paramLabel = "ADDRESS") String value, @Mixin Wishes wishes) {
        return begin("ip", value, wishes);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Trace the messages of a topic: who publishes, who gets them, who is refused.")
    int topic(@Parameters(paramLabel = "FILTER") String value, @Mixin Wishes wishes) {
        return begin("topic", value, wishes);
    }

    @Command(mixinStandardHelpOptions = true, description = "List traces, those that are over included.")
    int ls() {
        console.print(console.ask("traces were not listed", TraceApi.LIST, new BrokerApi.Nothing()), listing -> {
            Table table = new Table("ID", "OF", "BEGUN", "UNTIL", "RUNS", "PAYLOAD");
            listing.traces()
                    .forEach(trace -> table.row(
                            trace.id(),
                            trace.of(),
                            Times.text(trace.begun()),
                            Times.text(trace.until()),
                            trace.running() ? "yes" : "no",
                            trace.payload() ? "yes" : "no"));
            return table.text(console.color());
        });
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Show what a trace has seen; -o json: one object a line.")
    int show(
            @Parameters(paramLabel = "ID") int id,
            @Option(
                            names = {"-f", "--follow"},
                            description = "go on, to the end of the trace")
                    boolean follow) {
        print(id, follow);
        return ExitCode.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "End a trace; what it has seen stays.")
    int stop(@Parameters(paramLabel = "ID") int id) {
        console.print(
                console.ask("no trace was ended", TraceApi.STOP, new TraceApi.One(id)),
                trace -> "ended trace " + trace.id() + " of " + Table.printable(trace.of()) + "\n");
        return ExitCode.OK;
    }

    private int begin(String kind, String value, Wishes wishes) {
        var request = new TraceApi.Begin(kind, value, wishes.seconds(), wishes.payload);
        TraceApi.Trace trace = console.ask(NOT_BEGUN, TraceApi.BEGIN, request);
        String words =
                "trace " + trace.id() + " of " + Table.printable(trace.of()) + " until " + Times.text(trace.until());
        if (wishes.follow) {
            console.note(words);
            print(trace.id(), true);
        } else {
            console.print(trace, begun -> words + "\nsee it: gatehouse trace show " + begun.id() + "\n");
        }
        return ExitCode.OK;
    }

    private void print(int id, boolean follow) {
        long next = 0;
        while (true) {
            TraceApi.Entries read = console.ask("there is nothing to show", TraceApi.READ, new TraceApi.Read(id, next));
            if (read.overwritten() > 0) {
                console.note(read.overwritten() + " older entries were overwritten by newer ones");
            }
            read.entries().forEach(entry -> console.out().println(line(entry)));
            console.out().flush();
            next = read.next();
            if (read.last() || (!follow && read.entries().size() < TraceApi.MOST)) {
                return;
            }
            if (read.entries().size() < TraceApi.MOST) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private String line(TraceApi.Entry entry) {
        if (console.json()) {
            return AdminJson.line(entry);
        }
        StringBuilder line = new StringBuilder();
        line.append(entry.at()).append(String.format(Locale.ROOT, "  %-3s  ", entry.direction()));
        line.append(entry.event());
        add(line, "client", entry.clientId());
        add(line, "peer", entry.peer());
        add(line, "topic", entry.topic());
        add(line, "id", entry.packetId());
        add(line, "bytes", entry.bytes());
        add(line, "detail", entry.detail());
        add(line, "payload", entry.payload());
        return line.toString();
    }

    private static void add(StringBuilder line, String name, @Nullable Object value) {
        if (value != null) {
            line.append("  ").append(name).append('=').append(Table.printable(value.toString()));
        }
    }
}
