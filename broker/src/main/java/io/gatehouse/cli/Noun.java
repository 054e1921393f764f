package io.gatehouse.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A noun of the command line: its methods are the verbs, and alone it says nothing can be done. */
abstract class Noun implements Runnable {
    final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    Noun(Console console) {
        this.console = console;
    }

    @Override
    public final void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a verb is missing (expected: "
                        + String.join(", ", spec.subcommands().keySet()) + ")");
    }

    /** Reads a text file that an operator named. */
    final String read(String what, Path file) {
        return TextFile.read(what, console.environment().resolve(file));
    }
}
