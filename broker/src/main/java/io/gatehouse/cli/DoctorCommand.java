package io.gatehouse.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Look for what is wrong, and say why and what to do: cert, tls, config, host.",
            "Alone it looks at what needs no argument: the configuration and this machine.",
            "Exits with 0 where it finds no problem and with 1 where it does; warnings are no problems."
        })
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    private DoctorCommand(Console console) {
        this.console = console;
    }

    static CommandLine commandLine(Console console) {
        return new CommandLine(new DoctorCommand(console))
                .addSubcommand("cert", new DoctorCertCommand(console))
                .addSubcommand("tls", new DoctorTlsCommand(console))
                .addSubcommand("config", new DoctorConfigCommand(console))
                .addSubcommand("host", new DoctorHostCommand(console));
    }

    @Override
    public Integer call() {
        Findings findings = new Findings();
        new DoctorConfigCommand(console).examine(findings);
        new DoctorHostCommand(console).examine(findings);
        return findings.print(console);
    }
}
