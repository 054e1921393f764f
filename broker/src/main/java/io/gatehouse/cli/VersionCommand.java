package io.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(mixinStandardHelpOptions = true, description = "Print the version.")
final class VersionCommand implements Callable<Integer> {
    private final Console console;

    VersionCommand(Console console) {
        this.console = console;
    }

    record Versions(String gatehouse, int java) {}

    @Override
    public Integer call() {
        console.print(new Versions(Version.current(), Runtime.version().feature()), versions -> Version.line() + "\n");
        return ExitCode.OK;
    }
}
