package io.gatehouse.cli;

import io.gatehouse.migration.Conversion;
import io.gatehouse.migration.ConversionNote;
import io.gatehouse.migration.ConversionOptions;
import io.gatehouse.migration.ConvertedPolicy;
import io.gatehouse.migration.MosquittoConversion;
import io.gatehouse.migration.UserName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Write policies that say what another broker's access control file says.",
            "They allow no more than the file did, unless --wider; what is not the same is told line by line. No broker"
                    + " needs to run.",
            "Exits with 0 whatever is told, unless --strict; with 1 where the file cannot be read."
        })
final class PolicyConvertCommand implements Callable<Integer> {
    private static final String NOTHING_DONE = "nothing was converted";

    /** Whose file it is. */
    enum Origin {
        mosquitto
    }

    /** What stands for the user name. */
    enum User {
        common_name(UserName.COMMON_NAME),
        thing(UserName.THING);

        private final UserName meaning;

        User(UserName meaning) {
            this.meaning = meaning;
        }

        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    private final Console console;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "BROKER",
            description = "whose file it is: ${COMPLETION-CANDIDATES}")
    @SuppressWarnings("unused") // one there is, and it must be named
    private Origin origin = Origin.mosquitto;

    @Parameters(paramLabel = "ACL_FILE", description = "the file that acl_file names in mosquitto.conf")
    private Path file = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "write each policy to FOLDER/NAME.json; a file that is there stays as it is")
    private @Nullable Path out;

    @Option(
            names = "--user-name",
            paramLabel = "WHAT",
            description = "what stands for %%u: ${COMPLETION-CANDIDATES} (default: common-name, as with"
                    + " use_identity_as_username)")
    private User userName = User.common_name;

    @Option(
            names = "--client-id",
            paramLabel = "PATTERN",
            description = "client ids to let in, in the language of policies; may be repeated (default: the user name,"
                    + " and what begins with it and a point)")
    private List<String> clientIds = List.of();

    @Option(
            names = "--wider",
            description = "where a policy cannot say exactly what a line says, allow more rather than less")
    private boolean wider;

    @Option(names = "--strict", description = "exit with 1 where anything is left out, wider or narrower")
    private boolean strict;

    PolicyConvertCommand(Console console) {
        this.console = console;
    }

    /** The shape of {@code -o json}. */
    record Written(List<ConvertedPolicy> policies, List<ConversionNote> notes) {}

    @Override
    public Integer call() {
        String acl = TextFile.readDocument(NOTHING_DONE, console.environment().resolve(file));
        var options = new ConversionOptions(userName.meaning, clientIds, wider);
        return switch (MosquittoConversion.convert(acl, options)) {
            case Conversion.Malformed(var problems) ->
                throw CommandFailure.failed(
                        file + " is no access control file of Mosquitto",
                        problems.stream().map(Object::toString).collect(Collectors.joining("\n")),
                        "correct these lines");
            case Conversion.Converted(var policies, var notes) -> print(policies, notes);
        };
    }

    private int print(List<ConvertedPolicy> policies, List<ConversionNote> notes) {
        if (out != null) {
            write(policies, console.environment().resolve(out));
        }
        console.print(new Written(policies, notes), written -> {
            StringBuilder text = new StringBuilder();
            for (ConvertedPolicy policy : written.policies()) {
                text.append(policy.name())
                        .append(", for ")
                        .append(Table.printable(policy.meantFor()))
                        .append(out == null ? ":\n" + policy.document().stripTrailing() + "\n" : "\n");
            }
            written.notes().forEach(note -> text.append(lines(note)));
            return text.isEmpty() ? "no rules in " + Table.printable(file.toString()) + "\n" : text.toString();
        });
        return strict && notes.stream().anyMatch(PolicyConvertCommand::changes) ? ExitCode.FAILED : ExitCode.OK;
    }

    private static boolean changes(ConversionNote note) {
        return switch (note.kind()) {
            case LEFT_OUT, WIDER, NARROWER -> true;
            case RESERVED, UNLIKELY, WITHOUT_USER, CLIENT_IDS -> false;
        };
    }

    /** In two lines, as findings of lint. */
    private static String lines(ConversionNote note) {
        return note.kind() + (note.line() == null ? "" : " at line " + note.line()) + ": "
                + Table.printable(note.message()) + "\n  instead: " + Table.printable(note.instead()) + "\n";
    }

    /** All, or none where one of the files is there. */
    private static void write(List<ConvertedPolicy> policies, Path folder) {
        String what = "no policy was written";
        for (ConvertedPolicy policy : policies) {
            Path file = folder.resolve(policy.name() + ".json");
            if (Files.exists(file)) {
                throw CommandFailure.failed(what, file + ": is there already", "name an empty folder");
            }
        }
        try {
            Files.createDirectories(folder);
            for (ConvertedPolicy policy : policies) {
                Files.writeString(
                        folder.resolve(policy.name() + ".json"),
                        policy.document().stripTrailing() + "\n",
                        StandardOpenOption.CREATE_NEW);
            }
        } catch (IOException e) {
            throw CommandFailure.failed(what, e.toString(), "look at the folder and its disk");
        }
    }
}
