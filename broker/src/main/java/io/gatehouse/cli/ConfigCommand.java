package io.gatehouse.cli;

import io.gatehouse.config.ConfigurationLoader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

@Command(mixinStandardHelpOptions = true, description = "Look at the configuration.")
final class ConfigCommand implements Runnable {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ConfigCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing (expected: check)");
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Read and check the configuration without starting anything.",
                "Prints every value and where it comes from, or every problem with its line; exits with 2 then."
            })
    int check(
            @Option(names = "--config", paramLabel = "FILE", description = "the file (default: GATEHOUSE_CONFIG, or none)")
                    @Nullable Path config,
            @Unmatched List<String> flags) {
        ConfigurationLoader.Loaded loaded = Settings.load(console, config, flags == null ? List.of() : flags);
        console.print(
                new Checked(loaded.settings().stream()
                        .map(setting -> new Value(setting.key(), setting.value(), setting.origin().toString()))
                        .toList()),
                Checked::table);
        return ExitCode.OK;
    }

    record Value(String key, String value, String origin) {}

    record Checked(List<Value> settings) {
        String table() {
            Table table = new Table("KEY", "VALUE", "FROM");
            settings.forEach(value -> table.row(value.key(), value.value(), value.origin()));
            return table.text(false) + "in order\n";
        }
    }
}
