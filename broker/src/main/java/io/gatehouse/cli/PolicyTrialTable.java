package io.gatehouse.cli;

import io.gatehouse.control.PolicyApi;
import io.gatehouse.control.PolicyTrialApi;

/** Runs {@code policy put --dry-run} and shows what came of it. */
final class PolicyTrialTable {
    private PolicyTrialTable() {}

    static int run(Console console, String name, String document) {
        PolicyTrialApi.Trial trial = console.ask(
                "policy " + name + " was not tried out", PolicyTrialApi.TRY, new PolicyApi.Put(name, document));
        console.print(trial, t -> text(t, console.color()));
        return trial.refused().total() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private static String text(PolicyTrialApi.Trial trial, boolean color) {
        StringBuilder text = new StringBuilder("nothing was stored\n");
        text.append(trial.version() == 0 ? "there is no policy " : "policy ")
                .append(trial.name())
                .append(trial.version() == 0 ? "" : " version " + trial.version() + " is in force")
                .append("; ")
                .append(trial.sessions())
                .append(trial.sessions() == 1 ? " connected client has it" : " connected clients have it")
                .append(trial.complete() ? "\n" : ", and more that were not looked at\n");
        if (trial.affected().isEmpty()) {
            text.append("nothing they use would change\n");
        } else {
            text.append("would be refused: ").append(counts(trial.refused())).append('\n');
            text.append("would be allowed: ").append(counts(trial.allowed())).append("\n\n");
            text.append(table(trial).text(color));
        }
        if (trial.omitted() > 0) {
            text.append("… and ").append(trial.omitted()).append(" more clients\n");
        }
        String findings = PolicyLintCommand.lines(trial.findings());
        return text + (findings.isEmpty() ? "" : "\n" + findings);
    }

    private static Table table(PolicyTrialApi.Trial trial) {
        Table table = new Table("CLIENT", "REFUSED", "ALLOWED", "ACTION", "RESOURCE", "THEN", "WHY");
        for (PolicyTrialApi.Affected client : trial.affected()) {
            boolean first = true;
            for (PolicyTrialApi.Flip flip : client.examples()) {
                table.row(
                        first ? client.clientId() : "",
                        first ? client.refused() : "",
                        first ? client.allowed() : "",
                        flip.action(),
                        flip.resource(),
                        flip.then(),
                        flip.why());
                first = false;
            }
        }
        return table;
    }

    private static String counts(PolicyTrialApi.Flips flips) {
        return flips.total() == 0
                ? "nothing"
                : flips.connect() + " connect, " + flips.publish() + " publish, " + flips.retainPublish() + " retain, "
                        + flips.subscribe() + " subscribe, " + flips.receive() + " receive";
    }
}
