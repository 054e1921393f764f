package io.gatehouse.cli;

import io.gatehouse.manifest.ManifestFiles;
import io.gatehouse.manifest.Resource;
import io.gatehouse.manifest.Wishes;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Make things, types, groups, certificates, authorities, policies and templates what files say, JSON as"
                    + " export writes or YAML.",
            "What differs is created (+) or changed (~), what does not is left (=). What a file does not name of a"
                    + " resource stays as it is, and so does what no file names, without --prune.",
            "Everything is read and held against the broker before anything is changed. Each resource then stands or"
                    + " falls for itself, and the same again goes on."
        })
final class ApplyCommand implements Callable<Integer> {
    private static final String WHAT = "nothing was applied";

    private final Console console;

    @Option(
            names = {"-f", "--file"},
            required = true,
            paramLabel = "FOLDER|FILE",
            description = "files that end with .json, .yaml or .yml")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "change nothing, and show what would change")
    private boolean dryRun;

    @Option(
            names = "--prune",
            description = "remove what is in no file, and let such certificates in no longer; of a folder that export"
                    + " made only")
    private boolean prune;

    @Option(
            names = "--reactivate-certificates",
            description = "let certificates in again that are not let in now, and authorities' new devices")
    private boolean reactivate;

    ApplyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path path = console.environment().resolve(file);
        Set<Resource.Kind> kinds = prune ? new ManifestFolder(path).exported(WHAT) : Set.of();
        if (prune && kinds.isEmpty()) {
            throw CommandFailure.usage(
                    WHAT,
                    "--prune: with " + path + " (expected: a folder that gatehouse export made; by any other, what"
                            + " somebody left out would be removed)",
                    "export first, change the files, then apply that folder");
        }
        return new PlanRun(console, WHAT)
                .run(
                        read(console, WHAT, path, ManifestFiles.ofResources()).reading(),
                        new Wishes(false, reactivate, kinds),
                        dryRun);
    }

    /** Adds the files of a folder, or one file. */
    static ManifestFiles read(Console console, String what, Path path, ManifestFiles into) {
        for (Path one : ManifestFolder.files(what, path)) {
            Path shown = console.environment().folder().relativize(one);
            into.add(shown.startsWith("..") ? one.toString() : shown.toString(), TextFile.readDocument(what, one));
        }
        return into;
    }
}
