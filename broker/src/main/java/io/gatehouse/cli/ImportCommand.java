package io.gatehouse.cli;

import io.gatehouse.manifest.ManifestFiles;
import io.gatehouse.manifest.Reading;
import io.gatehouse.manifest.Wishes;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Take over what files say: what aws iot prints, and what export writes.",
            "Known are list-things, describe-thing, search-index, list- and describe-thing-type(s), list- and"
                    + " describe-thing-group(s), get-policy, get-policy-version, describe-certificate,"
                    + " describe-ca-certificate and describe-provisioning-template, several after each other in a file"
                    + " too; and, with the thingName or policyName they were asked with added,"
                    + " list-thing-principals, list-thing-groups-for-thing and list-targets-for-policy.",
            "Adds and changes, and takes nothing away."
        })
final class ImportCommand implements Callable<Integer> {
    private static final String WHAT = "nothing was imported";

    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "a file, or a folder of files")
    private List<Path> files = List.of();

    @Option(names = "--dry-run", description = "change nothing, and show what would change")
    private boolean dryRun;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "ask no broker, and write what was read there, for apply")
    private @Nullable Path out;

    @Option(names = "--reactivate-certificates", description = "let certificates in again that are not let in now")
    private boolean reactivate;

    ImportCommand(Console console) {
        this.console = console;
    }

    record Written(String folder, int resources) {}

    @Override
    public Integer call() {
        ManifestFiles read = ManifestFiles.withPrintOuts();
        files.forEach(
                file -> ApplyCommand.read(console, WHAT, console.environment().resolve(file), read));
        Reading reading = read.reading();
        PlanRun run = new PlanRun(console, WHAT);
        if (out == null) {
            return run.run(reading, new Wishes(true, reactivate, Set.of()), dryRun);
        }
        run.check(reading);
        Path path = console.environment().resolve(out);
        ManifestFolder folder = new ManifestFolder(path);
        folder.begin(WHAT);
        reading.declarations().forEach(declaration -> folder.write(WHAT, declaration.resource()));
        folder.end(WHAT);
        console.print(
                new Written(path.toString(), reading.declarations().size()),
                written -> "wrote " + written.resources() + " resources to " + written.folder()
                        + "\nmake it so:  gatehouse apply -f " + written.folder() + " --dry-run\n");
        return ExitCode.OK;
    }
}
