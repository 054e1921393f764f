package io.gatehouse.cli;

import io.gatehouse.control.Answer;
import io.gatehouse.control.BrokerApi;
import io.gatehouse.control.OfflineStore;
import io.gatehouse.control.StoreApi;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

@Command(mixinStandardHelpOptions = true, description = "The store as a whole: verify, stats.")
final class StoreCommand extends Noun {

    StoreCommand(Console console) {
        super(console);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Read the whole store of a stopped broker, and say what is wrong.",
                "Compares all checksums, reads every record of the registry as a start would, and looks into every"
                        + " certificate. Exits with 1 where anything is wrong."
            })
    int verify() {
        StoreApi.Verified verified = Console.done(offline().verify());
        console.print(verified, found -> read(found) + problems(found));
        return verified.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private String read(StoreApi.Verified found) {
        Table table = new Table("COLUMN FAMILY", "KEYS", "BYTES READ");
        found.families().forEach(family -> table.row(family.name(), family.keys(), family.bytes()));
        return table.text(console.color());
    }

    private static String problems(StoreApi.Verified found) {
        if (found.problems().isEmpty()) {
            return "nothing is wrong\n";
        }
        return found.problems().stream()
                        .map(problem -> "wrong: " + Table.printable(problem) + "\n")
                        .collect(Collectors.joining())
                + (found.moreProblems() == 0 ? "" : "and " + found.moreProblems() + " more\n");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Show how much the store holds.",
                "Asks the broker that runs on the data folder; reads the files where none runs."
            })
    int stats() {
        console.print(statistics(), this::text);
        return ExitCode.OK;
    }

    private StoreApi.Statistics statistics() {
        String what = "the store was not measured";
        try (var client = console.client()) {
            // A broker that runs and does not answer holds the folder: reading the files is refused then, with its id.
            if (client.call(StoreApi.STATISTICS, new BrokerApi.Nothing()) instanceof Answer.NotReachable<?>) {
                return Console.done(offline().statistics());
            }
        }
        return console.ask(what, StoreApi.STATISTICS, new BrokerApi.Nothing());
    }

    private String text(StoreApi.Statistics statistics) {
        Table table = new Table("COLUMN FAMILY", "KEYS ABOUT", "FILES", "ON DISK", "IN MEMORY");
        statistics
                .families()
                .forEach(family -> table.row(
                        family.name(),
                        family.keys(),
                        family.files(),
                        Sizes.of(family.bytes()),
                        Sizes.of(family.memoryBytes())));
        return table.text(console.color()) + "write-ahead log: " + Sizes.of(statistics.walBytes()) + "\n"
                + (statistics.online() ? "" : "no broker runs: read from the files\n");
    }

    private OfflineStore offline() {
        return new OfflineStore(console.options().dataFolder(console.environment()));
    }
}
