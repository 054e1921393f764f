package io.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.RunningBroker;
import java.nio.file.Path;

/** The access key of an operator, as {@code operator create} shows it once. */
public record OperatorKey(String id, String secret) {
    /** Makes the operator, beside the broker. */
    public static OperatorKey of(String name, String role, RunningBroker broker, Path folder) {
        CommandRun made = CommandRun.in(
                folder,
                "operator",
                "create",
                name,
                "--role",
                role,
                "--data",
                broker.folder().toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
        return new OperatorKey(behind("access key id:", made.out()), behind("secret access key:", made.out()));
    }

    private static String behind(String label, String printed) {
        return printed.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip())
                .findFirst()
                .orElseThrow();
    }
}
