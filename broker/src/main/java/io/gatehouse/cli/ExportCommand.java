package io.gatehouse.cli;

import io.gatehouse.manifest.Export;
import io.gatehouse.manifest.Resource;
import io.gatehouse.manifest.Unanswered;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Write things, types, groups, certificates, authorities, policies, templates and what is attached to what,"
                    + " a file each.",
            "The same registry gives the same files, to be kept in a repository and applied. No private keys are in it."
                    + " Versions of policies and templates that do not count are not: gatehouse registry export."
        })
final class ExportCommand implements Callable<Integer> {
    private static final String WHAT = "nothing was exported, or not all";

    private final Console console;

    @Parameters(paramLabel = "FOLDER", description = "new, empty, or of an export before, which is brought up to date")
    private Path folder = Path.of("");

    ExportCommand(Console console) {
        this.console = console;
    }

    /** How many files of each noun. */
    record Exported(String folder, Map<String, Integer> files) {}

    @Override
    public Integer call() {
        Path path = console.environment().resolve(folder);
        ManifestFolder target = new ManifestFolder(path);
        Map<Resource.Kind, Integer> counts = new EnumMap<>(Resource.Kind.class);
        for (Resource.Kind kind : Resource.Kind.values()) {
            counts.put(kind, 0);
        }
        target.begin(WHAT);
        try {
            Export.each(console.broker(), resource -> {
                target.write(WHAT, resource);
                counts.merge(resource.kind(), 1, Integer::sum);
            });
        } catch (Unanswered unanswered) {
            throw Console.failure(WHAT, unanswered.answer());
        }
        target.end(WHAT);
        Map<String, Integer> files = new LinkedHashMap<>();
        counts.forEach((kind, count) -> files.put(kind.folder(), count));
        console.print(
                new Exported(path.toString(), files),
                exported -> exported.files().entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", ", "exported: ", " in " + exported.folder() + "\n")));
        return ExitCode.OK;
    }
}
