package io.gatehouse.cli;

import io.gatehouse.control.AuditApi;
import io.gatehouse.control.AuditLog;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(mixinStandardHelpOptions = true, description = "What operators changed: verify, ls.")
final class AuditCommand extends Noun {
    private static final int MOST = 100_000;

    AuditCommand(Console console) {
        super(console);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Read the whole audit log, and say whether it is as it was written.",
                "Exits with 1 where it is not. Prints the head's hash: keep it elsewhere. Who owns the disk can cut"
                        + " off the newest entries, and nothing but the head shows it. A broker may run."
            })
    int verify() {
        AuditApi.Verified verified = Console.done(log().verify());
        console.print(verified, AuditCommand::text);
        return verified.broken() == null ? ExitCode.OK : ExitCode.FAILED;
    }

    private static String text(AuditApi.Verified verified) {
        AuditApi.Broken broken = verified.broken();
        if (broken != null) {
            return "broken at entry " + broken.number() + ", " + broken.file() + " line " + broken.line() + ": "
                    + Table.printable(broken.why()) + "\n";
        }
        String entries = verified.entries() == 0
                ? "no entries"
                : "entries " + verified.first() + " to " + verified.last() + " in " + verified.files() + " files";
        return "intact: " + entries + "\n"
                + (verified.first() > 1
                        ? "older entries were taken away; the last of them: " + verified.anchor() + "\n"
                        : "")
                + (verified.unfinishedBytes() > 0
                        ? "after the last: " + verified.unfinishedBytes() + " bytes of an unfinished line\n"
                        : "")
                + "head: " + verified.head() + "\n";
    }

    @Command(
            aliases = "list",
            mixinStandardHelpOptions = true,
            description = "Show the newest entries, the newest last.")
    int ls(
            @Option(names = "--limit", defaultValue = "100", description = "how many (default: ${DEFAULT-VALUE})")
                    int limit) {
        Pages.checkLimit(limit, MOST, "nothing was listed", "give another number");
        console.print(
                Console.done(log().list(limit)),
                listing -> table(listing.entries()).text(console.color()));
        return ExitCode.OK;
    }

    private static Table table(List<AuditApi.Entry> entries) {
        Table table = new Table("NUMBER", "TIME", "OPERATOR", "FROM", "OPERATION", "RESOURCE", "RESULT");
        entries.forEach(entry -> table.row(
                entry.number(),
                Times.text(entry.time()),
                entry.operator(),
                entry.from(),
                entry.operation(),
                entry.resource(),
                entry.result()));
        return table;
    }

    private AuditLog log() {
        return new AuditLog(console.options().dataFolder(console.environment()));
    }
}
