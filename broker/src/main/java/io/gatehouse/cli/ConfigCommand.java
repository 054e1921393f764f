package io.gatehouse.cli;

import io.gatehouse.config.ConfigurationLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

@Command(mixinStandardHelpOptions = true, description = "The configuration: check.")
final class ConfigCommand extends Noun {

    ConfigCommand(Console console) {
        super(console);
    }

    /** A class of its own, because only fields can take the flags that are keys of the configuration. */
    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Read and check the configuration without starting anything.",
                "Prints every value and where it comes from, or every problem with its line; exits with 2 then."
            })
    static final class Check implements Callable<Integer> {
        private final Console console;

        @Option(names = "--config", paramLabel = "FILE", description = "the file (default: GATEHOUSE_CONFIG, or none)")
        private @Nullable Path config;

        @Unmatched
        private List<String> flags = new ArrayList<>();

        Check(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            ConfigurationLoader.Loaded loaded = Settings.load(console, config, flags);
            console.print(
                    new Checked(loaded.settings().stream()
                            .map(setting -> new Value(
                                    setting.key(),
                                    setting.value(),
                                    setting.origin().toString()))
                            .toList()),
                    checked -> checked.table(console.color()));
            return ExitCode.OK;
        }
    }

    record Value(String key, String value, String origin) {}

    record Checked(List<Value> settings) {
        String table(boolean color) {
            Table table = new Table("KEY", "VALUE", "FROM");
            settings.forEach(value -> table.row(value.key(), value.value(), value.origin()));
            return table.text(color);
        }
    }
}
