package io.gatehouse.cli;

import io.gatehouse.control.BrokerApi;
import io.gatehouse.control.OwnerFile;
import io.gatehouse.control.RegistryDocumentApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(mixinStandardHelpOptions = true, description = "The registry as one document: export, import.")
final class RegistryCommand extends Noun {
    private static final int MOST_NAMES = 20;

    RegistryCommand(Console console) {
        super(console);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Write everything the registry holds as one JSON document.",
                "The same registry gives the same text, to be kept, compared and imported. It holds no private keys."
            })
    int export(
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "default: standard output") @Nullable
                    Path file) {
        String what = "the registry was not exported";
        String text = console.askPatiently(what, RegistryDocumentApi.EXPORT, new BrokerApi.Nothing())
                .text();
        if (file == null) {
            console.out().print(text);
            console.out().flush();
            return ExitCode.OK;
        }
        Path target = console.environment().resolve(file);
        try {
            if (Files.isDirectory(target)) {
                throw CommandFailure.failed(what, target + ": a folder (expected: a file)", "name a file in it");
            }
            OwnerFile.write(target, text);
        } catch (IOException e) {
            throw CommandFailure.failed(what, target + ": " + e, "name a file that you may write");
        }
        return ExitCode.OK;
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Make the registry what a document says; what is not in the document is removed.",
                "Live sessions follow. With --dry-run nothing is changed, and the difference is shown.",
                "What added and changed policies say and probably do not mean is pointed out in both cases."
            })
    int replace(
            @Parameters(paramLabel = "FILE", description = "what export wrote, or an edited copy") Path file,
            @Option(names = "--dry-run", description = "change nothing, and show the difference") boolean dryRun,
            @Option(
                            names = "--reactivate-certificates",
                            description = "let certificates in again that are not let in now")
                    boolean reactivate) {
        String what = "nothing was imported";
        String text = TextFile.readDocument(what, console.environment().resolve(file));
        console.print(
                console.askPatiently(
                        what, RegistryDocumentApi.IMPORT, new RegistryDocumentApi.Import(text, dryRun, reactivate)),
                this::text);
        return ExitCode.OK;
    }

    private String text(RegistryDocumentApi.Difference difference) {
        Table table = new Table("NOUN", "ADDED", "CHANGED", "REMOVED", "UNCHANGED");
        StringBuilder names = new StringBuilder();
        for (RegistryDocumentApi.OfNoun of : difference.nouns()) {
            table.row(
                    of.noun(),
                    of.added().size(),
                    of.changed().size(),
                    of.removed().size(),
                    of.unchanged());
            show(names, "+", of.noun(), of.added());
            show(names, "~", of.noun(), of.changed());
            show(names, "-", of.noun(), of.removed());
        }
        if (!difference.reactivated().isEmpty()) {
            Table again = new Table("LET IN AGAIN", "WAS", "SUBJECT");
            difference.reactivated().forEach(each -> again.row(each.id(), each.was(), each.subject()));
            names.append(again.text(console.color()));
        }
        return table.text(console.color())
                + names
                + pointedOut(difference)
                + (difference.applied() ? "" : "nothing was changed\n");
    }

    private static String pointedOut(RegistryDocumentApi.Difference difference) {
        StringBuilder text = new StringBuilder();
        difference.findings().stream()
                .limit(MOST_NAMES)
                .forEach(of -> text.append("policy ")
                        .append(Table.printable(of.policy()))
                        .append(" version ")
                        .append(of.version())
                        .append(":\n")
                        .append(PolicyLintCommand.lines(of.findings())));
        int more = difference.findings().size() - MOST_NAMES;
        if (more > 0) {
            text.append("findings in " + more + " more policies; all with -o json\n");
        }
        if (difference.unlinted() > 0) {
            text.append("not looked at: " + difference.unlinted()
                    + " more policy documents; look at them one by one: gatehouse policy lint NAME\n");
        }
        return text.toString();
    }

    private static void show(StringBuilder text, String sign, String noun, List<String> names) {
        names.stream()
                .limit(MOST_NAMES)
                .forEach(name -> text.append(sign + " " + noun + " " + Table.printable(name) + "\n"));
        if (names.size() > MOST_NAMES) {
            text.append(sign + " and " + (names.size() - MOST_NAMES) + " more; all with -o json\n");
        }
    }
}
