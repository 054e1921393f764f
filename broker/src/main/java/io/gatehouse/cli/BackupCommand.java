package io.gatehouse.cli;

import io.gatehouse.control.StoreApi;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Take a backup of the running broker, while it works.",
            "The folder gets the store as of one moment and the development authority with its keys: it is as secret"
                    + " as the data folder. Files that never change are linked where it is on the same disk; copy it"
                    + " to another one."
        })
final class BackupCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FOLDER", description = "does not exist yet, or is empty")
    private Path folder = Path.of("");

    BackupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String target = console.environment().resolve(folder).toString();
        console.print(
                console.askPatiently("no backup was taken", StoreApi.BACKUP, new StoreApi.Backup(target)),
                BackupCommand::text);
        return ExitCode.OK;
    }

    private static String text(StoreApi.BackedUp taken) {
        return Table.printable(taken.folder()) + ": " + taken.files() + " files, " + Sizes.of(taken.bytes())
                + (taken.linkedBytes() == 0
                        ? ""
                        : " (" + Sizes.of(taken.linkedBytes()) + " of it shared with the store: copy it elsewhere)")
                + ", in " + String.format(Locale.ROOT, "%.1f", taken.millis() / 1000.0) + " s\n"
                + "revision " + taken.revision() + ": " + counts(taken.counts()) + "\n";
    }

    /** Every table with its number of values. */
    static String counts(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "empty"
                : counts.entrySet().stream()
                        .map(table -> Table.printable(table.getKey()) + " " + table.getValue())
                        .collect(Collectors.joining(", "));
    }
}
