package io.gatehouse.cli;

import io.gatehouse.control.OfflineStore;
import io.gatehouse.control.StoreApi;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Bring a backup into a data folder on which no broker runs.",
            "Every file is compared with its digest first. All of it is restored, or nothing."
        })
final class RestoreCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FOLDER", description = "the backup")
    private Path backup = Path.of("");

    @Option(names = "--force", description = "move a store that is there aside, into a folder replaced-… beside it")
    private boolean force;

    @Option(
            names = "--reactivate-certificates",
            description = "let certificates in again that were revoked, deactivated or deleted since the backup")
    private boolean reactivate;

    @Option(names = "--dry-run", description = "change nothing, and say what would be restored")
    private boolean dryRun;

    RestoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path data = console.options().dataFolder(console.environment());
        Path from = console.environment().resolve(backup);
        console.print(Console.done(new OfflineStore(data).restore(from, force, reactivate, dryRun)), this::text);
        return ExitCode.OK;
    }

    private String text(StoreApi.Restored restored) {
        String backupName = Table.printable(restored.backup());
        if (restored.counts() == null) {
            return "the interrupted restore of " + backupName + (dryRun ? " would be finished" : " is finished")
                    + "; nothing else was done\n";
        }
        StringBuilder text = new StringBuilder();
        text.append(dryRun ? "would restore " : "restored ")
                .append(backupName)
                .append(", taken ")
                .append(restored.created())
                .append("\nrevision ")
                .append(restored.revision())
                .append(": ")
                .append(BackupCommand.counts(restored.counts()))
                .append('\n');
        if (restored.replaced() != null) {
            text.append("what was there ")
                    .append(dryRun ? "would move to " : "is in ")
                    .append(Table.printable(restored.replaced()))
                    .append('\n');
        }
        if (!restored.compared()) {
            text.append("there was no store to compare with: certificates revoked since then are let in again;"
                    + " look through them before devices connect: gatehouse cert ls\n");
        }
        if (!restored.reactivated().isEmpty()) {
            Table table = new Table("LET IN AGAIN", "WAS", "SUBJECT");
            restored.reactivated().forEach(again -> table.row(again.id(), again.was(), again.subject()));
            text.append(table.text(console.color()));
        }
        return text.toString();
    }
}
