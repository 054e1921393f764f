package io.gatehouse.cli;

import io.gatehouse.control.BrokerApi;
import io.gatehouse.control.ReloadApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        mixinStandardHelpOptions = true,
        description = {
            "Have a running broker read its files again: configuration, server certificates, revocation lists.",
            "It does so by itself when they change, and on SIGHUP. What cannot be used leaves the old state in place;"
                    + " then this exits with 1."
        })
final class ReloadCommand implements Callable<Integer> {
    private final Console console;

    ReloadCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ReloadApi.Outcomes outcomes = console.ask("nothing was reloaded", ReloadApi.RELOAD, new BrokerApi.Nothing());
        console.print(outcomes, ReloadCommand::text);
        return outcomes.failed() ? ExitCode.FAILED : ExitCode.OK;
    }

    private static String text(ReloadApi.Outcomes outcomes) {
        StringBuilder text = new StringBuilder();
        for (ReloadApi.Part part : outcomes.parts()) {
            text.append(part.name()).append(": ").append(part.outcome()).append('\n');
            part.details().forEach(line -> append(text, line));
            part.needRestart().forEach(line -> append(text, line + ": needs a restart of the broker"));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String line) {
        text.append("  ").append(Table.printable(line)).append('\n');
    }
}
