package io.gatehouse.load.cli;

import io.gatehouse.cli.ExitCode;
import io.gatehouse.load.script.Times;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** {@code gatehouse load}: the load generator. */
@Command(
        name = "gatehouse load",
        description = {
            "A fleet on one machine, each device with a certificate of its own.",
            "It loads the Gatehouse of this machine that runs on --data, unless told otherwise."
        },
        footer = {
            "",
            "Exit codes: 0 all well; 1 messages were lost, twice or out of order, or an assertion does not hold;",
            "2 a flag or a file is wrong; 3 the broker is not there or lets nobody in;",
            "130 and 143 Ctrl-C and SIGTERM, behind the report."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            ConnectCommand.class,
            IdleCommand.class,
            PairsCommand.class,
            FanInCommand.class,
            FanOutCommand.class,
            SharedCommand.class,
            RetainedCommand.class,
            OfflineCommand.class,
            StormCommand.class,
            RevokeCommand.class,
            RotateCommand.class,
            MixedCommand.class,
            RunCommand.class,
            MaxCommand.class,
            RelayCommand.class,
            TableCommand.class
        })
public final class LoadCommand {
    private LoadCommand() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LoadCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(LoadCommand::refused)
                .registerConverter(
                        Duration.class,
                        text -> Times.read(text)
                                .orElseThrow(
                                        () -> new TypeConversionException(text + " (expected: " + Times.FORM + ")")));
    }

    /** One line, and not a page of help. */
    private static int refused(ParameterException wrong, String... arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr()
                .println("gatehouse load: " + String.valueOf(wrong.getMessage()).replace('\n', ' ') + ": see " + name
                        + " --help");
        return ExitCode.USAGE;
    }
}
